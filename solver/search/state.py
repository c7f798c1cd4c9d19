"""The plan a search works on, as linked lists of nodes, each knowing what comes before it and after it as segments."""

from typing import NamedTuple

import numpy as np

from solver import rules
from solver.rules import max_duration
from solver.search.model import NEVER, NOBODY, Array, Model
from solver.segments import Segment, fits_all, join_all

NOTHING = -(2**50)
"""What can be saved where nothing is planned."""

NO_WAY: Segment = (0, NEVER, -NEVER)
"""Stands for a segment that does not exist: nothing fits before or after it."""


class State(NamedTuple):
    """A plan under construction; every array is written in place.

    `next`, `previous`, `route` and `place` (nodes): the links, the shift a node is on (-1: left out) and its place
    in the route, 0 for the departure. `chosen` (n) the window each visit is planned in. `leg` (nodes) the seconds
    straight to the next node; `onward` and `inward` (nodes) the most that giving up the road after or before a node may
    save: its price and the cost of the hours (`NOTHING` when left out). `ahead` (nodes, 6): the
    segment from the departure up to the node, hungry then fed; `behind` (nodes, 6): from the node to the return.
    `used` (nodes, d) parts consumed up to the node, `carried` (r, d) from home on the whole route. `by_depot`
    (nodes) whether he goes on by way of his depot; `loaded` (r) after how many visits that is, or -1. `length`,
    `load`, `toll`, `price` (r): visits, seconds of service, cost of the hours, and cost of all of each route;
    `driven` (1) routes with visits. `idle` (r): of each group of twins, at its first, a route that may be empty.
    `missing` (n + 1) the visits left out, how many stands last; `slot` (n) where each stands in it, or -1. `cost`
    (1): what the plan costs.
    """

    next: Array
    previous: Array
    route: Array
    place: Array
    chosen: Array
    leg: Array
    onward: Array
    inward: Array
    ahead: Array
    behind: Array
    used: Array
    carried: Array
    by_depot: Array
    loaded: Array
    driven: Array
    length: Array
    load: Array
    toll: Array
    price: Array
    idle: Array
    missing: Array
    slot: Array
    cost: Array


def empty_state(model: Model) -> State:
    """The plan in which every visit is left out."""
    n, r = model.price.shape[0], model.kind.size
    nodes = n + 2 * r
    state = State(
        next=np.full(nodes, NOBODY, np.uint32),
        previous=np.full(nodes, NOBODY, np.uint32),
        route=np.full(nodes, NOBODY, np.uint32),
        place=np.zeros(nodes, np.int64),
        chosen=np.zeros(n, np.uint32),
        leg=np.zeros(nodes, np.int64),
        onward=np.full(nodes, NOTHING, np.int64),
        inward=np.full(nodes, NOTHING, np.int64),
        ahead=np.zeros((nodes, 6), np.int64),
        behind=np.zeros((nodes, 6), np.int64),
        used=np.zeros((nodes, model.demand.shape[1]), np.int64),
        carried=np.zeros((r, model.demand.shape[1]), np.int64),
        by_depot=np.zeros(nodes, np.bool_),
        loaded=np.full(r, -1, np.int64),
        driven=np.zeros(1, np.int64),
        length=np.zeros(r, np.int64),
        load=np.zeros(r, np.int64),
        toll=np.zeros(r, np.int64),
        price=np.zeros(r, np.int64),
        idle=model.twins.copy(),
        missing=np.arange(n + 1, dtype=np.uint32),
        slot=np.arange(n),
        cost=np.array([int(model.prize.sum())], np.int64),
    )
    shifts = np.arange(r)
    state.route[n : n + r] = state.route[n + r :] = shifts
    for shift in range(r):
        join(model, state, n + shift, n + r + shift)
        refresh(model, state, shift)
    return state


def join(model: Model, state: State, node: int, after: int) -> None:
    """Let one node follow another."""
    state.next[node], state.previous[after] = after, node
    state.leg[node] = model.road[model.at[node], model.at[after]]


def link(model: Model, state: State, visit: int, before: int) -> None:
    """Put a visit left out right after a node; its route is to be refreshed."""
    after = state.next[before]
    join(model, state, before, visit)
    join(model, state, visit, after)
    state.route[visit] = state.route[before]
    found(model, state, visit)


def unlink(model: Model, state: State, visit: int) -> None:
    """Leave a planned visit out; its route is to be refreshed."""
    join(model, state, state.previous[visit], state.next[visit])
    lose(model, state, visit)


def lose(model: Model, state: State, visit: int) -> None:
    """Note that a visit is left out."""
    last = model.price.shape[0]
    state.route[visit] = NOBODY
    state.onward[visit] = state.inward[visit] = NOTHING
    count = state.missing[last]
    state.missing[count], state.slot[visit] = visit, count
    state.missing[last] = count + 1
    state.cost[0] += model.prize[visit]


