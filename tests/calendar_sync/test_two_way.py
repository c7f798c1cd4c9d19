"""What a pass does to a calendar; that it loses nothing is `tests/properties/test_calendar_machine.py`."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import pytest

from calendar_sync.errors import CalendarEmptied, ChangedMeanwhile
from calendar_sync.ledger import MemoryLedger
from calendar_sync.remote.memory import MemoryCalendar
from calendar_sync.remote.port import Changes, Placed, Resource
from calendar_sync.two_way import Report, sync
from calendar_sync.writing import render_object
from tests.calendar_sync.agendas import MemoryAgenda, Somebody
from tests.calendar_sync.faults import StormyCalendar, Weather
from tests.calendar_sync.planted import AlwaysNew, Unconditional, ours_over_theirs
from tests.calendar_sync.samples import an_entry, at, span
from tests.calendar_sync.world import World, storm

RDV = "rdv-1@duret.invalid"
Pass = Callable[..., Report]


@pytest.fixture
def calendar() -> MemoryCalendar:
    """An empty calendar."""
    return MemoryCalendar()


@pytest.fixture
def somebody(calendar: MemoryCalendar) -> Somebody:
    """The technician, telephone in hand."""
    return Somebody(calendar)


@pytest.fixture
def agenda() -> MemoryAgenda:
    """One visit planned."""
    return MemoryAgenda({RDV: an_entry(RDV)})


@pytest.fixture
def ledger() -> MemoryLedger:
    """Nothing known."""
    return MemoryLedger()


@pytest.fixture
def one_pass(calendar: MemoryCalendar, agenda: MemoryAgenda, ledger: MemoryLedger) -> Pass:
    """A pass over that calendar."""
    return lambda **how: sync(calendar, agenda, ledger, **how)


def test_what_is_planned_stands_in_the_calendar(one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda) -> None:
    """Created, moved under the same uid and the same address with a higher sequence, and taken away."""
    assert [RDV] == one_pass().created
    agenda.want(agenda.entries[RDV], start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    assert [RDV] == one_pass().replaced
    assert span("2026-11-24 10:00", "2026-11-24 11:00") == somebody.entries()[RDV].interval
    assert (1, "rdv-1-duret.invalid.ics") == (somebody.entries()[RDV].sequence, somebody.object_of(RDV).href)
    agenda.entries.clear()
    assert [RDV] == one_pass().deleted
    assert {} == somebody.sees()


def test_a_pass_without_news_does_nothing(one_pass: Pass) -> None:
    """Nor is our own write news to us."""
    one_pass()
    assert one_pass().quiet


def test_moving_a_visit_is_a_wish(one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda) -> None:
    """Granted, the plan follows and nothing is written."""
    one_pass()
    somebody.edits(RDV, start=at("2026-11-24 13:00"), end=at("2026-11-24 14:15"))
    (wish,) = (report := one_pass()).wishes
    assert (frozenset({"time"}), []) == (wish.edited, report.replaced)
    assert at("2026-11-24 13:00") == agenda.entries[RDV].start


def test_a_refused_move_is_put_back(one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda) -> None:
    """What else he wrote into the object stays, were it only an alarm."""
    agenda.generous = False
    one_pass()
    somebody.edits(RDV, start=at("2026-11-24 13:00"), end=at("2026-11-24 14:15"))
    assert [RDV] == one_pass().replaced
    assert agenda.entries[RDV].start == somebody.entries()[RDV].start
    assert one_pass().quiet


def test_a_refused_deletion_is_put_back(one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda) -> None:
    """At the same address, with the same uid."""
    agenda.generous = False
    one_pass()
    somebody.deletes(RDV)
    report = one_pass()
    assert (None, [RDV]) == (report.wishes[0].after, report.created)
    assert {RDV} == somebody.entries().keys()


def test_a_deletion_does_not_undo_a_move(one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda) -> None:
    """He deleted what stood there before: the new hour is news to him."""
    one_pass()
    somebody.deletes(RDV)
    agenda.want(agenda.entries[RDV], start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    report = one_pass()
    assert ([], [RDV]) == (report.wishes, report.created)


def test_a_note_and_a_move_both_count(one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda) -> None:
    """Different fields are no conflict."""
    one_pass()
    somebody.edits(RDV, description="Digicode 12")
    agenda.want(agenda.entries[RDV], start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    assert {} == one_pass().conflicts
    entry = somebody.entries()[RDV]
    assert ("Digicode 12", at("2026-11-24 10:00")) == (entry.description, entry.start)
    assert "Digicode 12" == agenda.entries[RDV].description


def test_where_both_changed_the_hour_the_planner_counts(
    one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda
) -> None:
    """And it is told that he wanted another one."""
    one_pass()
    somebody.edits(RDV, start=at("2026-11-24 13:00"), end=at("2026-11-24 14:15"))
    agenda.want(agenda.entries[RDV], start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    assert {RDV: frozenset({"time"})} == one_pass().conflicts
    assert at("2026-11-24 10:00") == somebody.entries()[RDV].start


def test_what_somebody_adds_is_busy_time_and_nothing_more(
    one_pass: Pass, somebody: Somebody, ledger: MemoryLedger
) -> None:
    """Its title stays where it is; once it goes, the time is free again."""
    somebody.adds(an_entry("dentiste@telephone", summary="Dentiste"))
    one_pass()
    (dentist,) = ledger.foreign()
    assert (span("2026-11-24 07:30", "2026-11-24 08:45"),) == dentist.busy
    assert "Dentiste" not in str(dentist)
    somebody.deletes("dentiste@telephone")
    one_pass()
    assert [] == list(ledger.foreign())


def test_what_nobody_can_read_is_set_aside_with_its_reason(
    one_pass: Pass, calendar: MemoryCalendar, ledger: MemoryLedger
) -> None:
    """Everything else goes on."""
    calendar.create(
        "poison.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:hier\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    calendar.create("garbage.ics", b"\x00\xff")
    assert [RDV] == one_pass().created
    assert {"poison.ics", "garbage.ics"} == {row.href for row in ledger.foreign() if row.reason}


def test_a_series_of_somebody_goes_on_as_the_horizon_moves(
    one_pass: Pass, calendar: MemoryCalendar, agenda: MemoryAgenda, ledger: MemoryLedger
) -> None:
    """Read whole now and then, his choir on Tuesdays takes next year's Tuesdays too."""
    agenda.horizon = span("2026-11-01 00:00", "2026-12-01 00:00")
    weekly = render_object(an_entry("choeur")).replace(b"STATUS:", b"RRULE:FREQ=WEEKLY\r\nSTATUS:")
    calendar.create("choeur.ics", weekly)
    one_pass()
    (before,) = ledger.foreign()
    agenda.horizon = span("2026-11-01 00:00", "2027-01-01 00:00")
    one_pass()
    assert [before] == list(ledger.foreign())
    one_pass(from_scratch=True)
    (after,) = ledger.foreign()
    assert before.busy == after.busy[: len(before.busy)]
    assert 4 <= len(after.busy) - len(before.busy) <= 5


