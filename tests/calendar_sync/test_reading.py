"""A foreign calendar is read object by object: the sound ones are kept, the poisoned ones named."""

import codecs
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_sync import CalendarReading, Person, Status, read_calendar
from calendar_sync.errors import UnreadableCalendar
from calendar_sync.lines import MAX_BYTES
from tests.calendar_sync.samples import PARIS, SOUND, SOUND_TIME, a_file, an_event, at, reading, span


def test_an_outlook_event_becomes_an_entry_and_a_busy_interval():
    """The Windows zone name is understood, the texts unescaped, the people named."""
    read = reading(
        an_event(
            "DTSTART;TZID=Romance Standard Time:20261124T140000",
            "DTEND;TZID=Romance Standard Time:20261124T173000",
            "SUMMARY;LANGUAGE=fr:Formation habilitation\\, BR",
            "LOCATION:Albertville",
            "DESCRIPTION:Salle 2\\nApporter l'EPI",
            "ORGANIZER;CN=Claire:MAILTO:Claire@duret.invalid",
            "SEQUENCE:2",
            "STATUS:TENTATIVE",
            "LAST-MODIFIED:20261101T101500Z",
            "X-ALT-DESC;FMTTYPE=text/html:<html><body>Salle 2</body></html>",
        )
    )
    (entry,) = read.entries
    assert "Formation habilitation, BR" == entry.summary
    assert "Salle 2\nApporter l'EPI" == entry.description
    assert (PARIS, 2, Status.TENTATIVE) == (entry.zone, entry.sequence, entry.status)
    assert Person("Claire@duret.invalid", "Claire") == entry.organizer
    assert at("2026-11-01 10:15") == entry.last_modified
    assert (span("2026-11-24 13:00", "2026-11-24 16:30"),) == read.busy
    assert () == read.quarantined


@pytest.mark.parametrize(
    "lines, words",
    [
        (("SUMMARY:sans début",), "pas de début"),
        (("DTSTART:demain",), "Date illisible"),
        (("DTSTART:20261399T080000Z",), "Date illisible"),
        (("DTSTART",), "pas de début"),
        (("DTSTART;TZID=Heure de Duret:20261124T080000",), "Fuseau horaire inconnu"),
        (("DTSTART;TZID=Europe:20261124T080000",), "Fuseau horaire inconnu"),
        (("DTSTART;TZID=" + "x" * 300 + ":20261124T080000",), "Fuseau horaire inconnu"),
        (("DTSTART;TZID=../../etc/passwd:20261124T080000",), "Fuseau horaire inconnu"),
        (("DTSTART:20261124T080000Z", "DTEND:20261124T070000Z"), "finit avant"),
        (("DTSTART:20261124T080000Z", "DURATION:-PT1H"), "finit avant"),
        (("DTSTART:20261124T080000Z", "DURATION:une heure"), "Durée illisible"),
        (("DTSTART:99991231T230000Z", "DURATION:P9D"), "Date illisible"),
        (("DTSTART:20261124T080000Z", "RRULE:FREQ=SECONDLY"), "trop d’occurrences"),
        (("DTSTART:20261124T080000Z", "RRULE:FREQ=DAILY;BYHOUR=8,9,10,11;BYMINUTE=0"), "trop d’occurrences"),
        (("DTSTART:20261124T080000Z", "RRULE:FREQ=DAILY;BYDAY=XX"), "Répétition illisible"),
        (("DTSTART:20261124T080000Z", *["RRULE:FREQ=DAILY"] * 4), "plus de 3 règles"),
        (("DTSTART:20261124T080000Z", "DESCRIPTION:" + "x" * 300_000), "dépasse 256 Ko"),
        (("DTSTART:20261124T080000Z", "RDATE:" + ",".join(["20261125T080000Z"] * 5_001)), "Plus de 5000 dates"),
    ],
)
def test_a_poisoned_event_is_named_with_its_reason_and_the_others_survive(lines: tuple[str, ...], words: str):
    """Whatever is wrong with one event, the next one is read."""
    read = reading(an_event(*lines, uid="poison"), SOUND)
    assert ["poison"] == [quarantined.uid for quarantined in read.quarantined]
    assert words in read.quarantined[0].reason
    assert (SOUND_TIME,) == read.busy


def test_an_event_cut_short_does_not_take_the_next_one_with_it():
    """A missing END is repaired for the neighbour, not for the broken one."""
    cut = an_event("DTSTART:20261125T080000Z", uid="cut").removesuffix("END:VEVENT").rstrip()
    read = reading(cut, SOUND)
    assert [("cut", "Cet événement est coupé : sa fin manque.")] == [(q.uid, q.reason) for q in read.quarantined]
    assert (SOUND_TIME,) == read.busy


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a calendar", b"Objet;D\xe9but;Fin", b"\x00" * 100])
def test_what_is_no_calendar_is_refused_as_a_whole(data: bytes):
    """Never an empty calendar without a word."""
    with pytest.raises(UnreadableCalendar, match="pas un calendrier"):
        read_calendar(data, zone=PARIS)