def found(model: Model, state: State, visit: int) -> None:
    """Note that a visit is left out no more; from there he drives straight on until its route is worked out."""
    state.by_depot[visit] = False
    last = model.price.shape[0]
    count = state.missing[last] - 1
    other, slot = state.missing[count], state.slot[visit]
    state.missing[slot], state.slot[other] = other, slot
    state.slot[visit], state.missing[last] = -1, count
    state.cost[0] -= model.prize[visit]


def hungry(rows: Array, node: int) -> Segment:
    """The segment without lunch of a row of `ahead` or `behind`."""
    return rows[node, 0], rows[node, 1], rows[node, 2]


def fed(rows: Array, node: int) -> Segment:
    """The segment with lunch inside of a row of `ahead` or `behind`; `NO_WAY` where there is none."""
    return rows[node, 3], rows[node, 4], rows[node, 5]


def stop_of(model: Model, state: State, visit: int, route: int) -> Segment:
    """A planned visit as a segment, in its chosen window."""
    service, window = model.duration[visit, model.kind[route]], state.chosen[visit]
    return service, model.windows[window, 0] + service, model.windows[window, 1]


def lunch_of(model: Model, route: int) -> Segment:
    """Lunch as a segment; `NO_WAY` on a shift without."""
    earliest, latest, duration = model.lunch[route, 0], model.lunch[route, 1], model.lunch[route, 2]
    return (duration, earliest + duration, latest) if duration >= 0 else NO_WAY


def limits_of(model: Model, route: int) -> tuple[int, int, int]:
    """See `solver.rules.Limits`."""
    return model.limits[route, 0], model.limits[route, 1], model.limits[route, 2]


def join_where_fits(first: Segment, travel: int, second: Segment) -> Segment:
    """The two segments as one, or `NO_WAY`."""
    return join_all(first, travel, second) if fits_all(first, travel, second) else NO_WAY


def leg_of(model: Model, state: State, node: int) -> int:
    """Seconds from a node to the next, by way of the depot where he loads there."""
    if state.by_depot[node]:
        return by_depot(model, state.route[node], model.at[node], model.at[state.next[node]])
    return state.leg[node]  # type: ignore[no-any-return]


def by_depot(model: Model, route: int, here: int, there: int) -> int:
    """Seconds from one place to another by way of the depot, loading included."""
    depot = model.depot[route]
    return int(model.road[here, depot] + model.loading[route] + model.road[depot, there])


def refresh(model: Model, state: State, route: int) -> bool:
    """Work out a route anew after its links have changed, loading where it costs least; whether it keeps every promise.

    Everything he needs comes from home if that is possible, and else he loads once, before what he lacks first.
    """
    n = model.price.shape[0]
    if model.depot[route] < 0:
        return work_out(model, state, route)
    node = n + route
    while node < n + model.kind.size:
        state.by_depot[node] = False
        node = state.next[node]
    state.loaded[route] = -1
    lacking = first_lacking(model, state, route)
    if lacking < 0:
        return work_out(model, state, route)
    best, cheapest, node = -1, 0, n + route
    while True:
        state.by_depot[node] = True
        if work_out(model, state, route) and (best < 0 or state.price[route] < cheapest):
            best, cheapest = node, state.price[route]
        state.by_depot[node] = False
        node = state.next[node]
        if node == lacking:
            break
    best = best if best >= 0 else n + route
    state.by_depot[best] = True
    kept = work_out(model, state, route)
    state.loaded[route] = state.place[best]
    return kept


def first_lacking(model: Model, state: State, route: int) -> int:
    """The first visit for which what he has from home is not enough; -1 when it is for all."""
    n, kind = model.price.shape[0], model.kind[route]
    before, visit = n + route, state.next[n + route]
    for part in range(model.demand.shape[1]):
        state.used[before, part] = 0
    while visit < n:
        if model.lacks[visit, kind]:
            return visit  # type: ignore[no-any-return]
        for part in range(model.demand.shape[1]):
            state.used[visit, part] = state.used[before, part] + model.demand[visit, part]
            if state.used[visit, part] > model.stock[route, part]:
                return visit  # type: ignore[no-any-return]
        before, visit = visit, state.next[visit]
    return -1


def work_out(model: Model, state: State, route: int) -> bool:
    """Work out the segments and the cost of a route as it stands; whether it keeps every promise."""
    state.cost[0] -= state.price[route]
    travel, liking, in_time = fold_forwards(model, state, route)
    in_time &= fold_backwards(model, state, route)
    kept, state.toll[route] = toll_of(model, state, route)
    note_savings(model, state, route)
    if state.length[route] == 0:
        state.idle[model.twins[route]] = route
        state.price[route] = state.toll[route] = 0
        return True
    state.price[route] = travel * model.prices[0] + liking + state.toll[route]
    state.cost[0] += state.price[route]
    return kept and in_time


def note_savings(model: Model, state: State, route: int) -> None:
    """Fill `onward` and `inward`."""
    n, toll = model.price.shape[0], state.toll[route]
    node, last = n + route, n + model.kind.size
    while node < last:
        saving = leg_of(model, state, node) * model.prices[0] + toll
        after = state.next[node]
        state.onward[node] = state.inward[after] = saving
        node = after