def test_a_visit_made_a_series_is_one_visit_again(one_pass: Pass, somebody: Somebody, calendar: MemoryCalendar) -> None:
    """Nobody can come every week because a telephone says so."""
    one_pass()
    there = somebody.object_of(RDV)
    calendar.replace(there.href, there.body.replace(b"STATUS:", b"RRULE:FREQ=WEEKLY\r\nSTATUS:"), there.etag)
    assert [RDV] == one_pass().replaced
    assert b"FREQ=WEEKLY" not in somebody.object_of(RDV).body


def test_a_calendar_that_is_suddenly_empty_stops_everything(
    one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda
) -> None:
    """Nothing is cancelled and nothing written until somebody says that it is meant."""
    uids = [f"rdv-{number}@duret.invalid" for number in range(8)]
    agenda.entries = {uid: an_entry(uid) for uid in uids}
    one_pass()
    for uid in uids[2:]:
        somebody.deletes(uid)
    with pytest.raises(CalendarEmptied):
        one_pass()
    assert set(uids) == agenda.entries.keys()
    one_pass(loss_is_meant=True)
    assert set(uids[:2]) == agenda.entries.keys()


def test_an_agenda_that_is_suddenly_empty_stops_everything(
    one_pass: Pass, somebody: Somebody, agenda: MemoryAgenda
) -> None:
    """A full week of visits may go, all of forty may not."""
    agenda.entries = {uid: an_entry(uid) for uid in (f"rdv-{number}@duret.invalid" for number in range(40))}
    one_pass()
    agenda.entries = dict(list(agenda.entries.items())[:25])
    assert 15 == len(one_pass().deleted)
    agenda.entries = {}
    with pytest.raises(CalendarEmptied):
        one_pass()
    assert 25 == len(somebody.entries())


def test_what_is_there_already_is_adopted(
    one_pass: Pass, somebody: Somebody, calendar: MemoryCalendar, agenda: MemoryAgenda
) -> None:
    """Without any notes left: no double, what was cancelled meanwhile goes, and an edit is still a wish."""
    agenda.entries["rdv-2@duret.invalid"] = an_entry("rdv-2@duret.invalid")
    one_pass()
    somebody.edits(RDV, description="Digicode 12")
    del agenda.entries["rdv-2@duret.invalid"]
    report = sync(calendar, agenda, MemoryLedger())
    assert ([], ["rdv-2@duret.invalid"]) == (report.created, report.deleted)
    assert "Digicode 12" == agenda.entries[RDV].description


def test_a_second_copy_under_another_address_goes(one_pass: Pass, somebody: Somebody) -> None:
    """Some servers let two objects of one uid in; a copied event is one."""
    one_pass()
    somebody.adds(an_entry(RDV), href="copy.ics")
    assert [RDV] == one_pass().deleted
    assert ["rdv-1-duret.invalid.ics"] == list(somebody.sees())


