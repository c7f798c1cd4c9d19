"""When the visits of a bundle begin, and who makes them, on the plan as it stands."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from solver.links.board import Board, loss, within
from solver.links.bundles import Bundle, Party
from solver.offers import Offer, offers
from solver.problem import Problem, Visit, Window

BEAM = 6
"""How many beginnings of a bundle are followed side by side."""

CHEAPEST = 4
"""How many of the cheapest ways for a party are looked at, and how many of each technician's for its seconds."""

Spans: TypeAlias = Mapping[int, tuple[int, int]]
"""The first and the last second at which each visit may begin."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One visit at a position of a route, held in its window, from and until when."""

    visit: int
    route: int
    position: int
    held: Visit
    end: int


Found: TypeAlias = tuple[int, tuple[Seat, ...]]
"""A way to serve a party, and what it adds to the cost."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The parties of a bundle so far: the plan with them, and when each visit ends that is served."""

    board: Board
    ends: Mapping[int, int]

    def seated(self, seats: Iterable[Seat]) -> "Way":
        """The same with one more party."""
        board, ends = self.board, dict(self.ends)
        for seat in seats:
            board = board.inserted(seat.visit, seat.route, seat.position, seat.held)
            ends[seat.visit] = seat.end
        return Way(board, ends)


def chosen(board: Board, bundle: Bundle) -> Board:
    """The cheapest plan known with a bundle of which no visit is planned yet; parties not worth it are left out.

    What is served early enough for all that waits is tried, and also what need only be so for what must be served.
    A beam search over the parties, each after what it waits for.
    """
    found = [board]
    for binding in {frozenset(bundle.visits), bundle.must} if bundle.waits else {bundle.must}:
        found += [way.board for way in _ways(board, bundle, _spans(board.problem, bundle, binding))]
    return min(found, key=lambda each: each.cost)


def _ways(board: Board, bundle: Bundle, spans: Spans) -> list[Way]:
    """The cheapest ways known to serve a bundle, or a part of it."""
    beam = [Way(board, {})]
    for party in bundle.parties:
        longer: list[tuple[int, Way, tuple[Seat, ...]]] = [(way.board.cost, way, ()) for way in beam]
        for way in beam:
            longer += [(way.board.cost + cost, way, seats) for cost, seats in _seats(way, bundle, party, spans)]
        longer.sort(key=lambda each: each[0])
        beam = [way.seated(seats) for _, way, seats in longer[:BEAM]]
    return beam


def _spans(problem: Problem, bundle: Bundle, binding: Collection[int]) -> dict[int, tuple[int, int]]:
    """When each visit may begin, for its windows, for what it waits for, and for what waits for it and is binding."""
    windows = {visit: problem.visits[visit].start_windows or (Window(0, 0),) for visit in bundle.visits}
    opens = {visit: min(window.earliest for window in each) for visit, each in windows.items()}
    closes = {visit: max(window.latest for window in each) for visit, each in windows.items()}
    for party in bundle.parties:
        for wait in bundle.before(party):
            opens[wait.later] = max(opens[wait.later], opens[wait.earlier] + _least(problem, wait.earlier) + wait.delay)
        opens.update(dict.fromkeys(party, max(opens[visit] for visit in party)))
    for party in reversed(bundle.parties):
        for wait in bundle.after(party):
            if wait.later in binding:
                latest = closes[wait.later] - wait.delay - _least(problem, wait.earlier)
                closes[wait.earlier] = min(closes[wait.earlier], latest)
        closes.update(dict.fromkeys(party, min(closes[visit] for visit in party)))
    return {visit: (opens[visit], closes[visit]) for visit in bundle.visits}


def _least(problem: Problem, visit: int) -> int:
    """The fewest seconds a visit can take."""
    return min((problem.visits[visit].duration, *problem.visits[visit].durations.values()))


