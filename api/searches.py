"""Better plans are looked for behind the pages: one search per firm and day, which people watch, join and stop."""

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from threading import Condition, Event, Lock, Thread, current_thread

import structlog

from api.worker import start_thread
from planner.identifiers import FirmId, TechnicianId, new_id

KEPT = 600.0
"""Seconds for which it is told how a search has ended."""

STEP = 0.25
"""Seconds from a point of a curve to the next but one: more of them nobody could see."""

WAITING = 5
"""So many searches of a firm may wait for others to end: a working week."""

LAST_WORDS = 5.0
"""Seconds in which searches under way may end when the house closes."""

_log = structlog.get_logger("creneau.searches")

Day = tuple[FirmId, date]
Look = Callable[["Run"], "Outcome"]


class Outcome(StrEnum):
    """How a search has ended: with a proposal, without anything better, or by an error of ours."""

    FOUND = "found"
    NOTHING = "nothing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a search stands: `points` are seconds since it began and what was saved by then; `saved` is the last of it.

    What is saved counts seconds of road, everything else at its price in road; it never falls. `left_out` are visits
    without a place in the best plan so far. `outcome` is None until it has ended.
    """

    key: str
    begun: bool
    elapsed: float
    points: tuple[tuple[float, int], ...]
    left_out: int
    stopping: bool
    outcome: Outcome | None

    @property
    def saved(self) -> int:
        """Return what the best plan so far saves."""
        return self.points[-1][1]

    @property
    def mark(self) -> str:
        """Return what tells one search from another, and each step of its life from the one before."""
        steps = ("waiting", "running", "over")
        return f"{self.key}-{steps[self.begun + (self.outcome is not None)]}"


class Run:
    """One search: told of by the thread it runs in, looked at and stopped from any other.

    `based_on` are the versions of the firm and of the routes it began with: while they are the day's, its outcome is
    still true.
    """

    def __init__(self, day: date, ring: Callable[[], None], clock: Callable[[], float]) -> None:
        self.key, self.day = new_id(), day
        self.based_on: tuple[int, dict[tuple[TechnicianId, date], int]] = 0, {}
        self._ring, self._clock = ring, clock
        self._lock, self._asked_to_end = Condition(), Event()
        self._begun: float | None = None
        self._ended: float | None = None
        self._outcome: Outcome | None = None
        self._points: list[tuple[float, int]] = [(0.0, 0)]
        self._left_out = 0

    def standing(self) -> Standing:
        """Return how it stands now."""
        with self._lock:
            until = self._clock() if self._ended is None else self._ended
            return Standing(
                key=self.key,
                begun=self._begun is not None,
                elapsed=0.0 if self._begun is None else until - self._begun,
                points=tuple(self._points),
                left_out=self._left_out,
                stopping=self.stopped(),
                outcome=self._outcome,
            )

    def begin(self) -> None:
        """Count the time from now on."""
        with self._lock:
            self._begun = self._clock()
        self._tell_of_it()

    def begin_again(self) -> None:
        """Forget what was saved of a plan that is no longer the day's; the time goes on."""
        with self._lock:
            self._points, self._left_out = [(0.0, 0)], 0
        self._tell_of_it()

    def tell(self, saved: int, left_out: int) -> None:
        """Say what the best plan so far saves."""
        with self._lock:
            now = self._clock() - (self._begun or 0.0)
            if len(self._points) > 1 and now - self._points[-2][0] < STEP:
                self._points.pop()
            self._points.append((now, saved))
            self._left_out = left_out
        self._tell_of_it()

    def end(self, outcome: Outcome) -> None:
        """Say how it has ended."""
        with self._lock:
            self._ended, self._outcome = self._clock(), outcome
            self._lock.notify_all()
        self._tell_of_it()

    def stop(self) -> None:
        """Ask it to end with the best it has."""
        self._asked_to_end.set()
        self._tell_of_it()

    def stopped(self) -> bool:
        """Tell whether it has been asked to end."""
        return self._asked_to_end.is_set()

    @property
    def over(self) -> bool:
        """Tell whether it has ended."""
        with self._lock:
            return self._outcome is not None

    def wait(self, seconds: float) -> bool:
        """Wait for its end, so many seconds at most; tell whether it has ended."""
        with self._lock:
            return self._lock.wait_for(lambda: self._outcome is not None, seconds)

    def forgotten(self) -> bool:
        """Tell whether it ended so long ago that nobody is told any more."""
        with self._lock:
            return self._ended is not None and self._clock() - self._ended > KEPT

    def _tell_of_it(self) -> None:
        """Ring; whoever cannot hear it, the search goes on."""
        try:
            self._ring()
        except Exception:  # noqa: BLE001 - whoever watches hears the next one, or looks by himself
            _log.exception("search_not_told", day=self.day.isoformat())