def test_an_entry_put_under_another_address_is_followed(
    one_pass: Pass, somebody: Somebody, calendar: MemoryCalendar, agenda: MemoryAgenda
) -> None:
    """A client may rename what it stores."""
    one_pass()
    there = somebody.object_of(RDV)
    calendar.delete(there.href, there.etag)
    calendar.create("renamed.ics", there.body)
    assert (([], []), 1) == (((report := one_pass()).created, report.wishes), len(somebody.sees()))
    agenda.want(agenda.entries[RDV], summary="Tableau")
    assert [RDV] == one_pass().replaced


def test_a_server_that_tells_no_version_is_asked(
    one_pass: Pass, calendar: MemoryCalendar, agenda: MemoryAgenda, ledger: MemoryLedger
) -> None:
    """RFC 4791, 5.3.4: without an ETag nobody knows what was stored."""

    class Silent(StormyCalendar):
        def create(self, href: str, body: bytes) -> Placed:
            return replace(super().create(href, body), etag="")

    sync(Silent(calendar, Weather()), agenda, ledger)
    assert one_pass().quiet


def test_an_entry_the_server_chokes_on_waits_and_the_others_do_not(
    calendar: MemoryCalendar, agenda: MemoryAgenda, ledger: MemoryLedger
) -> None:
    """Nothing is written over what nobody can see, and it is looked at again."""

    class Choking(StormyCalendar):
        def fetch(self, hrefs: Collection[str]) -> Mapping[str, Resource]:
            found = dict(super().fetch(hrefs))
            return {href: Resource(href, "", b"") if "rdv-1" in href else one for href, one in found.items()}

    sync(calendar, agenda, ledger)
    Somebody(calendar).edits(RDV, description="Digicode 12")
    agenda.entries["rdv-2@duret.invalid"] = an_entry("rdv-2@duret.invalid")
    report = sync(Choking(calendar, Weather()), agenda, ledger)
    assert ([RDV], ["rdv-2@duret.invalid"], []) == (report.waiting, report.created, report.wishes)
    assert ["Digicode 12"] == [wish.after.description for wish in sync(calendar, agenda, ledger).wishes if wish.after]


class Silent(MemoryCalendar):
    """A server like Xandikos: it tells nothing of what came and went since the token."""

    def __init__(self) -> None:
        """Nothing was there at the first token."""
        super().__init__()
        self._there_at: dict[str, set[str]] = {"0": set()}

    def changes(self, token: str) -> Changes:
        """Only what was there at the token can be gone since."""
        found = super().changes(token)
        self._there_at[found.token] = set(super().changes("").changed)
        return replace(found, removed=found.removed & self._there_at.get(token, set()))


def test_what_came_and_went_in_silence_is_missed(agenda: MemoryAgenda, ledger: MemoryLedger) -> None:
    """A visit that he deleted before the calendar ever told of it is a wish all the same."""
    calendar = Silent()
    sync(calendar, agenda, ledger)
    Somebody(calendar).deletes(RDV)
    assert [RDV] == [wish.uid for wish in sync(calendar, agenda, ledger).wishes]


def lost_or_doubled(world: World, seed: int) -> bool:
    """Whether one of ten storms leaves the calendar otherwise than it was meant."""
    try:
        for number in range(10):
            storm(world, 10 * seed + number, edits=20, trouble=0.2)
            world.settles()
            world.is_as_meant()
    except (AssertionError, ChangedMeanwhile):
        return True
    return False


@pytest.mark.parametrize("seed", range(3))
def test_six_hundred_edits_in_a_storm_are_all_there(seed: int) -> None:
    """The same storm in which each planted fault is found."""
    assert not lost_or_doubled(World(), seed)


@pytest.mark.parametrize("planted", [Unconditional, AlwaysNew])
def test_a_careless_client_is_found(planted: type[StormyCalendar], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without If-Match an edit is lost, with a new uid for each try an entry is doubled."""
    monkeypatch.setattr("tests.calendar_sync.world.StormyCalendar", planted)
    assert any(lost_or_doubled(World(), seed) for seed in range(3))


def test_a_merge_without_fields_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours over theirs: the note is gone."""
    monkeypatch.setattr("calendar_sync.two_way.reconcile", ours_over_theirs)
    assert any(lost_or_doubled(World(), seed) for seed in range(3))


def test_a_version_that_arrives_late_is_nobodys_edit(calendar: MemoryCalendar, agenda: MemoryAgenda) -> None:
    """A write that was thought lost takes effect after the next one was planned: it is not mistaken for a wish."""
    ledger = MemoryLedger()
    sync(calendar, agenda, ledger)
    (row,) = ledger.mirrored()
    late = replace(agenda.entries[RDV], summary="Tableau")
    ledger.note(replace(row, sending=(late,)))
    Somebody(calendar).edits(RDV, summary="Tableau")
    agenda.want(agenda.entries[RDV], summary="Borne")
    report = sync(calendar, agenda, ledger)
    assert ([], "Borne") == (report.wishes, Somebody(calendar).entries()[RDV].summary)