def _seats(way: Way, bundle: Bundle, party: Party, spans: Spans) -> list[Found]:
    """The cheapest ways to serve one more party; none where it waits in vain."""
    board, waits = way.board, list(bundle.before(party))
    if any(wait.earlier not in way.ends for wait in waits):
        return []
    ready = max((way.ends[wait.earlier] + wait.delay for wait in waits), default=spans[party[0]][0])
    visits = board.problem.visits
    asked = {visit: within(visits[visit], max(ready, spans[visit][0]), spans[visit][1]) for visit in party}
    if len(party) > 1:
        found = _together(board, asked)
    else:
        awaited = any(True for _ in bundle.after(party))
        found = [
            (offer.cost.total, (_seat(visit, offer, awaited=awaited),))
            for visit, one in asked.items()
            for offer in _few(board, one)
        ]
    saved = sum(loss(board.problem, visit) for visit in party)
    return [(cost - saved, seats) for cost, seats in found]


def _few(board: Board, visit: Visit) -> list[Offer]:
    """The cheapest offers, and one in the first window there is any."""
    found = offers(board.schedule, visit)
    return [*found.ranked(CHEAPEST), *found.cheapest_per_window()[:1]]


def _seat(visit: int, offer: Offer, *, awaited: bool) -> Seat:
    """The seat an offer is about; what others wait for begins no later than it does now."""
    held = offer.visits[offer.position]
    if awaited:
        held = held.promised(Window(offer.window.earliest, offer.start))
    return Seat(visit, offer.route, offer.position, held, offer.start + held.duration_for(offer.shift))


def _together(board: Board, asked: Mapping[int, Visit]) -> list[Found]:
    """The cheapest ways in which as many technicians begin these visits at one second."""
    seconds = sorted(_seconds(board, asked))
    rooms = [_rooms(board, visit, one, seconds) for visit, one in asked.items()]
    found = [min(ways, key=_cost) for ways in (_apart(board, [room[at] for room in rooms]) for at in seconds) if ways]
    return sorted(found, key=_cost)[:CHEAPEST]


def _seconds(board: Board, asked: Mapping[int, Visit]) -> set[int]:
    """Seconds at which all of these visits may begin: as windows open or close, and when one would cheaply."""
    visits = asked.values()
    seconds = {second for one in visits for window in one.windows for second in (window.earliest, window.latest)}
    seconds |= {offer.start for one in visits for offer in offers(board.schedule, one).ranked(2 * CHEAPEST)}
    return {at for at in seconds if all(any(w.earliest <= at <= w.latest for w in one.windows) for one in visits)}


def _rooms(board: Board, visit: int, asked: Visit, seconds: Sequence[int]) -> dict[int, list[Found]]:
    """Of each second, who could begin the visit then: one place each, the cheapest first."""
    found = offers(board.schedule, replace(asked, windows=tuple(Window(at, at) for at in seconds)))
    rooms: dict[int, list[Found]] = {at: [] for at in seconds}
    columns = found.columns
    for number in np.argsort(columns.cost, kind="stable").tolist():
        at, shift = seconds[columns.window[number]], int(columns.route[number])
        held = asked.promised(Window(at, at))
        end = at + asked.duration_for(board.problem.shifts[shift])
        rooms[at].append((int(columns.cost[number]), (Seat(visit, shift, int(columns.position[number]), held, end),)))
    return rooms


def _apart(board: Board, rooms: Sequence[Sequence[Found]]) -> list[Found]:
    """Ways to give each visit one of its rooms, all with other technicians; the cheapest one among them.

    Of each visit only as many technicians matter as there are visits: the others would leave one of these free.
    """
    few = [_one_each(board, each)[: len(rooms)] for each in rooms]
    return [
        (sum(cost for cost, _ in each), tuple(seat for _, seats in each for seat in seats))
        for each in itertools.product(*few)
        if len({_technician(board, seats) for _, seats in each}) == len(each)
    ]


def _one_each(board: Board, rooms: Iterable[Found]) -> list[Found]:
    """The first room of each technician."""
    first: dict[str, Found] = {}
    for room in rooms:
        first.setdefault(_technician(board, room[1]), room)
    return list(first.values())


def _technician(board: Board, seats: Sequence[Seat]) -> str:
    return board.problem.shifts[seats[0].route].technician


def _cost(found: Found) -> int:
    return found[0]