def fold_forwards(model: Model, state: State, route: int) -> tuple[int, int, bool]:
    """Fill `ahead`, `used`, `place`, `length` and `load`; the seconds of travel, the assignment cost, all in time."""
    n, kind, ahead = model.price.shape[0], model.kind[route], state.ahead
    last_visit, lunch = n + model.kind.size, lunch_of(model, route)
    start, back = model.hours[route, 0], model.hours[route, 1]
    node, travel, liking, load, count, in_time = n + route, 0, 0, 0, 0, True
    no_lunch, lunch_first = (0, start, back), NO_WAY
    eats, at_home = lunch[1] < NEVER, True
    for part in range(model.demand.shape[1]):
        state.used[node, part] = state.carried[route, part] = 0
    if eats:
        lunch_first = (0, max(start, lunch[1]), back)
    while True:
        ahead[node, 0], ahead[node, 1], ahead[node, 2] = no_lunch
        if eats:
            ahead[node, 3], ahead[node, 4], ahead[node, 5] = lunch_first
        state.place[node] = count
        after = state.next[node]
        leg = leg_of(model, state, node)
        travel += leg
        if state.by_depot[node]:
            travel -= model.loading[route]
            at_home = False
        if after >= last_visit:
            break
        stop = stop_of(model, state, after, route)
        in_time &= no_lunch[1] + leg <= stop[2]
        no_lunch = join_all(no_lunch, leg, stop)
        if eats:
            before, here = join_where_fits(lunch_first, leg, stop), join_where_fits(no_lunch, 0, lunch)
            lunch_first = before if before[1] < here[1] or (before[1] == here[1] and before[2] > here[2]) else here
        in_time &= use_up(model, state, (node, after), at_home) and not (at_home and model.lacks[after, kind])
        load += stop[0]
        liking += model.price[after, kind]
        count += 1
        node = after
    state.driven[0] += min(count, 1) - min(state.length[route], 1)
    state.length[route], state.load[route] = count, load
    return travel, liking, in_time


def use_up(model: Model, state: State, leg: tuple[int, int], from_home: bool) -> bool:  # noqa: FBT001
    """Fill `used` of a visit after a node, and `carried` before he loads; whether what he has from home is enough."""
    before, visit = leg
    route, enough = state.route[visit], True
    for part in range(model.demand.shape[1]):
        state.used[visit, part] = state.used[before, part] + model.demand[visit, part]
        if from_home:
            enough &= state.used[visit, part] <= model.stock[route, part]
            state.carried[route, part] = state.used[visit, part]
    return enough


def fold_backwards(model: Model, state: State, route: int) -> bool:
    """Fill `behind`; whether the route can be back in time."""
    n, behind = model.price.shape[0], state.behind
    node, lunch = n + model.kind.size + route, lunch_of(model, route)
    start, back = model.hours[route, 0], model.hours[route, 1]
    no_lunch, with_lunch = (0, start, back), NO_WAY
    eats = lunch[1] < NEVER
    if eats:
        with_lunch = (0, start, min(back, lunch[2]))
    in_time = True
    while True:
        behind[node, 0], behind[node, 1], behind[node, 2] = no_lunch
        if eats:
            behind[node, 3], behind[node, 4], behind[node, 5] = with_lunch
        visit = state.previous[node]
        if visit >= n:
            break
        leg, stop = leg_of(model, state, visit), stop_of(model, state, visit, route)
        if eats:
            later = join_where_fits(stop, leg, with_lunch)
            here = join_where_fits(stop, 0, join_where_fits(lunch, leg, no_lunch))
            with_lunch = later if later[2] > here[2] or (later[2] == here[2] and later[1] < here[1]) else here
        in_time &= stop[1] + leg <= no_lunch[2]
        no_lunch = join_all(stop, leg, no_lunch)
        node = visit
    return in_time


def toll_of(model: Model, state: State, route: int) -> tuple[bool, int]:
    """Whether a route has a way to be driven, and what its hours cost on the cheapest way known."""
    last = model.price.shape[0] + model.kind.size + route
    first = state.previous[last]
    leg = leg_of(model, state, first)
    if model.lunch[route, 2] < 0:
        return toll_where_fits(model, state, route, (hungry(state.ahead, first), leg, hungry(state.behind, last)))
    ate, cheap = toll_where_fits(model, state, route, (fed(state.ahead, first), leg, hungry(state.behind, last)))
    eats, dear = toll_where_fits(model, state, route, (hungry(state.ahead, first), leg, fed(state.behind, last)))
    if ate and eats:
        return True, min(cheap, dear)
    return ate or eats, cheap if ate else dear


def toll_where_fits(model: Model, state: State, route: int, way: tuple[Segment, int, Segment]) -> tuple[bool, int]:
    """The same for one way, given as two segments and the road between them."""
    if not fits_all(way[0], way[1], way[2]):
        return False, 0
    total, limits = join_all(way[0], way[1], way[2]), limits_of(model, route)
    return max_duration.allowed(total, limits[1]), rules.hours_cost(total, state.load[route], limits, model.prices)
