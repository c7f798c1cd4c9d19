"""Ways a booking system is often wrong, each planted on purpose: whoever judges a race must find every one of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from threading import Thread
from typing import Any, TypeVar
from unittest.mock import patch

from benchmarks.race import keeper
from benchmarks.race.careless import Careless, CarelessRoutes
from benchmarks.race.keeper import Keeper, Reply
from planner.deciding import accept_plan
from planner.events import Event
from planner.identifiers import FirmId
from planner.plans import Proposal
from planner.ports import Work
from planner.store import Database

T = TypeVar("T")

STALE = 0.5  # seconds that a reading is kept
LATE = 0.05  # seconds until the outbox is written


def _check_then_insert(stack: ExitStack) -> None:
    """Look whether the time is free, then insert."""
    stack.enter_context(patch("planner.store.database.open_engine", Careless))
    stack.enter_context(patch("planner.store.work.StoredRoutes", CarelessRoutes))


def _stale_cache(stack: ExitStack) -> None:
    """Answer readings from what was read a moment ago."""
    fresh, known = Keeper.look, dict[tuple[str, str], tuple[float, Reply]]()

    def look(asked: Keeper, technician: str, day: str) -> Reply:
        at, reply = known.get((technician, day), (0.0, {}))
        if time.monotonic() - at > STALE:
            at, reply = time.monotonic(), fresh(asked, technician, day)
            known[technician, day] = at, reply
        return reply

    stack.enter_context(patch.object(Keeper, "look", look))


def _no_key(stack: ExitStack) -> None:
    """Do again whatever is asked again."""

    def each_time(_work: Work, _key: str, _fingerprint: str, command: Callable[[], str]) -> str:
        return command()

    stack.enter_context(patch.object(keeper, "once", each_time))


def _half_outbox(stack: ExitStack) -> None:
    """Write what must be told after the commit, in a transaction of its own."""
    whole = Database.write

    def write(database: Database, firm_id: FirmId, command: Callable[[Any], T]) -> T:
        published: list[Event] = []

        def silent(work: Any) -> T:  # noqa: ANN401 - the store's own
            answer = command(work)
            published[:] = work.events
            work.events.clear()
            return answer

        answer = whole(database, firm_id, silent)

        def tell() -> None:
            time.sleep(LATE)
            whole(database, firm_id, lambda work: work.publish(*published))

        Thread(target=tell, daemon=True).start()
        return answer

    stack.enter_context(patch.object(Database, "write", write))


def _no_fence(stack: ExitStack) -> None:
    """Accept an old plan as if it had been made of the present one."""

    def accept(work: Work, proposal_id: Any, board: Any, **who: Any) -> Any:  # noqa: ANN401 - as it is
        work.routes.lock(route.technician_id for route in work.of(Proposal).get(proposal_id).routes)
        proposal = work.of(Proposal).get(proposal_id)
        present = tuple(
            replace(route, version=work.routes.load(route.technician_id, route.day).version)
            for route in proposal.routes
        )
        work.of(Proposal).put(replace(proposal, routes=present))
        return accept_plan(work, proposal_id, board, **who)

    stack.enter_context(patch.object(keeper, "accept_plan", accept))


def _asynchronous_commit(stack: ExitStack) -> None:
    """Answer before PostgreSQL has written the commit down."""
    stack.enter_context(patch("planner.store.postgresql._SESSION", "-c timezone=UTC -c synchronous_commit=off"))


FAULTS: dict[str, Callable[[ExitStack], None]] = {
    "check-then-insert": _check_then_insert,
    "stale-cache": _stale_cache,
    "no-key": _no_key,
    "half-outbox": _half_outbox,
    "no-fence": _no_fence,
    "asynchronous-commit": _asynchronous_commit,
}


@contextmanager
def planted(fault: str) -> Iterator[None]:
    """Run with one of the faults, or with none if it is empty."""
    with ExitStack() as stack:
        if fault:
            FAULTS[fault](stack)
        yield
