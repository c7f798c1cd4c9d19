"""One way to drive a route, stop by stop: each customer's windows, and after which visits lunch and loading are."""

from dataclasses import dataclass, field, replace
from typing import Self

from solver.problem import Depot, Lunch, Shift, Visit
from solver.referee.verdict import Violation
from solver.sentence import Sentence, minutes
from solver.solution import LoadingStop, LunchStop


@dataclass(frozen=True, slots=True)
class Call:
    """A visit as one shift makes it: its seconds of service, and the windows it may start in, in time order."""

    visit: Visit
    service: int
    windows: tuple[tuple[int, int], ...]

    def open_window(self, arrival: int) -> tuple[int, int] | None:
        """The first window that has not passed by then; None when all have."""
        for window in self.windows:
            if arrival <= window[1]:
                return window
        return None


@dataclass(frozen=True, slots=True)
class Detour:
    """Loading after so many visits: the depot, and the seconds of road there and onwards."""

    depot: Depot
    after: int
    there: int
    onwards: int


@dataclass(slots=True)
class Drive:
    """What became of one drive: (arrival, start, end) of each visit, the window it found open, the rest of the day."""

    hours: list[tuple[int, int, int]] = field(default_factory=list)
    windows: list[tuple[int, int] | None] = field(default_factory=list)
    lunch: LunchStop | None = None
    loading: LoadingStop | None = None
    back: int = 0
    violations: list[Violation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Way:
    """A route with everything decided but the hour: the seconds of each road, where lunch and loading come.

    Lunch after 0 visits is before he leaves, after one more than there are visits once he is back. A road on which he
    loads is driven by way of the depot. Lunch comes before loading when both follow one visit.
    """

    shift: Shift
    calls: tuple[Call, ...]
    roads: tuple[int, ...]
    lunch_after: int | None
    detour: Detour | None

    @property
    def travel(self) -> int:
        """Seconds of road in all."""
        if self.detour is None:
            return sum(self.roads)
        return sum(self.roads) - self.roads[self.detour.after] + self.detour.there + self.detour.onwards

    @property
    def busy(self) -> int:
        """Seconds between departure and return that are not waiting: road, service, loading, lunch on the way."""
        eaten = self.shift.lunch.duration if self.shift.lunch is not None and self.eats_on_the_way else 0
        loading = self.detour.depot.duration if self.detour is not None else 0
        return self.travel + sum(call.service for call in self.calls) + loading + eaten

    @property
    def eats_on_the_way(self) -> bool:
        """Whether lunch lies between departure and return."""
        return self.lunch_after is not None and 0 < self.lunch_after <= len(self.calls)

    @property
    def earliest_departure(self) -> int:
        """When he may leave: after an early lunch where that is the choice."""
        if self.shift.lunch is None or self.lunch_after != 0:
            return self.shift.start
        return max(self.shift.start, self.shift.lunch.earliest + self.shift.lunch.duration)

    def in_windows_of(self, drive: Drive) -> Self:
        """The same way when each customer is held to the window that drive served him in."""
        calls = zip(self.calls, drive.windows, strict=True)
        return replace(self, calls=tuple(replace(call, windows=(used,)) if used else call for call, used in calls))

    def drive(self, departure: int) -> Drive:
        """Leave then, and serve everybody as soon as possible; being late is noted, not refused."""
        drive, now, lunch = Drive(), departure, self.shift.lunch
        for number, call in enumerate(self.calls):
            now = arrival = self._arrival(drive, now, number)
            window = call.open_window(arrival)
            if window is None:
                drive.violations.append(_late(self.shift, call, arrival))
            else:
                now = max(arrival, window[0])
            drive.windows.append(window)
            drive.hours.append((arrival, now, now + call.service))
            now += call.service
            if lunch is not None and self.lunch_after == number + 1:
                now = self._eat(drive, now, lunch)
        drive.back = now + self.roads[-1]
        self._come_back(drive, departure)
        return drive

    def latest_departure(self, earliest: int) -> int:
        """The last second he can leave and still have the return and the faults of the earliest one, by bisection."""
        first = self.drive(earliest)
        low, high = earliest, max(earliest, first.back - self.busy)
        while low < high:
            middle = (low + high + 1) // 2
            drive = self.drive(middle)
            if drive.back <= first.back and drive.violations == first.violations:
                low = middle
            else:
                high = middle - 1
        return low

    def _arrival(self, drive: Drive, now: int, number: int) -> int:
        """When he is at the visit of that number, by way of the depot where that is the choice."""
        if self.detour is None or self.detour.after != number:
            return now + self.roads[number]
        arrival = now + self.detour.there
        loaded = arrival + self.detour.depot.duration
        drive.loading = LoadingStop(arrival, loaded, number)
        return loaded + self.detour.onwards

    def _eat(self, drive: Drive, now: int, lunch: Lunch) -> int:
        """Have lunch from now on; gives the time it ends."""
        start = max(now, lunch.earliest)
        if start > lunch.latest:
            late = minutes(start - lunch.latest)
            sentence = Sentence(f"déjeune {late} min trop tard", f"has lunch {late} min too late")
            drive.violations.append(Violation("lunch", self.shift.technician, None, sentence))
        drive.lunch = LunchStop(start, start + lunch.duration, self.lunch_after or 0)
        return start + lunch.duration

    def _come_back(self, drive: Drive, departure: int) -> None:
        """Check the return, and note a lunch taken at either end of the day."""
        late = minutes(drive.back - self.shift.end - self.shift.max_overtime)
        if drive.back > self.shift.end + self.shift.max_overtime:
            sentence = Sentence(
                f"il rentre {late} min après la dernière limite", f"they are back {late} min past the last limit"
            )
            drive.violations.append(Violation("overtime", self.shift.technician, None, sentence))
        lunch = self.shift.lunch
        if lunch is not None and self.lunch_after == 0:
            start = min(lunch.latest, departure - lunch.duration)
            drive.lunch = LunchStop(start, start + lunch.duration, 0)
        if lunch is not None and self.lunch_after == len(self.calls) + 1:
            self._eat(drive, drive.back, lunch)


def _late(shift: Shift, call: Call, arrival: int) -> Violation:
    """He comes after the last window, or on a day without any."""
    rule = "pinned" if call.visit.pinned is not None and call.visit.pinned.start is not None else "promised_window"
    sentence = Sentence("n'est promis à aucune heure de cette journée", "is promised at no hour of that day")
    if call.windows:
        late = minutes(arrival - max(latest for _, latest in call.windows))
        sentence = Sentence(
            f"commence {late} min après la fin du créneau promis", f"starts {late} min after the promised window"
        )
    return Violation(rule, shift.technician, call.visit.key, sentence)
