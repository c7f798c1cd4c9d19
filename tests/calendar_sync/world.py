"""A planner, a technician's telephone and the weather between them, with a record of who meant what."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from calendar_sync.errors import RemoteFailed
from calendar_sync.ledger import MemoryLedger
from calendar_sync.remote.memory import MemoryCalendar
from calendar_sync.remote.port import RemoteCalendar
from calendar_sync.two_way import Agenda, Report, sync
from tests.calendar_sync.agendas import MemoryAgenda, Somebody
from tests.calendar_sync.faults import Fault, Killed, MortalLedger, StormyCalendar, Weather
from tests.calendar_sync.samples import an_entry, at

ALARM = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:partir\r\nTRIGGER:-PT20M\r\nEND:VALARM\r\n"
RINGS = b"TRIGGER:-PT20M"
"""What is left of it wherever it was: Outlook has reminders of its own make."""


@dataclass
class World:
    """Both sides, and what each of them meant last: a note of hers, an hour of his, what either took away."""

    calendar: RemoteCalendar = field(default_factory=MemoryCalendar)
    agenda: MemoryAgenda = field(default_factory=MemoryAgenda)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    clock: int = 0
    notes: dict[str, str] = field(default_factory=dict)
    hours: dict[str, int] = field(default_factory=dict)
    alarms: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Somebody looks at the calendar without any weather."""
        self.somebody = Somebody(self.calendar)

    def tick(self) -> int:
        """A number that was never used before."""
        self.clock += 1
        return self.clock

    def some_clock(self) -> datetime:
        """The time by whichever clock an edit is made: no two agree, and each is more wrong than the one before."""
        wrong = timedelta(hours=self.clock)
        return at("2026-11-20 09:00") + (wrong if self.clock % 2 else -wrong)

    def plans(self) -> str:
        """The planner wants one visit more."""
        uid = f"rdv-{self.tick()}@duret.invalid"
        self.agenda.want(an_entry(uid))
        self.hours[uid] = 0
        return uid

    def moves(self, uid: str) -> None:
        """The planner moves a visit."""
        if uid in self.agenda.entries:
            self.hours[uid] = self.tick()
            start = at("2026-11-24 07:30") + timedelta(minutes=15 * self.hours[uid])
            end, by = start + timedelta(hours=1), self.some_clock()
            self.agenda.want(self.agenda.entries[uid], start=start, end=end, last_modified=by)

    def cancels(self, uid: str) -> None:
        """The planner takes a visit away."""
        if self.agenda.entries.pop(uid, None):
            self.cancelled.add(uid)

    def notes_down(self, uid: str) -> None:
        """The technician adds a word to an entry that is there: one that is lost stays lost."""
        word = f" {self.tick()}"
        with suppress(StopIteration):
            self.somebody.adds_to(uid, word, last_modified=self.some_clock())
            self.notes[uid] = self.notes.get(uid, "notes") + word

    def sets_an_alarm(self, uid: str) -> None:
        """The telephone adds to an object what we know nothing of."""
        with suppress(StopIteration):
            there = self.somebody.object_of(uid)
            if ALARM not in there.body:
                body = there.body.replace(b"END:VEVENT", ALARM + b"END:VEVENT")
                self.calendar.replace(there.href, body, there.etag)
            self.alarms.add(uid)

    def deletes(self, uid: str) -> None:
        """The technician takes an entry away: granted, unless the planner changed it meanwhile."""
        with suppress(StopIteration):
            self.somebody.deletes(uid)
            self.doubtful.add(uid)

    def is_faster(self, href: str) -> None:
        """The technician writes into the very object that is about to be written."""
        if href in (there := self.somebody.sees()):
            self.notes_down(there[href].uid)

    def syncs(self, faults: list[Fault]) -> Report | None:
        """One pass in this weather; none when it was broken off."""
        weather = Weather(list(faults), self.is_faster)
        try:
            return self.one_pass(StormyCalendar(self.calendar, weather), MortalLedger(self.ledger, weather))
        except (RemoteFailed, Killed):
            return None

    def one_pass(self, calendar: RemoteCalendar, ledger: MortalLedger) -> Report:
        """A pass of the engine; loss is meant here, since a machine that deletes at random would stop it."""
        agenda: Agenda = self.agenda
        return sync(calendar, agenda, ledger, loss_is_meant=True)

    def settles(self) -> None:
        """Good weather, until there is nothing to do: soon."""
        for _ in range(4):
            report = self.syncs([])
            if report is not None and report.quiet:
                return
        raise AssertionError("it does not come to rest")

    def is_as_meant(self) -> None:
        """Both sides are one, and everything either meant is there, as a new telephone reads it."""
        self.somebody = Somebody(self.calendar)
        there = self.somebody.entries()
        ours = {uid: entry for uid, entry in there.items() if uid.startswith("rdv-")}
        assert self.agenda.entries.keys() == ours.keys()
        assert not self.cancelled & ours.keys()
        for uid, entry in ours.items():
            wanted = self.agenda.entries[uid]
            assert (wanted.interval, wanted.description) == (entry.interval, entry.description)
            start = at("2026-11-24 07:30") + timedelta(minutes=15 * self.hours[uid])
            assert start == entry.start
            if uid not in self.doubtful:
                assert self.notes.get(uid, "") == entry.description
                assert uid not in self.alarms or RINGS in self.somebody.object_of(uid).body
        assert self.hours.keys() <= ours.keys() | self.cancelled | self.doubtful


def storm(world: World, seed: int, edits: int, trouble: float = 0.1) -> None:
    """So many random edits on both sides, a pass after some of them, each of its steps in trouble this often."""
    dice = Random(seed)
    planned = [world.plans() for _ in range(5)]
    usual = (world.moves, world.notes_down, world.sets_an_alarm)
    for _ in range(edits):
        uid, luck = dice.choice(planned), dice.random()
        if luck < 0.1:
            planned.append(world.plans())
        elif luck < 0.15:
            dice.choice((world.cancels, world.deletes))(uid)
        else:
            dice.choice(usual)(uid)
        if dice.random() < 0.3:
            faults = dice.choices(list(Fault), k=200) if trouble else []
            world.syncs([one if dice.random() < trouble else Fault.NOTHING for one in faults])
        planned = [one for one in planned if one in world.agenda.entries] or [world.plans()]
