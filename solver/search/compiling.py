"""Compile a problem into the arrays of a search."""

from collections.abc import Hashable, Sequence

import numpy as np

from solver import rules
from solver.problem import Place, Problem, Shift, Visit
from solver.search.model import MAY_NOT, NEVER, PINNED, Array, Model
from solver.staff import kind_of

FEW, RARELY = 200, 0.1
"""Up to so many visits, one without a place near others always looks everywhere; beyond, only this often."""


def compile_model(problem: Problem) -> Model:
    """The arrays of a problem with at least one shift and one visit; see `Model`."""
    shifts, visits = problem.shifts, problem.visits
    origin = min(shift.start for shift in shifts)
    road, at = _roads(problem)
    who = _who(problem)
    firsts, kind = _numbered(who)
    kinds = [shifts[first] for first in firsts]
    first_twins, group = _numbered([(one, _course(shift)) for one, shift in zip(who, shifts, strict=True)])
    twins = np.array(first_twins, np.uint32)[group]
    windows, first_window = _windows(visits, origin)
    demand, stock = _parts(problem)
    depot, loading = _depots(problem, at)
    return Model(
        road=road,
        at=at,
        kind=kind,
        price=_prices(problem, kinds),
        duration=np.array([[v.duration_for(s) for s in kinds] for v in visits], np.int64),
        windows=windows,
        first_window=first_window,
        hours=np.array([[s.start - origin, s.latest_return - origin] for s in shifts], np.int64),
        limits=np.array([_limits(shift, origin) for shift in shifts], np.int64),
        lunch=np.array([_lunch(shift, origin) for shift in shifts], np.int64),
        prize=np.array([PINNED if v.pinned else v.prize * problem.weights.unserved for v in visits], np.int64),
        demand=demand,
        stock=stock,
        depot=depot,
        loading=loading,
        lacks=np.array([[not visit.tools <= shift.tools for shift in kinds] for visit in visits]),
        twins=twins,
        groups=np.unique(twins),
        next_twin=_rings(twins),
        prices=rules.prices(problem.weights),
        look_everywhere=1.0 if len(visits) <= FEW else RARELY,
        **dict.fromkeys(("related", "orders", "before", "after", "come", "go", "alone"), np.zeros((0, 0), np.int64)),
    )


def _rings(twins: Array) -> Array:
    """See `Model.next_twin`."""
    rings = np.arange(twins.size, dtype=np.uint32)
    for group in np.unique(twins):
        members = np.flatnonzero(twins == group)
        rings[members] = np.roll(members, -1)
    return rings


def _windows(visits: Sequence[Visit], origin: int) -> tuple[Array, Array]:
    """See `Model.windows` and `Model.first_window`; a visit without any has one that never opens."""
    bounds = [[(w.earliest - origin, w.latest - origin) for w in visit.start_windows] for visit in visits]
    bounds = [sorted(each) or [(NEVER, -NEVER)] for each in bounds]
    return np.array([one for each in bounds for one in each], np.int64), np.cumsum([0, *map(len, bounds)])


def _parts(problem: Problem) -> tuple[Array, Array]:
    """See `Model.demand` and `Model.stock`: only kinds of parts some visit needs."""
    kinds = sorted({part for visit in problem.visits for part, count in visit.parts.items() if count})
    demand = [[visit.parts.get(part, 0) for part in kinds] for visit in problem.visits]
    stock = [[shift.parts.get(part, 0) for part in kinds] for shift in problem.shifts]
    return np.array(demand, np.int64), np.array(stock, np.int64)


def _depots(problem: Problem, at: Array) -> tuple[Array, Array]:
    """See `Model.depot` and `Model.loading`."""
    number = iter(at[len(problem.visits) + 2 * len(problem.shifts) :].tolist())
    depots = [shift.depot for shift in problem.shifts]
    places = [-1 if depot is None else next(number) for depot in depots]
    return np.array(places, np.int64), np.array([0 if d is None else d.duration for d in depots], np.int64)


