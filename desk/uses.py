"""That a token, a feed or a device is in use is written now and then, not each time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from planner.ports import Work

NOTE_USE_EVERY = timedelta(hours=1)


class Used(Protocol):
    """What is used, and when that was written last."""

    @property
    def id(self) -> str:
        """What it is known by."""
        ...

    @property
    def last_used_at(self) -> datetime | None:
        """None: never."""
        ...


def unnoted(used: Used, now: datetime) -> bool:
    """Tell whether it is time to write that something is in use."""
    return used.last_used_at is None or now >= used.last_used_at + NOTE_USE_EVERY


def note_use(work: Work, used: Used) -> None:
    """Write that something is in use, unless it was revoked meanwhile."""
    kind: type[Any] = type(used)
    for known in work.of(kind).find(id=used.id):
        work.of(kind).put(replace(known, last_used_at=work.now))