def test_a_file_too_large_is_refused_before_it_is_read():
    """The limit stands in the sentence."""
    with pytest.raises(UnreadableCalendar, match="20 Mo"):
        read_calendar(b"x" * (MAX_BYTES + 1), zone=PARIS)


def test_too_many_events_are_refused(monkeypatch: pytest.MonkeyPatch):
    """A file of a person's calendar has thousands of events, not millions."""
    monkeypatch.setattr("calendar_sync.lines.MAX_EVENTS", 2)
    with pytest.raises(UnreadableCalendar, match="plus de 2"):
        reading(SOUND, SOUND, SOUND)


def test_an_empty_calendar_is_read_as_one():
    """Nothing in it is not an error."""
    assert CalendarReading((), (), ()) == reading()


@pytest.mark.parametrize(
    "tzid, utc",
    [
        ("Europe/Paris", "07:30"),
        ('"Europe/Paris"', "07:30"),
        ("Romance Standard Time", "07:30"),
        ("W. Europe Standard Time", "07:30"),
        ("/mozilla.org/20070129_1/Europe/Paris", "07:30"),
        ("/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires", "11:30"),
        ('"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"', "07:30"),
        ("UTC+01", "07:30"),
        ("(UTC-05:00)", "13:30"),
        ("UTC", "08:30"),
        ("", "07:30"),
    ],
)
def test_the_names_programs_give_to_zones_are_understood(tzid: str, utc: str):
    """IANA, Windows, globally unique, cities, whole offsets; and none at all is the reader's zone."""
    read = reading(an_event(f"DTSTART;TZID={tzid}:20261124T083000", "DURATION:PT1H"))
    assert [utc] == [f"{entry.start:%H:%M}" for entry in read.entries]


def test_a_time_without_zone_is_in_the_calendars_zone_else_in_the_readers():
    """Never floating: X-WR-TIMEZONE first; a name nobody knows there changes nothing."""
    event = an_event("DTSTART:20261124T083000", "DURATION:PT1H")
    assert at("2026-11-24 07:30") == reading(event).entries[0].start
    assert at("2026-11-24 13:30") == reading(event, head="X-WR-TIMEZONE:America/New_York").entries[0].start
    assert at("2026-11-24 07:30") == reading(event, head="X-WR-TIMEZONE:Ma zone").entries[0].start


CUSTOM = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ={freq};BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def test_a_private_zone_is_recognised_by_the_hours_it_keeps():
    """Outlook's "Customized Time Zone" defines Paris: it is Paris, also in summer."""
    event = an_event("DTSTART;TZID=Customized Time Zone:20260714T083000", "DURATION:PT1H")
    (entry,) = reading(CUSTOM.format(freq="YEARLY"), event).entries
    assert (PARIS, at("2026-07-14 06:30")) == (entry.zone, entry.start)


def test_a_private_zone_that_would_cost_too_much_to_read_is_unknown():
    """A definition that changes every second is not worked out."""
    event = an_event("DTSTART;TZID=Customized Time Zone:20260714T083000", "DURATION:PT1H")
    assert 1 == len(reading(CUSTOM.format(freq="SECONDLY"), event).quarantined)


def test_one_files_private_zone_is_unknown_to_the_next_file():
    """A definition is never remembered between files."""
    event = an_event("DTSTART;TZID=Customized Time Zone:20260714T083000", "DURATION:PT1H")
    assert 1 == len(reading(CUSTOM.format(freq="YEARLY"), event).entries)
    assert 1 == len(reading(event).quarantined)


def test_a_whole_day_is_local_midnight_to_midnight_even_when_it_has_23_hours():
    """29 March 2026 in Paris; and the end excluded, as RFC 5545 says."""
    read = reading(an_event("DTSTART;VALUE=DATE:20260329"), an_event("DTSTART:20260501", "DTEND:20260503", uid="e2"))
    assert (
        span("2026-03-28 23:00", "2026-03-29 22:00"),
        span("2026-04-30 22:00", "2026-05-02 22:00"),
    ) == read.busy


def test_hours_of_a_duration_are_exact_and_days_follow_the_clock():
    """An on-call night of ten hours over the October change ends at 05:00; a day later is the same hour."""
    read = reading(
        an_event("DTSTART;TZID=Europe/Paris:20261024T200000", "DURATION:PT10H", uid="night"),
        an_event("DTSTART;TZID=Europe/Paris:20261024T200000", "DURATION:P1D", uid="day"),
    )
    paris = ZoneInfo(PARIS)
    assert ["05:00", "20:00"] == [f"{entry.end.astimezone(paris):%H:%M}" for entry in read.entries]


