"""A firm in memory that files are brought to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.places import FoundPlace, Precision
from desk.imports.importing import keep
from desk.imports.journal import KINDS as JOURNAL
from desk.imports.preparing import Sent, prepare
from desk.imports.undoing import undo
from desk.store import KINDS
from planner.memory import Memory
from planner.ports import Actor
from tests.support.planner import ANNECY, SUNDAY_NIGHT, a_firm

CLAIRE = Actor("dispatcher", "claire")


class Annecy:
    """A finder that knows one town, and counts how often it is asked."""

    def __init__(self):
        self.asked = 0

    def find(self, text="", *, postcode="", city="", limit=8):
        self.asked += 1
        if "annecy" not in f"{text} {city}".lower():
            return []
        return [FoundPlace("Annecy (74000)", ANNECY.lat, ANNECY.lon, Precision.COMMUNE, "test", "74000", "Annecy")][
            :limit
        ]


@dataclass
class Office:
    """The firm "duret" and whoever brings it files; `now` is what its clock shows."""

    now: datetime = SUNDAY_NIGHT
    places: Annecy = field(default_factory=Annecy)
    events: list[Any] = field(default_factory=list)
    transactions: Memory = field(init=False)

    def __post_init__(self):
        kinds = (*KINDS, *(kind for kind in JOURNAL if kind not in KINDS))
        self.transactions = Memory(
            kinds=kinds, clock=lambda: self.now, on_commit=lambda _firm_id, events: self.events.extend(events)
        )
        self.firm = self.transactions.create_firm(a_firm())

    def look(self, content, **sent):
        """Return what a file would do."""
        with self.transactions.read(self.firm.id) as work:
            return prepare(work, Sent(content, **sent), self.places)

    def bring(self, content, **sent):
        """Keep the good lines of a file and return the import."""
        prepared = self.look(content, **sent)
        self.now += timedelta(minutes=1)
        return self.do(keep, prepared, actor=CLAIRE)

    def undo(self, done):
        """Take an import back."""
        return self.do(undo, done.id, actor=CLAIRE)

    def do(self, command, *args, **kwargs):
        """Run a command in a transaction of its own."""
        return self.transactions.write(self.firm.id, lambda work: command(work, *args, **kwargs))

    def all(self, kind):
        """Return everything of one kind."""
        with self.transactions.read(self.firm.id) as work:
            return work.of(kind).find()

    def route(self, technician, day):
        """Return one route."""
        with self.transactions.read(self.firm.id) as work:
            return work.routes.load(technician, day)

    def version(self):
        """Return how often the firm's settings have changed."""
        return self.transactions.firm_by_slug("duret").version


@pytest.fixture
def office() -> Office:
    """A firm without anything yet."""
    return Office()
