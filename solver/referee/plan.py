"""What only a whole plan can break: being a plan at all, pins, working time, links between visits."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from solver.problem import After, Link, Problem, Together, WorkingTime
from solver.referee.trips import Trip
from solver.referee.verdict import Violation
from solver.sentence import Sentence
from solver.solution import Solution, Stop, Timetable


def misfits(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """What keeps the plan from being one of this problem: routes, unknown visits, visits twice or nowhere."""
    if len(solution.routes) != len(problem.shifts):
        yield Violation(
            "plan", None, None, Sentence("il faut une tournée par plage", "there must be one route per shift")
        )
    times = Counter(itertools.chain(*solution.routes, solution.unserved))
    named = times.keys() | {visit for visit, _ in solution.starts}
    for unknown in sorted(named - set(range(len(problem.visits)))):
        yield Violation("plan", None, str(unknown), Sentence("ce passage n'existe pas", "there is no such visit"))
    for number, visit in enumerate(problem.visits):
        if times[number] == 0:
            sentence = Sentence("ce passage n'est ni planifié ni écarté", "this visit is neither planned nor left out")
            yield Violation("plan", None, visit.key, sentence)
        if times[number] > 1:
            sentence = Sentence("ce passage est planifié plus d'une fois", "this visit is planned more than once")
            yield Violation("once", None, visit.key, sentence)


def forgotten_pins(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Pinned visits that were left out."""
    for index in solution.unserved:
        visit = problem.visits[index]
        if visit.pinned is not None:
            sentence = Sentence("ce passage fixé n'est pas planifié", "this pinned visit is not planned")
            yield Violation("pinned", visit.pinned.technician, visit.key, sentence)


def broken_links(links: Iterable[Link], trips: Sequence[Trip]) -> Iterator[Violation]:
    """Pairs that do not begin together with two technicians, and visits that do not wait for what comes first."""
    served = {stop.visit: (trip.shift.technician, stop) for trip in trips for stop in trip.timetable.stops}
    for link in links:
        match link:
            case Together(one, other):
                yield from _not_together(one, other, served)
            case After(earlier, later, delay):
                yield from _too_soon(earlier, later, delay, served)


def _not_together(one: str, other: str, served: dict[str, tuple[str, Stop]]) -> Iterator[Violation]:
    if one not in served and other not in served:
        return
    if one not in served or other not in served:
        alone, missing = (one, other) if one in served else (other, one)
        sentence = Sentence(
            f"ce passage va avec « {alone} », qui est planifié", f"this visit goes with “{alone}”, which is planned"
        )
        yield Violation("together", None, missing, sentence)
        return
    (his, first), (hers, second) = served[one], served[other]
    if his == hers:
        sentence = Sentence(
            f"il faut un autre technicien qu'à « {one} »", f"another technician than at “{one}” must come"
        )
        yield Violation("together", hers, other, sentence)
    elif first.start != second.start:
        sentence = Sentence(f"ne commence pas en même temps que « {one} »", f"does not begin together with “{one}”")
        yield Violation("together", hers, other, sentence)


def _too_soon(earlier: str, later: str, delay: int, served: dict[str, tuple[str, Stop]]) -> Iterator[Violation]:
    if later not in served:
        return
    technician, stop = served[later]
    if earlier not in served:
        sentence = Sentence(
            f"« {earlier} », qui vient avant, n'est pas planifié", f"“{earlier}” comes first, and is not planned"
        )
        yield Violation("precedence", technician, later, sentence)
    elif stop.start < served[earlier][1].end + delay:
        sentence = Sentence(f"commence trop tôt après « {earlier} »", f"begins too soon after “{earlier}”")
        yield Violation("precedence", technician, later, sentence)


def too_much_work(limits: WorkingTime, trips: Sequence[Trip]) -> Iterator[Violation]:
    """Days and stretches that are too long, nights that are too short, routes of one technician that overlap."""
    worked = sorted(
        (trip for trip in trips if trip.timetable.stops), key=lambda trip: (trip.shift.technician, trip.shift.start)
    )
    for _, same_day in itertools.groupby(worked, key=lambda trip: (trip.shift.technician, trip.shift.day)):
        yield from _long_day(limits, list(same_day))
    for one, two in itertools.pairwise(worked):
        if one.shift.technician == two.shift.technician:
            yield from _short_night(limits, one, two)


def _long_day(limits: WorkingTime, trips: Sequence[Trip]) -> Iterator[Violation]:
    """More work in a day, or at a stretch, than allowed; only lunch and the time between two routes are breaks."""
    technician = trips[0].shift.technician
    work = [period for trip in trips for period in _at_work(trip.timetable)]
    stretches = work[:1]
    for begin, end in work[1:]:
        since, until = stretches[-1]
        if begin - until < limits.min_break:
            stretches[-1] = (since, max(until, end))
        else:
            stretches.append((begin, end))
    for begin, end in stretches:
        if end - begin > limits.max_stretch:
            sentence = Sentence("il travaille trop longtemps sans pause", "they work too long without a break")
            yield Violation("break", technician, None, sentence)
    if sum(end - begin for begin, end in work) > limits.max_work_a_day:
        sentence = Sentence("il travaille trop longtemps ce jour-là", "they work too long that day")
        yield Violation("daily_work", technician, None, sentence)


def _at_work(hours: Timetable) -> list[tuple[int, int]]:
    """From departure to return, without lunch on the way."""
    lunch = hours.lunch
    if lunch is None or not 0 < lunch.after <= len(hours.stops):
        return [(hours.departure, hours.back)]
    return [(hours.departure, lunch.start), (lunch.end, hours.back)]


def _short_night(limits: WorkingTime, one: Trip, two: Trip) -> Iterator[Violation]:
    """Two routes of one technician that overlap or leave too little rest between two days."""
    rest = two.timetable.departure - one.timetable.back
    if rest < 0:
        sentence = Sentence("deux de ses tournées se chevauchent", "two of their routes overlap")
        yield Violation("overlap", one.shift.technician, None, sentence)
    elif one.shift.day != two.shift.day and rest < limits.min_rest:
        sentence = Sentence("il ne se repose pas assez entre deux journées", "they rest too little between two days")
        yield Violation("rest", one.shift.technician, None, sentence)
