"""Better plans are looked for behind the pages: one search per firm and day, which people watch, join and stop."""

import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from threading import Event, Lock, Thread, current_thread

import structlog

from api.worker import start_thread
from planner.identifiers import FirmId, TechnicianId, new_id

KEPT = 600.0
"""Seconds for which it is told how a search has ended."""

STEP = 0.25
"""Seconds from a point of a curve to the next but one: more of them nobody could see."""

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

    `based_on` are the versions of the routes it began with: while they are the day's, its outcome is still true.
    """

    def __init__(self, day: date, ring: Callable[[], None], clock: Callable[[], float]) -> None:
        self.key, self.day = new_id(), day
        self.based_on: dict[tuple[TechnicianId, date], int] = {}
        self._ring, self._clock = ring, clock
        self._lock, self._stopped, self._over = Lock(), Event(), Event()
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
                stopping=self._stopped.is_set(),
                outcome=self._outcome,
            )

    def begin(self) -> None:
        """Count the time from now on."""
        with self._lock:
            self._begun = self._clock()
        self._ring()

    def tell(self, saved: int, left_out: int) -> None:
        """Say what the best plan so far saves."""
        with self._lock:
            now = self._clock() - (self._begun or 0.0)
            if len(self._points) > 1 and now - self._points[-2][0] < STEP:
                self._points.pop()
            self._points.append((now, saved))
            self._left_out = left_out
        self._ring()

    def end(self, outcome: Outcome) -> None:
        """Say how it has ended."""
        with self._lock:
            self._ended, self._outcome = self._clock(), outcome
        self._over.set()
        self._ring()

    def stop(self) -> None:
        """Ask it to end with the best it has."""
        self._stopped.set()
        self._ring()

    @property
    def stopped(self) -> Callable[[], bool]:
        """Return what tells whether it has been asked to end."""
        return self._stopped.is_set

    @property
    def over(self) -> bool:
        """Tell whether it has ended."""
        return self._over.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, so many seconds at most; tell whether it has ended."""
        return self._over.wait(seconds)

    def forgotten(self) -> bool:
        """Tell whether it ended so long ago that nobody is told any more."""
        with self._lock:
            return self._ended is not None and self._clock() - self._ended > KEPT


class Searches:
    """The searches of this process, `at_once` of them at the same time and the others in the order they were asked.

    They live in its memory alone: a restart forgets them. Kernels let go of the interpreter while they compute, so a
    thread leaves the pages free; one core is left to them.
    """

    def __init__(self, at_once: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once or max(1, (os.cpu_count() or 1) - 1)
        self._clock, self._lock = clock, Lock()
        self._runs: dict[Day, Run] = {}
        self._waiting: deque[tuple[Run, Look]] = deque()
        self._threads: set[Thread] = set()
        self._open = True

    def ask(self, day: Day, look: Look, ring: Callable[[], None] = lambda: None) -> Run:
        """Return the search of a day that is under way, or begin one; `ring` is called whenever there is news of it."""
        with self._lock:
            self._forget()
            known = self._runs.get(day)
            if known and not known.over:
                return known
            run = self._runs[day] = Run(day[1], ring, self._clock)
            self._waiting.append((run, look))
            self._start()
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
        """Ask the search of a day to end with the best it has; return it, or None where none is under way."""
        run = self.find(day)
        if run is None or run.over:
            return None
        with self._lock:
            if not run.standing().begun:
                self._waiting = deque(pair for pair in self._waiting if pair[0] is not run)
                self._runs.pop(day)
                run.end(Outcome.NOTHING)
        run.stop()
        return run

    def close(self) -> None:
        """Have every search end with the best it has, and begin no other."""
        with self._lock:
            self._open = False
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
            run, look = self._waiting.popleft()
            run.begin()
            self._threads.add(start_thread("creneau-search", partial(self._through, run, look)))

    def _through(self, run: Run, look: Look) -> None:
        """Search, in a thread of its own, and make room for the next one."""
        try:
            outcome = look(run)
        except Exception:  # noqa: BLE001 - whatever it was, whoever asked must be told, and the next one searched
            _log.exception("search_failed", day=run.day.isoformat())
            outcome = Outcome.FAILED
        run.end(outcome)
        with self._lock:
            self._threads.discard(current_thread())
            self._start()
