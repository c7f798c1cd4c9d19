"""The best trip of a route: among all places for lunch and loading and all departures, its hours and their cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.problem import Problem, Shift, Visit
from solver.referee.assignments import service, short_of
from solver.referee.verdict import Violation
from solver.referee.ways import Call, Detour, Drive, Way
from solver.sentence import Sentence, minutes
from solver.solution import Cost, Stop, Timetable


@dataclass(frozen=True, slots=True)
class Trip:
    """One route as driven."""

    shift: Shift
    timetable: Timetable
    cost: Cost
    violations: tuple[Violation, ...]


def best_trip(problem: Problem, shift: Shift, visits: Sequence[Visit], starts: Mapping[str, int]) -> Trip:
    """The best way to drive the route: fewest violations, of customers above all, least cost, earliest return.

    Among equals lunch comes after the fewest visits, then loading, then everybody is served as early as can be.
    `starts` holds, by key, the seconds at which the plan fixes the start of a visit.
    """
    if not visits:
        idle = Timetable(departure=shift.start, stops=(), back=shift.start, lunch=None, travel=0, waiting=0, overtime=0)
        return Trip(shift, idle, Cost(), ())
    calls = tuple(
        Call(visit, service(shift, visit), tuple(sorted(_hours_asked(shift, visit, starts.get(visit.key)))))
        for visit in visits
    )
    drives = [(way, way.drive(way.earliest_departure)) for way in _ways(problem, shift, calls)]
    fewest = min(len(drive.violations) for _, drive in drives)
    trips = [
        _trip(problem, chosen)
        for way, drive in drives
        if len(drive.violations) == fewest
        for chosen in _windows_worth_trying(way, drive)
    ]
    best = min(trips, key=_merit)
    missing = tuple(_missing(shift, visits, trip=best))
    return replace(best, violations=(*best.violations, *missing))


def _hours_asked(shift: Shift, visit: Visit, fixed: int | None) -> list[tuple[int, int]]:
    """When service may start on that shift: in its windows, at the pinned second, at the second the plan fixes."""
    windows = [(window.earliest, window.latest) for window in visit.windows]
    if visit.pinned is not None and visit.pinned.start is not None:
        windows = [(visit.pinned.start, visit.pinned.start)]
    last = shift.end + shift.max_overtime
    touched = [window for window in windows if window[1] >= shift.start and window[0] <= last]
    if fixed is None:
        return touched
    return [(fixed, fixed)] if any(earliest <= fixed <= latest for earliest, latest in touched) else []


def _ways(problem: Problem, shift: Shift, calls: tuple[Call, ...]) -> Iterator[Way]:
    """Every place for lunch with every place for loading; no loading where what he brings is enough."""
    places = [shift.start_place, *(call.visit.place for call in calls), shift.end_place]
    lat, lon = [place.lat for place in places], [place.lon for place in places]
    roads = tuple(problem.travel.seconds(lat[:-1], lon[:-1], lat[1:], lon[1:]).tolist())
    detours: list[Detour | None] = [None]
    visits = [call.visit for call in calls]
    if shift.depot is not None and any(short_of(shift, visits, None)):
        depot = shift.depot
        there = problem.travel.seconds(lat[:-1], lon[:-1], depot.place.lat, depot.place.lon).tolist()
        onwards = problem.travel.seconds(depot.place.lat, depot.place.lon, lat[1:], lon[1:]).tolist()
        detours = [
            Detour(depot, after, there[after], onwards[after])
            for after in range(len(visits))
            if not any(short_of(shift, visits, after))
        ]
    for detour in detours:
        for lunch_after in range(len(visits) + 2) if shift.lunch is not None else (None,):
            yield Way(shift, calls, roads, lunch_after, detour)


def _windows_worth_trying(way: Way, first: Drive) -> Iterator[Way]:
    """The way held to one window per customer, for each choice of windows that can be the best one.

    Leaving later may mean coming back later, and waiting less: for each return he can have, the windows he meets when
    he leaves as early as that allows, just in time for the longest day, and as late as possible. Once nothing is waited
    for, leaving still later can only be worse.
    """
    if all(len(call.windows) <= 1 for call in way.calls):
        yield way
        return
    departure, tried = way.earliest_departure, set[tuple[tuple[int, int] | None, ...]]()
    while (drive := way.drive(departure)).violations == first.violations:
        latest = way.latest_departure(departure)
        for leaving in (departure, min(latest, max(departure, _in_time(way, drive.back))), latest):
            windows = tuple((later := way.drive(leaving)).windows)
            if windows not in tried:
                tried.add(windows)
                yield way.in_windows_of(later)
        if latest + way.busy >= drive.back:
            return
        departure = latest + 1


def _in_time(way: Way, back: int) -> int:
    """When he leaves at the earliest so that, back by then, the day is no longer than his shift allows."""
    return way.earliest_departure if way.shift.max_duration is None else back - way.shift.max_duration


def _trip(problem: Problem, way: Way) -> Trip:
    """Price one way: its waiting is what leaving later could not spare, and he leaves as if to wait at no first door.

    He leaves later than that where only so the day is as short as his shift wants it.
    """
    shift, weights = way.shift, problem.weights
    first, latest = way.drive(way.earliest_departure), way.latest_departure(way.earliest_departure)
    arrival, start, _ = first.hours[0]
    timely = way.earliest_departure + start - arrival
    departure = max(timely, min(latest, _in_time(way, first.back)))
    drive = way.drive(departure)
    too_long = tuple(_too_long(shift, drive.back - latest))
    timetable = Timetable(
        departure=departure,
        stops=tuple(Stop(call.visit.key, *hours) for call, hours in zip(way.calls, drive.hours, strict=True)),
        back=drive.back,
        lunch=drive.lunch,
        travel=way.travel,
        waiting=drive.back - latest - way.busy,
        overtime=max(0, drive.back - shift.end),
        loading=drive.loading,
    )
    cost = Cost(
        travel=way.travel * weights.travel,
        waiting=timetable.waiting * weights.waiting,
        overtime=timetable.overtime * weights.overtime,
    )
    return Trip(shift, timetable, cost, (*drive.violations, *too_long))


def _merit(trip: Trip) -> tuple[int, int, int, int, int, int, list[int]]:
    """What makes one trip better than another, most important first."""
    hours = trip.timetable
    return (
        len(trip.violations),
        sum(violation.visit is not None for violation in trip.violations),
        trip.cost.total,
        hours.back,
        hours.lunch.after if hours.lunch is not None else 0,
        hours.loading.after if hours.loading is not None else 0,
        [stop.start for stop in hours.stops],
    )


def _too_long(shift: Shift, seconds: int) -> Iterator[Violation]:
    """The route takes longer than its shift allows, however late he leaves."""
    if shift.max_duration is not None and seconds > shift.max_duration:
        much = minutes(seconds - shift.max_duration)
        sentence = Sentence(f"sa tournée dure {much} min de trop", f"their route takes {much} min too long")
        yield Violation("max_duration", shift.technician, None, sentence)


def _missing(shift: Shift, visits: Sequence[Visit], *, trip: Trip) -> Iterator[Violation]:
    """Tools and parts that a visit needs and he does not have by then."""
    loading = trip.timetable.loading
    for visit, missing in short_of(shift, visits, None if loading is None else loading.after):
        what = ", ".join(missing)
        yield Violation("stock", shift.technician, visit.key, Sentence(f"il lui manque : {what}", f"they lack: {what}"))
