"""The live hub wakes whoever watches a firm once there is news; what changed is read from history."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from planner.identifiers import FirmId


class Bell:
    """Rings in the event loop of one watcher; ringing twice before it is heard counts once."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Ring, from any thread."""
        self._loop.call_soon_threadsafe(self._rung.set)

    async def heard(self, seconds: float) -> bool:
        """Wait until it rings, or for so many seconds; tell whether it rang."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Hub:
    """The bells of all firms of this process, rung after each commit and whenever a search has news."""

    def __init__(self) -> None:
        self._bells: dict[FirmId, set[Bell]] = defaultdict(set)
        self._lock = Lock()

    def committed(self, firm_id: FirmId, events: Sequence[Any]) -> None:
        """Wake everyone who watches the firm; `Transactions` call this after a commit, on the writer's thread."""
        del events
        self.ring(firm_id)

    def ring(self, firm_id: FirmId) -> None:
        """Wake everyone who watches the firm, from any thread."""
        with self._lock:
            bells = list(self._bells.get(firm_id, ()))
        for bell in bells:
            bell.ring()

    @contextmanager
    def watching(self, firm_id: FirmId) -> Iterator[Bell]:
        """Give a bell that rings after each commit of the firm, until the block ends (inside an event loop)."""
        bell = Bell(asyncio.get_running_loop())
        with self._lock:
            self._bells[firm_id].add(bell)
        try:
            yield bell
        finally:
            with self._lock:
                self._bells[firm_id].discard(bell)

    def watchers(self) -> int:
        """Return how many watch, of all firms."""
        with self._lock:
            return sum(map(len, self._bells.values()))
