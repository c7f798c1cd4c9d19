"""A firm in memory whose clock a test moves by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.store import KINDS
from planner.identifiers import FirmId
from planner.memory import Memory
from tests.support.planner import SUNDAY_NIGHT, a_firm

DURET = FirmId("duret")


@dataclass
class Desk:
    """The firm "duret" in memory: `now` is what its clock shows, `events` what was told once committed."""

    now: datetime = SUNDAY_NIGHT
    firm_id: FirmId = DURET
    events: list[Any] = field(default_factory=list)
    transactions: Memory = field(init=False)

    def __post_init__(self):
        def tell(_firm_id, events):
            self.events.extend(events)

        self.transactions = Memory(kinds=KINDS, clock=lambda: self.now, on_commit=tell)
        self.transactions.create_firm(a_firm())

    def do(self, command, *args, **kwargs):
        """Run a function over a work of the firm, in a transaction of its own."""
        return self.transactions.write(self.firm_id, lambda work: command(work, *args, **kwargs))

    def keep(self, *entities):
        """Put entities into the firm's records."""

        def put(work):
            for entity in entities:
                work.of(type(entity)).put(entity)

        self.do(put)

    def all(self, kind):
        """Return everything of one kind."""
        return self.do(lambda work: work.of(kind).find())

    def wait(self, **length):
        """Let time pass."""
        self.now += timedelta(**length)


@pytest.fixture
def desk() -> Desk:
    """A firm whose desk has just opened."""
    return Desk()
