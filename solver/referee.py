"""The referee recomputes a whole plan by walking it, and says what breaks which rule and what it all costs.

It restates every rule in the plainest way and shares no code with what proposes plans: it drives each route stop by
stop for each place lunch could have and each window a customer could be served in, and finds the latest departure by
trying. Slow on purpose; the oracle of every test.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from solver.problem import Lunch, Problem, Shift, Visit, WorkingTime
from solver.sentence import Sentence, minutes
from solver.solution import Cost, LunchStop, Solution, Stop, Timetable


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its name, whose route, which visit (each None when it is nobody's in particular), and why."""

    rule: str
    technician: str | None
    visit: str | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the referee found: every violation, the cost by rule, and the hours of each route in shift order."""

    violations: tuple[Violation, ...]
    cost: Cost
    timetables: tuple[Timetable, ...]

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations


def referee(problem: Problem, solution: Solution) -> Verdict:
    """Judge a plan from scratch; a plan that is not even about this problem is judged by what is wrong with it."""
    misfits = list(_misfits(problem, solution))
    if misfits:
        return Verdict(tuple(misfits), Cost(), ())
    routes = [[problem.visits[visit] for visit in route] for route in solution.routes]
    trips = [_best_trip(problem, shift, visits) for shift, visits in zip(problem.shifts, routes, strict=True)]
    violations = [violation for trip in trips for violation in trip.violations]
    for shift, visits in zip(problem.shifts, routes, strict=True):
        violations.extend(violation for visit in visits for violation in _wrong_technician(shift, visit))
    violations.extend(_too_much_work(problem, trips))
    violations.extend(_forgotten_pins(problem, solution))
    cost = sum((trip.cost for trip in trips), _people_cost(problem, routes))
    return Verdict(tuple(violations), cost, tuple(trip.timetable for trip in trips))


def _misfits(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """What keeps the plan from being one of this problem: routes, unknown visits, visits twice or nowhere."""
    if len(solution.routes) != len(problem.shifts):
        yield Violation(
            "plan", None, None, Sentence("il faut une tournée par plage horaire", "there must be one route per shift")
        )
    times = Counter(itertools.chain(*solution.routes, solution.unserved))
    for unknown in sorted(times.keys() - set(range(len(problem.visits)))):
        yield Violation("plan", None, str(unknown), Sentence("ce passage n'existe pas", "there is no such visit"))
    for number, visit in enumerate(problem.visits):
        if times[number] == 0:
            sentence = Sentence("ce passage n'est ni planifié ni écarté", "this visit is neither planned nor left out")
            yield Violation("plan", None, visit.key, sentence)
        if times[number] > 1:
            sentence = Sentence("ce passage est planifié plus d'une fois", "this visit is planned more than once")
            yield Violation("once", None, visit.key, sentence)


def _wrong_technician(shift: Shift, visit: Visit) -> Iterator[Violation]:
    """Skills he lacks, and visits he must not make."""
    for skill, level in visit.skills.items():
        if skill not in shift.skills or shift.skills[skill] < level:
            sentence = Sentence(
                f"il n'a pas la compétence « {skill} » au niveau {level}",
                f"he lacks the skill “{skill}” at level {level}",
            )
            yield Violation("skill", shift.technician, visit.key, sentence)
    excluded = shift.technician in visit.forbidden
    reserved = bool(visit.required) and shift.technician not in visit.required
    if excluded or reserved:
        sentence = Sentence("ce passage est réservé à d'autres", "this visit is reserved to others")
        yield Violation("technician", shift.technician, visit.key, sentence)
    if visit.pinned is not None and visit.pinned.technician not in (None, shift.technician):
        sentence = Sentence(
            "ce passage est fixé chez un autre technicien", "this visit is pinned to another technician"
        )
        yield Violation("pinned", shift.technician, visit.key, sentence)


def _forgotten_pins(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Pinned visits that were left out."""
    for index in solution.unserved:
        visit = problem.visits[index]
        if visit.pinned is not None:
            sentence = Sentence("ce passage fixé n'est pas planifié", "this pinned visit is not planned")
            yield Violation("pinned", visit.pinned.technician, visit.key, sentence)


def _people_cost(problem: Problem, routes: Sequence[Sequence[Visit]]) -> Cost:
    """What visits left out and technicians not preferred cost."""
    served = {visit.key for visits in routes for visit in visits}
    left_out = sum(visit.prize for visit in problem.visits if visit.key not in served)
    disliked = sum(
        1
        for shift, visits in zip(problem.shifts, routes, strict=True)
        for visit in visits
        if visit.preferred and shift.technician not in visit.preferred
    )
    weights = problem.weights
    return Cost(preference=disliked * weights.preference, unserved=left_out * weights.unserved)


@dataclass(frozen=True, slots=True)
class _Trip:
    """One route as driven."""

    shift: Shift
    timetable: Timetable
    cost: Cost
    violations: tuple[Violation, ...]