class Searches:
    """The searches of this process, `at_once` of them at the same time.

    The others wait, `WAITING` of each firm at most: next is whichever was asked first of the firm that has the fewest
    under way. They live in its memory alone: a restart forgets them. A thread here only waits for the process
    that computes (`search_processes`); one core is left to the pages.
    """

    def __init__(self, at_once: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once or max(1, (os.cpu_count() or 1) - 1)
        self._clock, self._lock = clock, Lock()
        self._runs: dict[Day, Run] = {}
        self._waiting: list[tuple[FirmId, Run, Look]] = []
        self._threads: dict[Thread, FirmId] = {}
        self._open = True

    def ask(self, day: Day, look: Look, ring: Callable[[], None] = lambda: None) -> Run | None:
        """Return the search of a day that is under way, or begin one; None where too many of the firm wait already.

        `ring` is called whenever there is news of it. Once the house has closed, it ends before it has begun.
        """
        with self._lock:
            self._forget()
            known = self._runs.get(day)
            if known and not known.over:
                return known
            if sum(firm == day[0] for firm, _, _ in self._waiting) >= WAITING:
                return None
            run = self._runs[day] = Run(day[1], ring, self._clock)
            if self._open:
                self._waiting.append((day[0], run, look))
                self._start()
            else:
                _taken_off(run)
            return run

    def of(self, firm_id: FirmId) -> list[Run]:
        """Return the searches of a firm that are under way or have ended lately."""
        with self._lock:
            self._forget()
            return [run for (firm, _), run in self._runs.items() if firm == firm_id]

    def find(self, day: Day) -> Run | None:
        """Return the search of a day that is under way or has ended lately."""
        with self._lock:
            self._forget()
            return self._runs.get(day)

    def stop(self, day: Day) -> Run | None:
        """Ask the search of a day to end with the best it has; return it, or None where none is under way.

        One that waits never begins, and is forgotten.
        """
        with self._lock:
            run = self._runs.get(day)
            if run is None or run.over:
                return None
            if run.standing().begun:
                run.stop()
            else:
                self._waiting = [one for one in self._waiting if one[1] is not run]
                del self._runs[day]
                _taken_off(run)
        return run

    def close(self) -> None:
        """Have every search end with the best it has, and begin no other."""
        with self._lock:
            self._open = False
            for _, run, _ in self._waiting:
                _taken_off(run)
            self._waiting.clear()
            runs, threads = [run for run in self._runs.values() if not run.over], list(self._threads)
        for run in runs:
            run.stop()
        until = time.monotonic() + LAST_WORDS
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _forget(self) -> None:
        for day in [day for day, run in self._runs.items() if run.forgotten()]:
            del self._runs[day]

    def _start(self) -> None:
        """Begin what waits, as far as there is room; the lock is held."""
        while self._open and self._waiting and len(self._threads) < self._at_once:
            busy = Counter(self._threads.values())
            chosen = min(self._waiting, key=lambda one: busy[one[0]])
            self._waiting.remove(chosen)
            firm, run, look = chosen
            run.begin()
            self._threads[start_thread("creneau-search", partial(self._through, run, look))] = firm

    def _through(self, run: Run, look: Look) -> None:
        """Search, in a thread of its own, and make room for the next one."""
        try:
            outcome = look(run)
        except Exception:  # noqa: BLE001 - whatever it was, whoever asked must be told, and the next one searched
            _log.exception("search_failed", day=run.day.isoformat())
            outcome = Outcome.FAILED
        try:
            run.end(outcome)
        finally:
            with self._lock:
                del self._threads[current_thread()]
                self._start()


def _taken_off(run: Run) -> None:
    """End a search that has not begun."""
    run.stop()
    run.end(Outcome.NOTHING)
