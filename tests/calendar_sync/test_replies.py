"""What people answer to an invitation is understood whatever program wrote it, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calendar_sync import Answer, Interval, Method, Person, Reply, read_replies, render_invitation
from calendar_sync.replies import MAX_BYTES, MOST
from tests.calendar_sync.samples import PARIS, an_entry

CUSTOMER, FIRM = "camille@exemple.invalid", "bonjour@duret.invalid"
UID = "rdv-1@creneau"
WINTER_NINE = datetime(2026, 11, 25, 8, tzinfo=UTC)


def a_calendar(*lines: str, method: str = "REPLY", zones: str = "") -> bytes:
    """An answer as a program writes it, with the usual lines before and after."""
    head = ["BEGIN:VCALENDAR", "PRODID:-//Somebody//EN", "VERSION:2.0", f"METHOD:{method}"]
    whole = [*head, *([zones] if zones else []), "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(whole).encode()


def answered(partstat: str, *more: str) -> bytes:
    """An answer of hers."""
    who = f"ATTENDEE;PARTSTAT={partstat};CN=Camille:mailto:{CUSTOMER}"
    return a_calendar(f"UID:{UID}", "SEQUENCE:2", "DTSTAMP:20261120T090000Z", f"ORGANIZER:mailto:{FIRM}", who, *more)


OUTLOOK = a_calendar(
    "ATTENDEE;PARTSTAT=DECLINED;CN=Camille Revel:MAILTO:Camille@Exemple.invalid",
    "COMMENT;LANGUAGE=fr-FR:Je suis en déplacement\\, désolée\\n",
    f"UID:{UID}",
    "SUMMARY;LANGUAGE=fr-FR:Refusé : Duret Électricité : Dépannage",
    "DTSTART;TZID=Romance Standard Time:20261124T080000",
    "DTEND;TZID=Romance Standard Time:20261124T100000",
    "CLASS:PUBLIC",
    "PRIORITY:5",
    "DTSTAMP:20261120T090000Z",
    "TRANSP:OPAQUE",
    "STATUS:CONFIRMED",
    "SEQUENCE:2",
    "X-MICROSOFT-CDO-APPT-SEQUENCE:2",
    f'ORGANIZER;CN="Duret Électricité":mailto:{FIRM}',
)
GOOGLE = a_calendar(
    "DTSTART:20261124T070000Z",
    "DTEND:20261124T090000Z",
    "DTSTAMP:20261120T090000Z",
    f"ORGANIZER;CN=Duret:mailto:{FIRM}",
    f"UID:{UID}",
    f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=TENTATIVE;CN={CUSTOMER};X-NUM-GUESTS=0:mailto:{CUSTOMER}",
    "X-MICROSOFT-CDO-OWNERAPPTID:1234567890",
    "CREATED:20261119T090000Z",
    "SEQUENCE:2",
    "STATUS:CONFIRMED",
)
APPLE = a_calendar(
    f'ATTENDEE;CN="Camille Revel";CUTYPE=INDIVIDUAL;EMAIL="{CUSTOMER}";\r\n PARTSTAT=ACCEPTED:mailto:{CUSTOMER}',
    "DTSTAMP:20261120T090000Z",
    f"ORGANIZER;CN=Duret:mailto:{FIRM}",
    "SEQUENCE:2",
    f"UID:{UID}",
    "REQUEST-STATUS:2.0;Success",
)


@pytest.mark.parametrize(
    "body, answer, comment",
    [
        (OUTLOOK, Answer.DECLINED, "Je suis en déplacement, désolée"),
        (GOOGLE, Answer.TENTATIVE, ""),
        (APPLE, Answer.ACCEPTED, ""),
    ],
    ids=["outlook", "google", "apple"],
)
def test_an_answer_is_read_as_each_program_writes_it(body: bytes, answer: Answer, comment: str) -> None:
    """To which version, from whom, to whom."""
    expected = Reply(UID, 2, CUSTOMER, FIRM, answer, "20261120T090000Z", comment=comment)
    assert [expected] == read_replies(body, method="REPLY", zone=PARIS)


def test_another_time_is_read_in_its_own_zone() -> None:
    """Outlook names zones its own way; an hour that names none is the firm's."""
    times = ("DTSTART;TZID=Romance Standard Time:20261125T090000", "DTEND;TZID=Romance Standard Time:20261125T110000")
    floating = ("DTSTART:20261125T090000", "DTEND:20261125T110000")
    for one in (times, floating):
        body = answered("TENTATIVE", *one).replace(b"METHOD:REPLY", b"METHOD:COUNTER")
        (reply,) = read_replies(body, method="counter", zone=PARIS)
        asked = Interval(WINTER_NINE, WINTER_NINE + timedelta(hours=2))
        assert (Answer.COUNTERED, asked) == (reply.answer, reply.proposed)


