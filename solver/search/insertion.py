"""Where a visit left out fits best in the plan as it stands, looking only where visits near it are planned."""

from typing import NamedTuple

from solver import rules
from solver.search.chance import Dice, steps
from solver.search.model import MAY_NOT, NEVER, NOBODY, Model
from solver.search.state import State, by_depot, fed, hungry, leg_of, limits_of, lunch_of
from solver.segments import NO_STOP, Segment


class Room(NamedTuple):
    """A place for a visit: right after this node, in this window, at this marginal cost (no node: no room)."""

    cost: int
    before: int
    window: int


NOWHERE = 2**60
"""The cost of a place that does not exist."""


def best_room(model: Model, state: State, wanted: tuple[int, int], luck: tuple[Dice, float]) -> Room:
    """The cheapest known place for a visit at less than given, now and then overlooking one for the sake of variety.

    Places beside the nodes the visit goes with well, and in one empty route of each kind.
    """
    visit, ceiling = wanted
    dice, blink = luck
    best = Room(ceiling, -1, -1)
    until = steps(dice, blink)
    for number in range(model.before.shape[1]):
        for follow in (True, False):
            if until == 0:
                until = steps(dice, blink)
            else:
                until -= 1
                best = better_beside(model, state, (visit, number), follow, best)
    return best_empty(model, state, visit, best)


def better_beside(model: Model, state: State, pair: tuple[int, int], follow: bool, best: Room) -> Room:  # noqa: FBT001
    """The cheaper of a place and the one right after a node that a visit follows well, or before one it precedes well.

    By the triangle inequality the visit adds at least twice the road between it and the node less the road given up:
    where that is too much already, no other road is looked up.
    """
    visit, number = pair
    if follow:
        node, come = model.before[visit, number], int(model.come[visit, number])
        if node != NOBODY and 2 * (come * model.prices[0] - state.onward[node]) < best.cost:
            go = int(model.road[model.at[visit], model.at[state.next[node]]])
            best = better(model, state, (visit, node), (come, go), best)
    else:
        node, go = model.after[visit, number], int(model.go[visit, number])
        if node != NOBODY and 2 * (go * model.prices[0] - state.inward[node]) < best.cost:
            before = state.previous[node]
            come = int(model.road[model.at[before], model.at[visit]])
            best = better(model, state, (visit, before), (come, go), best)
    return best


def best_empty(model: Model, state: State, visit: int, best: Room) -> Room:
    """The cheapest of this place and one empty route of each group of twins."""
    n = model.price.shape[0]
    if model.alone[visit] >= best.cost:
        return best
    for group in model.groups:
        first = idle = state.idle[group]
        while state.length[idle] != 0:
            idle = model.next_twin[idle]
            if idle == first:
                break
        if state.length[idle] == 0:
            state.idle[group] = idle
            best = better_at(model, state, visit, n + idle, best)
    return best


def best_anywhere(model: Model, state: State, visit: int, ceiling: int) -> Room:
    """The cheapest of all places at less than given."""
    n, r = model.price.shape[0], model.kind.size
    best = Room(ceiling, -1, -1)
    for route in range(r):
        if model.price[visit, model.kind[route]] != MAY_NOT:
            node = n + route
            while node < n + r:
                best = better_at(model, state, visit, node, best)
                node = state.next[node]
    return best


def better_at(model: Model, state: State, visit: int, before: int, best: Room) -> Room:
    """The cheaper of a place and the one right after this node."""
    here, there, then = model.at[before], model.at[visit], model.at[state.next[before]]
    roads = (int(model.road[here, there]), int(model.road[there, then]))
    return better(model, state, (visit, before), roads, best)


def better(model: Model, state: State, where: tuple[int, int], roads: tuple[int, int], best: Room) -> Room:
    """The same where the roads to the visit and on are known."""
    before = where[1]
    route = state.route[before]
    past = leg_of(model, state, before) if state.length[route] else 0
    if model.depot[route] >= 0:
        return better_loading(model, state, where, (roads[0], roads[1], past), best)
    return better_by(model, state, where, ((roads[0], roads[1], past), 0), best)


