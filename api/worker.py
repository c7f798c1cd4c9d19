"""The worker tells each listener what has happened: at least once, in order, again after a failure.

The outbox decides what is due and keeps the order; the worker only calls the handler, settles what was told, and
puts off what failed, a little longer each time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event as Signal
from threading import Thread

import structlog

from planner.events import Delivery
from planner.ports import Clock, Queue

Handler = Callable[[Delivery], None]
"""What a listener does with a delivery; told twice, it must do no harm."""

BATCH = 4
"""So few that a lease outlasts them, where each waits 25 seconds for somebody who does not answer: else another worker
would tell the last of them too."""
PATIENCE = 20.0  # seconds between two looks at the outbox when nobody rings
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
_log = structlog.get_logger("creneau.worker")


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts (at least one): twice as long each time, up to an hour."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Drained:
    """What one look at the outbox came to."""

    told: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Chore:
    """What the worker does by the clock: when it starts, and again each time so long has passed."""

    do: Callable[[], object]
    every: timedelta


@dataclass(slots=True)
class Worker:
    """Drains the outbox with one handler per listener; `drain` once, or `run` until `stop`.

    Whoever sets `bell` has it looked at now; otherwise every `patience` seconds. A chore that fails is tried
    again at the next look.
    """

    queue: Queue
    handlers: Mapping[str, Handler]
    clock: Clock
    bell: Signal = field(default_factory=Signal)
    chores: Sequence[Chore] = ()
    patience: float = PATIENCE
    _stopping: Signal = field(default_factory=Signal)

    def drain(self) -> Drained:
        """Tell everything that is due now; return how many were told and how many failed."""
        told = failed = 0
        while not self._stopping.is_set() and (deliveries := self.queue.claim(BATCH)):
            for delivery in deliveries:
                done = self._tell(delivery)
                told, failed = told + done, failed + (not done)
        return Drained(told, failed)

    def run(self) -> None:
        """Tell what comes, until somebody calls `stop`; a batch begun is finished."""
        due = [self.clock() for _ in self.chores]
        while not self._stopping.is_set():
            self.bell.clear()
            try:
                self.drain()
                self._do_chores(due)
            except Exception:  # noqa: BLE001 - a database that is away comes back
                _log.exception("outbox_unreachable")
            self.bell.wait(self.patience)

    def stop(self) -> None:
        """Ask `run` to end after the deliveries it has claimed, or the chore it is at."""
        self._stopping.set()
        self.bell.set()

    def _do_chores(self, due: list[datetime]) -> None:
        """Do each chore whose moment has come, and write down its next."""
        for number, chore in enumerate(self.chores):
            if not self._stopping.is_set() and self.clock() >= due[number]:
                chore.do()
                due[number] = self.clock() + chore.every

    def _tell(self, delivery: Delivery) -> bool:
        """Call the handler and settle; on any failure put the delivery off."""
        handler = self.handlers.get(delivery.listener)
        if handler is None:
            return self._put_off(delivery, LookupError(f"no listener is called {delivery.listener}"))
        try:
            handler(delivery)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the others must still be told
            return self._put_off(delivery, error)
        self.queue.settle(delivery)
        return True

    def _put_off(self, delivery: Delivery, error: Exception) -> bool:
        at = self.clock() + pause_after(delivery.attempts)
        event = type(delivery.event).__name__
        _log.warning(
            "delivery_failed",
            number=delivery.number,
            listener=delivery.listener,
            happened=event,
            attempts=delivery.attempts,
            error=type(error).__name__,
        )
        self.queue.retry(delivery, at, f"{type(error).__name__}: {error}")
        return False


def start_thread(name: str, work: Callable[[], object]) -> Thread:
    """Do background work beside the server of a SQLite file."""
    thread = Thread(target=work, name=name, daemon=True)
    thread.start()
    return thread
