"""Slots offered a moment ago are offered again, as long as the plan and the rules they rest on are the same.

Many who look for a slot ask the same question: this service, that commune. Finding its answer takes a dozen
milliseconds of a processor, looking whether it still stands a fifth of one. What is kept promises nothing: whoever
takes a slot has it proven again, on the plan as it stands then.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

from api.views import SlotsView
from planner.identifiers import FirmId
from planner.ports import Mark

KEPT = timedelta(minutes=1)
"""So long an answer is given again: a window may come too near meanwhile, and a hold expire."""

MOST = 500
"""So many answers are kept, of all firms; some 40 kB each."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks of the firm at an address, in which language."""

    slug: str
    service_id: str
    commune: str
    first_day: date | None
    language: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found of a firm while it stood so, and until when that is worth anything."""

    view: SlotsView
    firm_id: FirmId
    mark: Mark | None
    until: datetime


Marking = Callable[[FirmId], Mark | None]
"""Tells how a firm stands now."""


@dataclass(slots=True)
class _Kept:
    """The latest answer to a question; whoever looks for one has the lock, others who want one wait."""

    lock: Lock = field(default_factory=Lock)
    answer: Answer | None = None

    def standing(self, now: datetime, mark: Marking) -> SlotsView | None:
        """Return the answer if it rests on what is and is not too old."""
        kept = self.answer
        return kept.view if kept and now < kept.until and kept.mark == mark(kept.firm_id) else None


class KeptSlots:
    """The answers of one process: dropping one costs the time to find it again. Safe to share between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Question, _Kept] = OrderedDict()
        self._most = most

    def answer(self, question: Question, now: datetime, mark: Marking, find: Callable[[], Answer]) -> SlotsView:
        """Return the answer kept if it still stands, else what `find` finds, once for all who wait for it.

        `find` must have looked how the firm stands before it looks at anything else.
        """
        kept = self._place(question)
        if view := kept.standing(now, mark):
            return view
        with kept.lock:
            if view := kept.standing(now, mark):
                return view
            kept.answer = found = find()
            return found.view

    def _place(self, question: Question) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(question, _Kept())
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return kept