def better_loading(model: Model, state: State, where: tuple[int, int], roads: tuple[int, int, int], best: Room) -> Room:
    """The same on a route that may load: before the visit, after it, or where it loads already.

    Only a first guess of where to load: `refresh` finds the best place.
    """
    (visit, before), (come, go, past) = where, roads
    route = state.route[before]
    here, there, then = model.at[before], model.at[visit], model.at[state.next[before]]
    loaded = state.loaded[route]
    enough = enough_from_home(model, state, visit, route)
    if loaded == state.place[before]:
        best = better_by(model, state, where, ((by_depot(model, route, here, there), go, past), 0), best)
        if enough:
            best = better_by(model, state, where, ((come, by_depot(model, route, there, then), past), 0), best)
    elif enough or 0 <= loaded < state.place[before]:
        best = better_by(model, state, where, ((come, go, past), 0), best)
    elif loaded < 0:
        extra = model.loading[route]
        best = better_by(model, state, where, ((by_depot(model, route, here, there), go, past), extra), best)
        if enough_so_far(model, state, visit, before):
            best = better_by(model, state, where, ((come, by_depot(model, route, there, then), past), extra), best)
    return best


def enough_from_home(model: Model, state: State, visit: int, route: int) -> bool:
    """Whether he has from home what a visit needs besides what he already uses of it, all day or until he loads."""
    for part in range(model.demand.shape[1]):
        if state.carried[route, part] + model.demand[visit, part] > model.stock[route, part]:
            return False
    return not model.lacks[visit, model.kind[route]]


def enough_so_far(model: Model, state: State, visit: int, before: int) -> bool:
    """The same besides what he uses of it up to a node."""
    route = state.route[before]
    for part in range(model.demand.shape[1]):
        if state.used[before, part] + model.demand[visit, part] > model.stock[route, part]:
            return False
    return not model.lacks[visit, model.kind[route]]


def better_by(
    model: Model,
    state: State,
    where: tuple[int, int],
    ways: tuple[tuple[int, int, int], int],
    best: Room,
) -> Room:
    """The cheaper of a place and that of a visit after a node, by these roads, of which some seconds are no travel."""
    visit, before = where
    roads, no_travel = ways
    route, after = state.route[before], state.next[before]
    kind = model.kind[route]
    liking = model.price[visit, kind]
    floor = (roads[0] + roads[1] - roads[2] - no_travel) * model.prices[0] + liking - state.toll[route]
    if floor >= best.cost or liking == MAY_NOT:
        return best
    if model.depot[route] < 0 and not enough_from_home(model, state, visit, route):
        return best
    service = model.duration[visit, kind]
    liking -= no_travel * model.prices[0]
    for window in range(model.first_window[visit], model.first_window[visit + 1]):
        opens, latest = model.windows[window, 0], model.windows[window, 1]
        arrival = state.ahead[before, 1] + roads[0]
        if arrival <= latest and max(arrival, opens) + service + roads[1] <= state.behind[after, 2]:
            stop = (service, opens + service, latest)
            cost = cost_between(model, state, before, after, stop, roads) + liking
            if cost < best.cost:
                best = Room(cost, 0 + before, window)  # 0 +: with a sign, as -1 has
    return best


def cost_between(
    model: Model, state: State, before: int, after: int, stop: Segment, roads: tuple[int, int, int]
) -> int:
    """What a stop between two nodes adds in travel and hours, lunch where it costs least; `NOWHERE` without room."""
    route = state.route[before]
    day = (limits_of(model, route), state.load[route], state.toll[route])
    early, late = hungry(state.ahead, before), hungry(state.behind, after)
    if model.lunch[route, 2] < 0:
        feasible, cost = rules.evaluate_insertion((early, NO_STOP, late), stop, roads, day, model.prices)
        return cost if feasible else NOWHERE
    best = NOWHERE
    eaten, to_eat = fed(state.ahead, before), fed(state.behind, after)
    if eaten[1] < NEVER:
        feasible, cost = rules.evaluate_insertion((eaten, NO_STOP, late), stop, roads, day, model.prices)
        best = cost if feasible else best
    if to_eat[2] > -NEVER:
        feasible, cost = rules.evaluate_insertion((early, NO_STOP, to_eat), stop, roads, day, model.prices)
        best = min(best, cost) if feasible else best
    lunch = lunch_of(model, route)
    feasible, cost = rules.evaluate_insertion((early, lunch, late), stop, roads, day, model.prices)
    return min(best, cost) if feasible else best