@dataclass(slots=True)
class _Drive:
    """The state of one walk through a route."""

    stops: list[Stop] = field(default_factory=list)
    lunch: LunchStop | None = None
    back: int = 0
    violations: list[Violation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Choice:
    """One way to drive a route: the seconds of each road, each customer's window, after how many visits lunch is."""

    shift: Shift
    visits: Sequence[Visit]
    roads: tuple[int, ...]
    windows: tuple[tuple[int, int], ...]
    lunch_after: int

    @property
    def lunch(self) -> Lunch | None:
        """The lunch of the shift, if it has one; without, `lunch_after` says nothing."""
        return self.shift.lunch

    def earliest_departure(self) -> int:
        """When he may leave: after an early lunch where that is the choice."""
        if self.lunch is None or self.lunch_after != 0:
            return self.shift.start
        return max(self.shift.start, self.lunch.earliest + self.lunch.duration)

    def drive(self, departure: int) -> _Drive:
        """Leave then, and serve everybody as soon as possible; being late is noted, not refused."""
        drive, now = _Drive(), departure
        for number, (visit, (earliest, latest)) in enumerate(zip(self.visits, self.windows, strict=True), start=1):
            arrival = now + self.roads[number - 1]
            start = max(arrival, earliest)
            if start > latest:
                drive.violations.append(_late(self.shift, visit, start - latest))
            now = start + visit.duration
            drive.stops.append(Stop(visit.key, arrival, start, now))
            if self.lunch is not None and self.lunch_after == number:
                now = self._eat(drive, now, self.lunch)
        drive.back = now + self.roads[-1]
        self._come_back(drive, departure)
        return drive

    def _eat(self, drive: _Drive, now: int, lunch: Lunch) -> int:
        """Have lunch from now on; gives the time it ends."""
        start = max(now, lunch.earliest)
        if start > lunch.latest:
            drive.violations.append(_late_lunch(self.shift, start - lunch.latest))
        drive.lunch = LunchStop(start, start + lunch.duration, self.lunch_after)
        return start + lunch.duration

    def _come_back(self, drive: _Drive, departure: int) -> None:
        """Check the return, and note a lunch taken at either end of the day."""
        late = drive.back - self.shift.end - self.shift.max_overtime
        if late > 0:
            sentence = Sentence(
                f"il rentre {minutes(late)} min après la dernière limite",
                f"he is back {minutes(late)} min past the last limit",
            )
            drive.violations.append(Violation("overtime", self.shift.technician, None, sentence))
        if self.lunch is not None and self.lunch_after == 0:
            start = min(self.lunch.latest, departure - self.lunch.duration)
            drive.lunch = LunchStop(start, start + self.lunch.duration, 0)
        if self.lunch is not None and self.lunch_after == len(self.visits) + 1:
            self._eat(drive, drive.back, self.lunch)

    def timely_departure(self, first: _Drive) -> int:
        """When he leaves so as to be at his first visit just as it can begin."""
        return max(self.earliest_departure(), first.stops[0].start - self.roads[0])

    def latest_departure(self, first: _Drive) -> int:
        """The last second he can leave with the return and the faults of this first drive, by bisection."""
        low, high = self.earliest_departure(), max(self.earliest_departure(), first.back)
        while low < high:
            middle = (low + high + 1) // 2
            drive = self.drive(middle)
            if drive.back <= first.back and drive.violations == first.violations:
                low = middle
            else:
                high = middle - 1
        return low


def _late(shift: Shift, visit: Visit, seconds: int) -> Violation:
    rule = "pinned" if visit.pinned is not None and visit.pinned.start is not None else "promised_window"
    sentence = Sentence(
        f"commence {minutes(seconds)} min après la fin du créneau promis",
        f"starts {minutes(seconds)} min after the promised window",
    )
    return Violation(rule, shift.technician, visit.key, sentence)


def _late_lunch(shift: Shift, seconds: int) -> Violation:
    sentence = Sentence(f"déjeune {minutes(seconds)} min trop tard", f"has lunch {minutes(seconds)} min too late")
    return Violation("lunch", shift.technician, None, sentence)


def _best_trip(problem: Problem, shift: Shift, visits: Sequence[Visit]) -> _Trip:
    """The best way to drive the route: fewest violations, of customers above all, least cost, earliest return."""
    if not visits:
        idle = Timetable(departure=shift.start, stops=(), back=shift.start, lunch=None, travel=0, waiting=0, overtime=0)
        return _Trip(shift, idle, Cost(), ())
    drives = [(choice, choice.drive(choice.earliest_departure())) for choice in _choices(problem, shift, visits)]
    fewest = min(len(drive.violations) for _, drive in drives)
    trips = [_trip(problem, choice, drive) for choice, drive in drives if len(drive.violations) == fewest]

    def merit(trip: _Trip) -> tuple[int, int, int]:
        broken_promises = sum(violation.visit is not None for violation in trip.violations)
        return broken_promises, trip.cost.total, trip.timetable.back

    return min(trips, key=merit)


def _choices(problem: Problem, shift: Shift, visits: Sequence[Visit]) -> Iterator[_Choice]:
    """Every place for lunch with every choice of windows."""
    places = [shift.start_place, *(visit.place for visit in visits), shift.end_place]
    roads = tuple(
        int(problem.travel.seconds(here.lat, here.lon, there.lat, there.lon))
        for here, there in itertools.pairwise(places)
    )
    windows = [_hours_asked(shift, visit) for visit in visits]
    for lunch_after in range(len(visits) + 2 if shift.lunch else 1):
        for chosen in itertools.product(*windows):
            yield _Choice(shift, visits, roads, chosen, lunch_after)


def _hours_asked(shift: Shift, visit: Visit) -> list[tuple[int, int]]:
    """When service may start: at the pinned second, or in the windows of that day (all of them if none is)."""
    if visit.pinned is not None and visit.pinned.start is not None:
        return [(visit.pinned.start, visit.pinned.start)]
    windows = [(window.earliest, window.latest) for window in visit.windows]
    last = shift.end + shift.max_overtime
    return [window for window in windows if window[1] >= shift.start and window[0] <= last] or windows


def _trip(problem: Problem, choice: _Choice, first: _Drive) -> _Trip:
    """Price one choice, first driven as soon as possible: its waiting is what leaving later could not spare."""
    shift, weights = choice.shift, problem.weights
    drive = choice.drive(choice.timely_departure(first))
    on_the_way = drive.lunch is not None and 0 < drive.lunch.after <= len(choice.visits)
    eaten = drive.lunch.end - drive.lunch.start if drive.lunch is not None and on_the_way else 0
    travel, service = sum(choice.roads), sum(visit.duration for visit in choice.visits)
    waiting = drive.back - choice.latest_departure(first) - travel - service - eaten
    overtime = max(0, drive.back - shift.end)
    timetable = Timetable(
        departure=drive.stops[0].arrival - choice.roads[0],
        stops=tuple(drive.stops),
        back=drive.back,
        lunch=drive.lunch,
        travel=travel,
        waiting=waiting,
        overtime=overtime,
    )
    cost = Cost(travel=travel * weights.travel, waiting=waiting * weights.waiting, overtime=overtime * weights.overtime)
    return _Trip(shift, timetable, cost, tuple(drive.violations))


def _too_much_work(problem: Problem, trips: Sequence[_Trip]) -> Iterator[Violation]:
    """Days and stretches that are too long, nights that are too short, routes of one technician that overlap."""
    limits = problem.working_time
    worked = sorted(
        (trip for trip in trips if trip.timetable.stops), key=lambda trip: (trip.shift.technician, trip.shift.start)
    )
    for _, same_day in itertools.groupby(worked, key=lambda trip: (trip.shift.technician, trip.shift.day)):
        yield from _long_day(limits, list(same_day))
    for one, two in itertools.pairwise(worked):
        if one.shift.technician == two.shift.technician:
            yield from _short_night(limits, one, two)


def _long_day(limits: WorkingTime, trips: Sequence[_Trip]) -> Iterator[Violation]:
    """More work in a day, or at a stretch, than allowed; only lunch is a break."""
    technician, total = trips[0].shift.technician, 0
    for trip in trips:
        hours, shift = trip.timetable, trip.shift
        stretches = [(hours.departure, hours.back)]
        lunch = hours.lunch
        if lunch is not None and 0 < lunch.after <= len(hours.stops):
            total -= lunch.end - lunch.start
            if lunch.end - lunch.start >= limits.min_break:
                stretches = [(hours.departure, lunch.start), (lunch.end, hours.back)]
        total += hours.back - hours.departure
        if any(end - begin > limits.max_stretch for begin, end in stretches):
            sentence = Sentence("il travaille trop longtemps sans pause", "he works too long without a break")
            yield Violation("break", shift.technician, None, sentence)
    if total > limits.max_work_a_day:
        sentence = Sentence("il travaille trop longtemps ce jour-là", "he works too long that day")
        yield Violation("daily_work", technician, None, sentence)


def _short_night(limits: WorkingTime, one: _Trip, two: _Trip) -> Iterator[Violation]:
    """Two routes of one technician that overlap or leave too little rest between two days."""
    rest = two.timetable.departure - one.timetable.back
    if rest < 0:
        sentence = Sentence("deux de ses tournées se chevauchent", "two of his routes overlap")
        yield Violation("overlap", one.shift.technician, None, sentence)
    elif one.shift.day != two.shift.day and rest < limits.min_rest:
        sentence = Sentence("il ne se repose pas assez entre deux journées", "he rests too little between two days")
        yield Violation("rest", one.shift.technician, None, sentence)