def _roads(problem: Problem) -> tuple[Array, Array]:
    """Seconds between every two places, and the place of each node: visits, departures, returns; then of each depot."""
    places = [visit.place for visit in problem.visits]
    number: dict[Place, int] = {}
    at = list(range(len(places)))
    shifts = problem.shifts
    depots = [shift.depot.place for shift in shifts if shift.depot is not None]
    for end in (*(shift.start_place for shift in shifts), *(shift.end_place for shift in shifts), *depots):
        if end not in number:
            number[end] = len(places)
            places.append(end)
        at.append(number[end])
    lat, lon = np.array([place.lat for place in places]), np.array([place.lon for place in places])
    road = problem.travel.seconds(lat[:, None], lon[:, None], lat[None, :], lon[None, :])
    return np.ascontiguousarray(road, np.int32), np.array(at, np.uint32)


def _who(problem: Problem) -> list[Hashable]:
    """Of each shift what decides whom it may serve and at what price; names and days only where some visit asks."""
    named = _named(problem.visits)
    dated = any(v.release or v.due or v.published for v in problem.visits)
    return [(named.get(shift.technician), shift.day if dated else None, kind_of(shift)) for shift in problem.shifts]


def _named(visits: Sequence[Visit]) -> dict[str, Hashable]:
    """By whom and how each technician is named: two of whom the same is said are as good as one another."""
    said: dict[str, list[tuple[int, int]]] = {}
    for number, lists in enumerate(dict.fromkeys(_names(visit) for visit in visits)):
        for how, names in enumerate(lists):
            for name in names:
                said.setdefault(name, []).append((number, how))
    return {name: tuple(sayings) for name, sayings in said.items()}


def _names(visit: Visit) -> tuple[frozenset[str], ...]:
    """Whom a visit requires, forbids and prefers, who it is pinned to, and who has it in the published plan."""
    holders = (
        frozenset(() if each is None or each.technician is None else (each.technician,))
        for each in (visit.pinned, visit.published)
    )
    return (frozenset(visit.required), frozenset(visit.forbidden), frozenset(visit.preferred), *holders)


def _wish(visit: Visit) -> Hashable:
    """What decides who may serve a visit and at what price."""
    who = (visit.required, visit.forbidden, visit.preferred, visit.published, visit.pinned and visit.pinned.technician)
    able = (frozenset(visit.skills.items()), visit.clearances, visit.tools, frozenset(visit.parts.items()))
    return (who, able, visit.area, visit.release, visit.due)


def _course(shift: Shift) -> Hashable:
    """What decides how a route of this shift may run."""
    parts = frozenset(shift.parts.items())
    times = (shift.start, shift.end, shift.max_overtime, shift.max_duration, shift.lunch, shift.fair_share)
    return (shift.start_place, shift.end_place, times, parts, shift.depot)


def _numbered(keys: Sequence[Hashable]) -> tuple[list[int], Array]:
    """Where each different key stands first, and the number of each key among the different ones."""
    firsts: dict[Hashable, int] = {}
    numbers: dict[Hashable, int] = {}
    for place, key in enumerate(keys):
        firsts.setdefault(key, place)
        numbers.setdefault(key, len(numbers))
    return list(firsts.values()), np.array([numbers[key] for key in keys], np.uint32)


def _prices(problem: Problem, kinds: Sequence[Shift]) -> Array:
    """(visits, kinds) what serving costs whatever the hour, `MAY_NOT` where he may not."""
    firsts, wish = _numbered([_wish(visit) for visit in problem.visits])
    price = [
        [rules.assignment_cost(v, s, problem.weights) if rules.may_serve(v, s) else MAY_NOT for s in kinds]
        for v in (problem.visits[first] for first in firsts)
    ]
    return np.array(price, np.int64).reshape(len(firsts), len(kinds))[wish]


def _limits(shift: Shift, origin: int) -> tuple[int, int, int]:
    """See `Model.limits`."""
    end, longest, share = rules.limits(shift)
    return end - origin, min(longest, NEVER), min(share, NEVER)


def _lunch(shift: Shift, origin: int) -> tuple[int, int, int]:
    """See `Model.lunch`."""
    lunch = shift.lunch
    return (0, 0, -1) if lunch is None else (lunch.earliest - origin, lunch.latest - origin, lunch.duration)
