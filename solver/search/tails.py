"""Exchange of tails (2-opt*): two routes of twin shifts are cut and joined crosswise where that is cheaper.

Source: Potvin and Rousseau, "An exchange heuristic for routing problems with time windows" (1995).
"""

from solver.search.desk import Desk, remember
from solver.search.model import Model
from solver.search.state import State, fed, hungry, refresh, toll_where_fits


def exchange_tails(model: Model, state: State, desk: Desk, visit: int) -> bool:
    """Cut the route of this visit before or after it and join the tails crosswise, where that is cheapest.

    Routes that may load at a depot are left alone.
    """
    if model.depot[state.route[visit]] >= 0:
        return False
    gain, one, other = best_crossing(model, state, visit, True)  # noqa: FBT003
    gain_before, one_before, other_before = best_crossing(model, state, visit, False)  # noqa: FBT003
    if gain_before < gain:
        gain, one, other = gain_before, one_before, other_before
    if gain < 0:
        cross(model, state, desk, one, other)
    return gain < 0


def best_crossing(model: Model, state: State, visit: int, follow: bool) -> tuple[int, int, int]:  # noqa: FBT001
    """The cheapest way to let a visit be followed, or else preceded, by a visit of another route.

    The cost, and the two nodes after which the routes are cut; 0 where none is cheaper.
    """
    nodes = model.after if follow else model.before
    gain, one, other = 0, -1, -1
    for number in range(nodes.shape[1]):
        node = nodes[visit, number]
        if node < 0 or node >= model.price.shape[0]:
            break
        if state.route[node] >= 0:
            first, second = (visit, state.previous[node]) if follow else (node, state.previous[visit])
            cost = crossing(model, state, first, second)
            if cost < gain:
                gain, one, other = cost, first, second
    return gain, one, other


def crossing(model: Model, state: State, one: int, other: int) -> int:
    """What it costs to join what comes before and with `one` to what comes after `other`, and the other way round.

    0 where that cannot be: only gains are wanted.
    """
    a, b = state.route[one], state.route[other]
    if a < 0 or b < 0 or a == b or model.twins[a] != model.twins[b]:
        return 0
    after_one, after_other = state.next[one], state.next[other]
    at, road = model.at, model.road
    there, back = road[at[one], at[after_other]], road[at[other], at[after_one]]
    extra = there + back - road[at[one], at[after_one]] - road[at[other], at[after_other]]
    cost = extra * model.prices[0] - state.toll[a] - state.toll[b]
    if cost >= 0:
        return 0
    for part in range(model.demand.shape[1]):
        more = state.used[one, part] - state.used[other, part]
        if more + state.carried[b, part] > model.stock[a, part] or state.carried[a, part] - more > model.stock[b, part]:
            return 0
    first, toll_one = toll_joined(model, state, one, there, after_other)
    if not first:
        return 0
    second, toll_other = toll_joined(model, state, other, back, after_one)
    return min(0, cost + toll_one + toll_other) if second else 0


def toll_joined(model: Model, state: State, node: int, leg: int, after: int) -> tuple[bool, int]:
    """Whether what ends with a node and what begins with another fit together, and what such hours cost."""
    n, r = model.price.shape[0], model.kind.size
    route = state.route[node]
    if node >= n and after >= n + r:
        return True, 0
    if model.lunch[route, 2] < 0:
        return toll_where_fits(model, state, route, (hungry(state.ahead, node), leg, hungry(state.behind, after)))
    ate, cheap = toll_where_fits(model, state, route, (fed(state.ahead, node), leg, hungry(state.behind, after)))
    eats, dear = toll_where_fits(model, state, route, (hungry(state.ahead, node), leg, fed(state.behind, after)))
    if ate and eats:
        return True, min(cheap, dear)
    return ate or eats, cheap if ate else dear


def cross(model: Model, state: State, desk: Desk, one: int, other: int) -> None:
    """Join what comes before and with `one` to what comes after `other`, and the other way round."""
    n, r = model.price.shape[0], model.kind.size
    a, b = state.route[one], state.route[other]
    remember(model, state, desk, a)
    remember(model, state, desk, b)
    after_one, after_other = state.next[one], state.next[other]
    attach(state, one, after_other, (a, n, n + r + a))
    attach(state, other, after_one, (b, n, n + r + b))
    refresh(model, state, a)
    refresh(model, state, b)


def attach(state: State, node: int, tail: int, where: tuple[int, int, int]) -> None:
    """Let a tail of visits (or the end of its route) follow a node; `where` is the route, n, and its return."""
    route, visits, back = where
    while tail < visits:
        following = state.next[tail]
        state.next[node], state.previous[tail], state.route[tail] = tail, node, route
        node, tail = tail, following
    state.next[node], state.previous[back] = back, node
