"""Is what the store holds what the players were told, and could it all have happened one at a time?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from benchmarks.race import ground
from benchmarks.race.linear import Timed, impossible
from benchmarks.race.model import Full, Lapsed, Look, Plan, Put, Step, Take
from benchmarks.race.players import Diary, Told
from planner.appointments import CANCELLED, Appointment, State
from planner.events import AppointmentConfirmed, RouteSaved
from planner.ports import Work
from planner.promises import broken_promises
from planner.routes import Route
from planner.store import Database
from planner.store.scope import for_all_firms

RouteKey = tuple[str, str]
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong, by who found it; and one example of each."""

    overlaps: int = 0
    broken: int = 0
    lost: int = 0
    unknown: int = 0
    half_told: int = 0
    contradicted: int = 0
    impossible: int = 0
    failures: int = 0
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def anomalies(self) -> dict[str, int]:
        """Return how much each checker has found, of those that found anything."""
        return {name: count for name, count in asdict(self).items() if isinstance(count, int) and count}


def judge(url: str, diaries: Sequence[Diary]) -> Verdict:
    """Compare a store that nobody uses any more with what its players were told."""
    with closing(ground.opened(url)) as database, database.read(ground.FIRM) as work:
        days = ground.first_day() - WEEK, ground.first_day() + WEEK
        routes = work.routes.between(*days)
        found: dict[str, list[str]] = {
            "overlaps": [f"{route.technician_id} {route.day}" for route in routes if _overlaps(route)],
            "broken": broken_promises(work, *days),
            "lost": list(_lost(work, diaries)),
            "unknown": list(_unknown(work, diaries)),
            "half_told": list(_half_told(database, work, routes)),
            "contradicted": [key for diary in diaries for key in diary.contradicted],
            "impossible": list(_impossible(routes, diaries)),
            "failures": [told.reply["broken"] for diary in diaries for told in diary.told if "broken" in told.reply],
        }
    examples = {name: cases[0] for name, cases in found.items() if cases}
    return Verdict(**{name: len(cases) for name, cases in found.items()}, examples=examples)


def _overlaps(route: Route) -> bool:
    visits = sorted(route.visits, key=lambda visit: visit.start)
    return any(later.start < earlier.end for earlier, later in pairwise(visits))


def _last_told(diaries: Iterable[Diary]) -> dict[str, Told]:
    """Return the last thing acknowledged of each appointment."""
    last: dict[str, Told] = {}
    for diary in diaries:
        for told in diary.told:
            if told.stop and not told.reply.keys() & {"refused", "broken"}:
                last[told.reply.get("appointment") or told.stop[0]] = told
    return last


def _lost(work: Work, diaries: Iterable[Diary]) -> Iterator[str]:
    """Yield the appointments that are not what was acknowledged last."""
    kept = {str(one.id): one for one in work.of(Appointment).find()}
    for key, told in _last_told(diaries).items():
        appointment = kept.get(key)
        if appointment is None:
            yield f"{key}: {told.verb} was acknowledged and nothing is known of it"
        elif told.verb == "cancel":
            if appointment.state not in CANCELLED:
                yield f"{key}: its cancellation was acknowledged"
        elif told.verb in {"confirm", "move"} and not _stands(work, appointment, told):
            yield f"{key}: {told.verb} was acknowledged, and no route keeps it so"


def _stands(work: Work, appointment: Appointment, told: Told) -> bool:
    if told.stop is None or appointment.state is not State.CONFIRMED:
        return False
    route = work.routes.holding(appointment.id)
    visit = route.visit_of(appointment.id) if route else None
    return visit is not None and ground.micros(visit.start) == told.stop[1]


def _unknown(work: Work, diaries: Sequence[Diary]) -> Iterator[str]:
    """Yield the appointments that somebody has and nobody was told of: ghosts."""
    known = _last_told(diaries).keys()
    yield from (one.id for one in work.of(Appointment).find() if one.id not in known)


def _half_told(database: Database, work: Work, routes: Iterable[Route]) -> Iterator[str]:
    """Yield what the routes' versions, history and the outbox do not say alike."""
    saved = Counter(
        (route.technician_id, f"{route.day}", version) for route in routes for version in range(1, route.version + 1)
    )
    history = work.history.since(0)
    written = Counter(
        (route.technician_id, f"{route.day}", route.version) for entry in history for route in entry.after.routes
    )
    confirmed = Counter(
        str(after.id) for entry in history if entry.verb == "confirm" for after in entry.after.appointments
    )
    told_routes, told_confirmed = _outbox(database)
    yield from (f"history: {key}" for key in _differing(saved, written))
    yield from (f"outbox: {key}" for key in _differing(saved, told_routes))
    yield from (f"outbox: confirmation of {key}" for key in _differing(confirmed, told_confirmed))


