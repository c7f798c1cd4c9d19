"""Slots offered a moment ago are offered again, as long as the plan and the rules they rest on are the same.

Many who look for a slot ask the same question: this service, that commune. Finding its answer takes some twenty
milliseconds of a processor, looking whether it still stands takes one. What is kept promises nothing: whoever takes a
slot has it proven again, on the plan as it stands then.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

from api.views import SlotsView
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.services import Service

KEPT = timedelta(minutes=1)
"""So long an answer is given again: a window may come too near meanwhile, and a hold expire."""

MOST = 500
"""So many answers are kept, of all firms; some 40 kB each."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks of a firm, in which language."""

    firm_id: FirmId
    service_id: str
    commune: str
    first_day: date | None
    language: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer rests on: the firm with its rules and technicians, the service, and the mark of the routes."""

    firm: Firm
    service: Service
    today: date
    mark: int


@dataclass(slots=True)
class _Kept:
    """An answer, what it rests on and until when; whoever looks for one has the lock, others of its question wait."""

    lock: Lock = field(default_factory=Lock)
    standing: Standing | None = None
    until: datetime | None = None
    view: SlotsView | None = None


class KeptSlots:
    """The answers of one process: dropping one costs the time to find it again. Safe to share between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Question, _Kept] = OrderedDict()
        self._most = most

    def answer(self, question: Question, standing: Standing, now: datetime, find: Callable[[], SlotsView]) -> SlotsView:
        """Return the answer kept if it rests on the same and is not too old, else what `find` finds, once for all."""
        kept = self._place(question)
        with kept.lock:
            if kept.view is None or kept.until is None or now >= kept.until or kept.standing != standing:
                kept.view, kept.standing, kept.until = find(), standing, now + KEPT
            return kept.view

    def _place(self, question: Question) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(question, _Kept())
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return kept
