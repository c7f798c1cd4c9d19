"""The worker tells each listener at least once, in order, and never loses what failed."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event as Signal

from api.worker import BATCH, FIRST_PAUSE, LONGEST_PAUSE, Chore, Drained, Worker, pause_after, start_thread
from connectors.webhooks import PATIENCE
from planner.events import AppointmentConfirmed, Delivery
from planner.identifiers import AppointmentId, FirmId
from planner.records import LEASE

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


def delivery(number: int, listener: str = "mail") -> Delivery:
    """One event waiting for one listener."""
    return Delivery(number, FirmId("f1"), listener, AppointmentConfirmed(AppointmentId(f"a{number}")), NOW, 1)


class Outbox:
    """A queue in a list: enough to see what a worker does with one."""

    def __init__(self, deliveries: Iterable[Delivery]) -> None:
        self.waiting = list(deliveries)
        self.settled: list[int] = []
        self.put_off: list[tuple[int, datetime, str]] = []

    def claim(self, limit: int) -> list[Delivery]:
        """Give the first ones."""
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    def settle(self, delivery: Delivery) -> None:
        """Note it."""
        self.settled.append(delivery.number)

    def retry(self, delivery: Delivery, at: datetime, error: str) -> None:
        """Note it."""
        self.put_off.append((delivery.number, at, error))

    def dead(self, limit: int) -> list[tuple[Delivery, str]]:
        """None here."""
        return []

    def revive(self, numbers: Collection[int]) -> int:
        """None here."""
        return 0

    def lag(self) -> timedelta:
        """None here."""
        return timedelta()


def test_everything_due_is_told_in_order() -> None:
    """More than one batch, settled one by one."""
    outbox, told = Outbox(delivery(number) for number in range(120)), []
    drained = Worker(outbox, {"mail": lambda one: told.append(one.number)}, lambda: NOW).drain()
    assert list(range(120)) == told == outbox.settled
    assert Drained(told=120) == drained


def test_a_lease_outlasts_a_batch_of_programs_that_do_not_answer() -> None:
    """Else another worker would tell the last of them, mails too, a second time."""
    assert timedelta(seconds=BATCH * ((PATIENCE.connect or 0) + (PATIENCE.read or 0))) < LEASE


def test_what_fails_is_put_off_and_the_others_are_told() -> None:
    """One poisoned delivery does not stop the house."""
    outbox, told = Outbox(map(delivery, range(3))), []

    def handler(one: Delivery) -> None:
        if one.number == 1:
            raise ConnectionRefusedError("mail server away")
        told.append(one.number)

    drained = Worker(outbox, {"mail": handler}, lambda: NOW).drain()
    assert [0, 2] == told == outbox.settled
    assert [(1, NOW + FIRST_PAUSE, "ConnectionRefusedError: mail server away")] == outbox.put_off
    assert Drained(told=2, failed=1) == drained


def test_a_listener_nobody_knows_is_put_off_not_lost() -> None:
    """An older server must not swallow what a newer one has written."""
    outbox = Outbox([delivery(7, "survey")])
    assert Drained(failed=1) == Worker(outbox, {}, lambda: NOW).drain()
    assert [] == outbox.settled
    assert "survey" in outbox.put_off[0][2]


def test_the_pause_doubles_up_to_an_hour() -> None:
    """A mail server that is down for a week is asked every hour."""
    pauses = [pause_after(attempts) for attempts in range(1, 200)]
    assert [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)] == pauses[:3]
    assert LONGEST_PAUSE == pauses[-1] == max(pauses)
    assert sorted(pauses) == pauses


def test_the_pause_counts_the_attempts_already_made() -> None:
    """The third failure waits longer than the first."""
    outbox = Outbox([replace(delivery(1), attempts=3)])
    Worker(outbox, {}, lambda: NOW).drain()
    assert NOW + timedelta(seconds=20) == outbox.put_off[0][1]


def test_a_ring_is_heard_at_once_and_stopping_finishes_what_was_begun() -> None:
    """The server's thread tells a commit without waiting for its next look, and ends when asked."""
    outbox, heard = Outbox([]), Signal()

    def handler(one: Delivery) -> None:
        worker.stop()
        heard.set()

    worker = Worker(outbox, {"mail": handler}, lambda: NOW)
    thread = start_thread("creneau-worker", worker.run)
    outbox.waiting = [delivery(1), delivery(2)]
    worker.bell.set()
    assert heard.wait(10)
    thread.join(10)
    assert not thread.is_alive()
    assert [1, 2] == outbox.settled


def test_an_outbox_out_of_reach_is_tried_again() -> None:
    """A database that comes back finds the worker still there."""

    class Away(Outbox):
        asked = 0

        def claim(self, limit: int) -> list[Delivery]:
            self.asked += 1
            if self.asked == 1:
                worker.bell.set()
                raise ConnectionError("database away")
            worker.stop()
            return []

    outbox = Away([])
    worker = Worker(outbox, {}, lambda: NOW)
    worker.run()
    assert 2 == outbox.asked


def test_a_worker_that_is_stopped_begins_no_other_chore() -> None:
    """A night is long, and whoever updates a server waits for it."""
    done: list[str] = []

    def long() -> None:
        done.append("planned")
        worker.stop()

    chores = [Chore(long, timedelta(hours=1)), Chore(lambda: done.append("forecast"), timedelta(hours=1))]
    worker = Worker(Outbox([]), {}, lambda: NOW, chores=chores)
    worker.run()
    assert ["planned"] == done


def test_a_chore_is_done_at_the_start_and_then_each_time_so_long_has_passed() -> None:
    """Whatever goes on in between."""
    moments = iter([NOW, NOW, NOW, NOW + timedelta(minutes=59), NOW + timedelta(hours=1), NOW + timedelta(hours=1)])
    done: list[str] = []

    class Looked(Outbox):
        looks = 0

        def claim(self, limit: int) -> list[Delivery]:
            self.looks += 1
            worker.bell.set()
            if self.looks == 4:
                worker.stop()
            return []

    worker = Worker(
        Looked([]), {}, lambda: next(moments), chores=[Chore(lambda: done.append("tidied"), timedelta(hours=1))]
    )
    worker.run()
    assert ["tidied", "tidied"] == done