def _outbox(database: Database) -> tuple[Counter[Any], Counter[Any]]:
    """Return which route versions and confirmations the outbox tells of, and how often."""
    outbox = database._tables.outbox  # noqa: SLF001 - no port reads what is not due
    with database._engine.read() as connection:  # noqa: SLF001
        rows = [(row.event, row.body) for row in for_all_firms(connection, select(outbox.c.event, outbox.c.body))]
    routes = Counter((b["technician_id"], b["day"], b["version"]) for name, b in rows if name == RouteSaved.__name__)
    return routes, Counter(b["appointment_id"] for name, b in rows if name == AppointmentConfirmed.__name__)


def _differing(one: Counter[Any], other: Counter[Any]) -> list[Any]:
    return [key for key in one.keys() | other.keys() if one[key] != other[key]]


def _impossible(routes: Iterable[Route], diaries: Iterable[Diary]) -> Iterator[str]:
    """Yield the first thing on each route that no order of its history explains."""
    history: defaultdict[RouteKey, list[Timed]] = defaultdict(list)
    for diary in diaries:
        where: dict[str, RouteKey] = {}
        for told in diary.told:
            for key, step in _steps(told, where):
                history[key].append(Timed(told.begun, told.ended, step))
    last = 1 + max((one.ended for steps in history.values() for one in steps), default=0)
    standing = {(str(route.technician_id), f"{route.day}"): route for route in routes}
    for key, steps in history.items():
        route = standing.get(key)
        seen = Look(route.version, frozenset(ground.stops_of(route))) if route else Look(0, frozenset())
        if odd := impossible([*steps, Timed(last, last + 1, seen)]):
            yield f"{key}: {odd.step}"


def _steps(told: Told, where: dict[str, RouteKey]) -> Iterator[tuple[RouteKey, Step]]:
    """Yield what one question did to each route; `where` remembers on which route a hold was placed."""
    reply = told.reply
    if told.verb == "look":
        yield told.about, Look(reply["version"], frozenset(map(tuple, reply["stops"])))
    elif "broken" in reply:
        return
    elif "refused" in reply:
        yield from _refused(told, where)
    elif told.verb == "accept":
        yield from _accepted(told)
    else:
        yield from _changed(told, where)


def _changed(told: Told, where: dict[str, RouteKey]) -> Iterator[tuple[RouteKey, Step]]:
    """Yield where a stop came to stand, and what it left."""
    reply, stop, now = told.reply, told.stop, told.reply["now"]
    if stop is None:
        return
    target = _target(told)
    for technician, day, version in reply["saved"]:
        if told.verb == "hold":
            where[reply["appointment"]] = technician, day
            stop = (reply["appointment"], stop[1], stop[2], reply["until"])
        comes = told.verb == "confirm" or (technician, day) == target
        placed = stop if told.verb == "hold" else (*stop[:3], None)
        yield (technician, day), Put(placed, now, version) if comes else Take(stop[0], now, version)


def _target(told: Told) -> RouteKey | None:
    """Return the route that a hold or a move was to go to."""
    if told.verb not in {"hold", "move"}:
        return None
    technician, start = told.about[:2] if told.verb == "hold" else told.about[1:3]
    return str(technician), f"{start.date()}"


def _refused(told: Told, where: dict[str, RouteKey]) -> Iterator[tuple[RouteKey, Step]]:
    """Yield what a refusal says of the route it was about."""
    why, now, stop, target = told.reply["refused"], told.reply["now"], told.stop, _target(told)
    if stop and target and why == "SlotTaken":
        yield target, Full((*stop[:3], None), now)
    elif stop and why == "HoldExpired":
        yield where[stop[0]], Lapsed(stop, now)


def _accepted(told: Told) -> Iterator[tuple[RouteKey, Step]]:
    """Yield the two routes of a proposal as they became."""
    versions = {(technician, day): version for technician, day, version in told.reply["saved"]}
    for technician, day, base, stops in told.about[1:]:
        if version := versions.get((technician, day)):
            yield (technician, day), Plan(base, frozenset(stops), told.reply["now"], version)