def test_what_is_free_cancelled_or_momentary_is_an_entry_but_not_busy():
    """Outlook's own word on free counts more than TRANSP."""
    hour = ("DTSTART:20261124T080000Z", "DURATION:PT1H")
    read = reading(
        an_event(*hour, "TRANSP:TRANSPARENT", uid="a"),
        an_event(*hour, "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", uid="b"),
        an_event(*hour, "STATUS:CANCELLED", uid="c"),
        an_event("DTSTART:20261124T080000Z", uid="d"),
        an_event(*hour, "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", uid="e"),
    )
    assert 5 == len(read.entries)
    assert (SOUND_TIME,) == read.busy


def test_two_events_with_one_uid_both_take_their_time():
    """Bad exporters give one name to all: nothing is lost."""
    other = an_event("DTSTART:20261125T080000Z", "DURATION:PT1H", uid="sound")
    assert 2 == len(reading(SOUND, other).busy)


def test_an_event_without_uid_gets_a_name_that_stays():
    """The same file read twice gives the same names."""
    anonymous = "BEGIN:VEVENT\nDTSTART:20261124T080000Z\nEND:VEVENT"
    first, second = reading(anonymous), reading(anonymous)
    assert first.entries[0].uid.startswith("sans-uid-")
    assert first.entries == second.entries


@pytest.mark.parametrize(
    "data",
    [
        a_file(SOUND).replace(b"\r\n", b"\n"),
        a_file(SOUND).replace(b"\r\n", b"\r"),
        a_file(SOUND).replace(b"\r\n", b"\r\n\r\n"),
        a_file(SOUND).replace(b"DTSTART:", b"DTSTART\r\n\t:"),
        a_file(SOUND).replace(b"END:VEVENT", b"BEGIN:VALARM\r\nDTSTART:2000\r\nEND:VALARM\r\nEND:VEVENT"),
        a_file("BEGIN:VTODO\nUID:t\nDTSTART:19990101\nEND:VTODO", SOUND),
        codecs.BOM_UTF8 + a_file(SOUND),
        a_file(SOUND).decode().encode("utf-16"),
        SOUND.encode(),
        a_file() + a_file(SOUND),
    ],
    ids=["lf", "cr", "blank lines", "folded name", "alarm", "task", "bom", "utf-16", "bare event", "two calendars"],
)
def test_the_ways_programs_write_files_are_all_read(data: bytes):
    """Line ends, folds, encodings, and objects we have no use for."""
    assert (SOUND_TIME,) == read_calendar(data, zone=PARIS).busy


def test_accents_survive_old_encodings_and_folds_inside_a_character():
    """Windows-1252 as Outlook once wrote it, and a fold between the two bytes of an é."""
    old = a_file(an_event("DTSTART:20261124T080000Z", "SUMMARY:Dépannage d'été")).decode().encode("cp1252")
    assert "Dépannage d'été" == read_calendar(old, zone=PARIS).entries[0].summary
    folded = a_file(an_event("DTSTART:20261124T080000Z", "SUMMARY:é")).replace("é".encode(), b"\xc3\r\n \xa9")
    assert "é" == read_calendar(folded, zone=PARIS).entries[0].summary


ODD_LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "BEGIN:VCALENDAR",
                "END:VCALENDAR",
                "BEGIN:VEVENT",
                "END:VEVENT",
                "BEGIN:VTIMEZONE",
                "END:VTIMEZONE",
                "BEGIN:VALARM",
                "END:VALARM",
                "TZID:Ma zone",
                "UID:u",
                "RRULE:FREQ=WEEKLY;COUNT=3",
                "RECURRENCE-ID:20261124T080000Z",
                "DTSTART;TZID=Ma zone:20261124T080000",
                "DTSTART:20261124T080000Z",
                "DTSTART;VALUE=DATE:20261124",
                "DURATION:PT1H",
                "EXDATE:20261124",
                "ATTENDEE;CN=:x",
                "DTSTAMP:hier",
            ]
        ),
        st.text(max_size=30),
    ),
    max_size=25,
)


@given(lines=ODD_LINES)
def test_no_file_whatever_raises_anything_but_unreadable(lines: list[str]):
    """Any arrangement of lines is read, quarantined or refused; the sound event is there in all cases."""
    data = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode() + b"\r\n" + a_file(SOUND)
    read = read_calendar(data, zone=PARIS)
    assert SOUND_TIME in read.busy
    assert all(quarantined.reason for quarantined in read.quarantined)


@given(data=st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything_but_unreadable(data: bytes):
    """Garbage is refused, or holds nothing."""
    with suppress(UnreadableCalendar):
        assert read_calendar(data, zone=PARIS) is not None


def test_entries_of_foreign_files_can_be_written_again():
    """What was read is an entry like any other, its instants in UTC."""
    (entry,) = reading(SOUND).entries
    assert UTC is entry.start.tzinfo
    assert datetime(2026, 11, 24, 8, tzinfo=UTC) == entry.start