def test_our_own_invitation_is_no_answer() -> None:
    """Nor is anything that asks for something else."""
    entry = an_entry(UID, organizer=Person(FIRM), attendee=Person(CUSTOMER))
    assert [] == read_replies(render_invitation(entry, Method.REQUEST), method="REQUEST", zone=PARIS)
    assert [] == read_replies(answered("DECLINED"), method="REQUEST", zone=PARIS)


@pytest.mark.parametrize(
    "body",
    [
        answered("NEEDS-ACTION"),
        answered("DELEGATED"),
        answered("DECLINED", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{CUSTOMER}"),
        answered("DECLINED", "RECURRENCE-ID:20261124T070000Z"),
        answered("DECLINED").replace(b"UID:rdv-1@creneau\r\n", b""),
        answered("DECLINED").replace(b"END:VEVENT\r\n", b""),
        answered("DECLINED").replace(b"METHOD:REPLY", b"METHOD:COUNTER"),
        a_calendar(f"UID:{UID}"),
        answered("DECLINED") + b" " * MAX_BYTES,
        b"",
        b"\xff\xfe\x00",
    ],
    ids=[
        "undecided",
        "delegated",
        "two people",
        "an occurrence",
        "of nothing",
        "cut",
        "no time",
        "nobody",
        "huge",
        "empty",
        "no text",
    ],
)
def test_what_says_neither_yes_nor_no_is_no_answer(body: bytes) -> None:
    """And raises nothing."""
    assert [] == read_replies(body, zone=PARIS)


def test_a_name_cannot_pass_for_an_answer() -> None:
    """Whatever somebody is called."""
    body = answered("DECLINED").replace(b"CN=Camille", b'CN="x;PARTSTAT=ACCEPTED:mailto:y@z.invalid"')
    assert [(Answer.DECLINED, CUSTOMER)] == [(one.answer, one.attendee) for one in read_replies(body, zone=PARIS)]


def test_few_answers_are_read_in_one_message() -> None:
    """A message with thousands is no person's."""
    event = answered("DECLINED").partition(b"BEGIN:VEVENT")[2].partition(b"END:VCALENDAR")[0]
    many = answered("DECLINED").replace(b"END:VCALENDAR", (b"BEGIN:VEVENT" + event) * 100 + b"END:VCALENDAR")
    assert MOST == len(read_replies(many, zone=PARIS))


@given(st.lists(st.sampled_from(OUTLOOK.splitlines() + GOOGLE.splitlines()) | st.binary(max_size=60), max_size=40))
@example(
    [
        b"BEGIN:VCALENDAR",
        b"METHOD:REPLY",
        b"BEGIN:VEVENT",
        b"UID:x",
        b'ATTENDEE;PARTSTAT=DECLINED;CN=":x',
        b"END:VEVENT",
    ]
)
def test_whatever_comes_is_read_or_left_aside(lines: list[bytes]) -> None:
    """Nobody foresaw it; nothing is raised."""
    for reply in read_replies(b"\r\n".join(lines), zone=PARIS):
        assert reply.uid
