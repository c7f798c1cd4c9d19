"""Exchange of tails (2-opt*): two routes are cut and joined crosswise where that is cheaper.

Source: Potvin and Rousseau, "An exchange heuristic for routing problems with time windows" (1995).
"""

from solver.search.desk import Desk, remember
from solver.search.model import MAY_NOT, Model
from solver.search.state import State, fed, hungry, join, refresh, toll_where_fits

IMPOSSIBLE = 2**60
"""The cost of what cannot be."""


def exchange_tails(model: Model, state: State, desk: Desk, visit: int) -> bool:
    """Cut the route of this visit before or after it and join the tails crosswise with those of a route near it.

    The first exchange that makes the plan cheaper is made; whether there was one.
    """
    for number in range(model.before.shape[1]):
        for follow in (True, False):
            if exchange_beside(model, state, desk, (visit, number), follow):
                return True
    return False


def exchange_beside(model: Model, state: State, desk: Desk, pair: tuple[int, int], follow: bool) -> bool:  # noqa: FBT001
    """The same where the visit is followed, or else preceded, by a visit it goes with well."""
    visit, number = pair
    node = model.after[visit, number] if follow else model.before[visit, number]
    if node >= model.price.shape[0]:
        return False
    leg = int(model.go[visit, number]) if follow else int(model.come[visit, number])
    one, then = (visit, node) if follow else (node, visit)
    if leg * model.prices[0] >= state.onward[one] + state.inward[then]:
        return False
    if state.route[one] == state.route[then] or state.ahead[one, 1] + leg > state.behind[then, 2]:
        return False
    other = state.previous[then]
    if not tempting(model, state, (one, other), leg):
        return False
    cost = state.cost[0]
    if cross(model, state, desk, one, other) and state.cost[0] < cost:
        return True
    cross(model, state, desk, one, other)
    return False


def tempting(model: Model, state: State, cuts: tuple[int, int], there: int) -> bool:
    """Whether to try joining what ends with one node to what follows another, and the other way round.

    `there` is the first of the two new roads. Between twins the answer is exact.
    """
    one, other = cuts
    a, b, after_one, after_other = state.route[one], state.route[other], state.next[one], state.next[other]
    if not enough_for(model, state, one, other):
        return False
    if not (begins_well(model, after_one, b) and begins_well(model, after_other, a)):
        return False
    n, r = model.price.shape[0], model.kind.size
    back = int(model.road[model.at[other], model.at[after_one if after_one < n else n + r + b]])
    if state.ahead[other, 1] + back > state.behind[after_one, 2]:
        return False
    extra = there + back - state.leg[one] - state.leg[other]
    extra += other_way_home(model, state, after_one, b) + other_way_home(model, state, after_other, a)
    cost = extra * model.prices[0] - state.toll[a] - state.toll[b]
    if cost >= 0:
        return False
    if model.twins[a] == model.twins[b]:
        cost += toll_joined(model, state, one, there, after_other)
        cost += toll_joined(model, state, other, back, after_one)
    else:
        cost += other_liking(model, state, after_one, b) + other_liking(model, state, after_other, a)
    return bool(cost < 0)


def enough_for(model: Model, state: State, one: int, other: int) -> bool:
    """Whether each has from home what the other's tail needs; true where somebody may load."""
    a, b = state.route[one], state.route[other]
    if model.depot[a] >= 0 or model.depot[b] >= 0:
        return True
    for part in range(model.demand.shape[1]):
        more = state.used[one, part] - state.used[other, part]
        if more + state.carried[b, part] > model.stock[a, part] or state.carried[a, part] - more > model.stock[b, part]:
            return False
    return True


def begins_well(model: Model, node: int, route: int) -> bool:
    """Whether the first visit of a tail, if it has any, may be on a route."""
    return bool(node >= model.price.shape[0] or model.price[node, model.kind[route]] != MAY_NOT)


def other_way_home(model: Model, state: State, tail: int, route: int) -> int:
    """How much longer the last road of a tail is when it leads to where another route ends."""
    n, r = model.price.shape[0], model.kind.size
    old, new = model.at[n + r + state.route[tail]], model.at[n + r + route]
    if tail >= n or old == new:
        return 0
    last = state.previous[n + r + state.route[tail]]
    return int(model.road[model.at[last], new] - model.road[model.at[last], old])


def other_liking(model: Model, state: State, tail: int, route: int) -> int:
    """How much more the assignments of a tail cost on another route; `IMPOSSIBLE` if a visit may not be there."""
    more, kind, other = 0, model.kind[state.route[tail]], model.kind[route]
    while tail < model.price.shape[0]:
        if model.price[tail, other] == MAY_NOT:
            return IMPOSSIBLE
        more += model.price[tail, other] - model.price[tail, kind]
        tail = state.next[tail]
    return more


def toll_joined(model: Model, state: State, node: int, leg: int, after: int) -> int:
    """What the hours of what ends with a node and what begins with another cost; `IMPOSSIBLE` where they do not fit."""
    n, r = model.price.shape[0], model.kind.size
    route = state.route[node]
    if node >= n and after >= n + r:
        return 0
    if model.lunch[route, 2] < 0:
        fits, toll = toll_where_fits(model, state, route, (hungry(state.ahead, node), leg, hungry(state.behind, after)))
        return toll if fits else IMPOSSIBLE
    ate, cheap = toll_where_fits(model, state, route, (fed(state.ahead, node), leg, hungry(state.behind, after)))
    eats, dear = toll_where_fits(model, state, route, (hungry(state.ahead, node), leg, fed(state.behind, after)))
    return min(cheap if ate else IMPOSSIBLE, dear if eats else IMPOSSIBLE)


def cross(model: Model, state: State, desk: Desk, one: int, other: int) -> bool:
    """Join what ends with `one` to what comes after `other`, and the other way round; whether both keep every promise.

    Done twice it changes nothing.
    """
    a, b = state.route[one], state.route[other]
    remember(model, state, desk, a)
    remember(model, state, desk, b)
    after_one, after_other = state.next[one], state.next[other]
    attach(model, state, one, after_other, a)
    attach(model, state, other, after_one, b)
    kept = refresh(model, state, a)
    return refresh(model, state, b) and kept


def attach(model: Model, state: State, node: int, tail: int, route: int) -> None:
    """Let a tail of visits (or only the return) follow a node of a route."""
    n, r = model.price.shape[0], model.kind.size
    while tail < n:
        following = state.next[tail]
        join(model, state, node, tail)
        state.route[tail], state.by_depot[tail] = route, False
        node, tail = tail, following
    join(model, state, node, n + r + route)
