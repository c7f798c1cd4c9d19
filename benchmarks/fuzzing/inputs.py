"""What inputs start from, and how one becomes the next."""

import os
from pathlib import Path
from random import Random

from calendar_sync import Method, Person, render_feed, render_invitation
from calendar_sync.remote import multistatus
from calendar_sync.writing import render_object
from tests.calendar_sync.samples import PARIS, SOUND, a_file, an_entry, an_event

LONGEST = 4_096
_ANSWER = b"""<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:response>
<d:href>/cal/e1.ics</d:href>
<d:propstat><d:prop><d:getetag>"1"</d:getetag>
<c:calendar-data>BEGIN:VCALENDAR</c:calendar-data></d:prop>
<d:status>HTTP/1.1 200 OK</d:status></d:propstat>
</d:response>
<d:response><d:href>https://dav.example/cal/e2.ics</d:href>
<d:status>HTTP/1.1 404 Not Found</d:status></d:response>
<d:sync-token>http://example/7</d:sync-token>
</d:multistatus>
"""
_QUERY = b"""<?xml version="1.0"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><d:getetag/><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="20260101T000000Z" end="20270101T000000Z"/>
<c:prop-filter name="UID"><c:text-match collation="i;octet" negate-condition="yes">a</c:text-match></c:prop-filter>
</c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>
"""
_EVENTS = (
    SOUND,
    an_event("DTSTART;TZID=Romance Standard Time:20261124T090000", "DURATION:PT90M", "STATUS:TENTATIVE"),
    an_event(
        "DTSTART;TZID=Europe/Paris:20260105T090000",
        "DTEND;TZID=Europe/Paris:20260105T100000",
        "RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,-1FR;BYSETPOS=1;UNTIL=20261231T225959Z",
        "EXDATE;TZID=Europe/Paris:20260302T090000",
        "RDATE;VALUE=PERIOD:20260601T070000Z/PT2H",
        "ORGANIZER;CN=Claire:mailto:claire@duret.invalid",
        "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:gaetan@duret.invalid",
    ),
    an_event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260505T070000Z", "DTSTART:20260505T080000Z", "DURATION:PT1H"),
    an_event("DTSTART;VALUE=DATE:20260713", "DTEND;VALUE=DATE:20260725", "RRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=13"),
    an_event("DTSTART:20260101T080000Z", "DURATION:P1W", "RRULE:FREQ=WEEKLY;WKST=SU;BYDAY=TU,TH;COUNT=20;BYHOUR=8,9"),
    an_event("DTSTART:20260101T080000Z", "RRULE:FREQ=YEARLY;BYWEEKNO=20,-1;BYYEARDAY=100,-2;BYMONTHDAY=-1"),
    an_event("DTSTART:20261124T080000Z", "BEGIN:VALARM", "TRIGGER:-PT15M", "ACTION:DISPLAY", "END:VALARM"),
)  # fmt: skip
_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RDATE:20260329T020000,20270328T020000
END:DAYLIGHT
END:VTIMEZONE"""


def calendars() -> list[bytes]:
    """Calendars in a few kB: ours, samples of others' and, where they are at hand, public ones."""
    entry = an_entry(organizer=Person("claire@duret.invalid", "Claire"), attendee=Person("marie@example.invalid"))
    own = [render_feed([entry], name="Tournée", zone=PARIS), render_invitation(entry, Method.REQUEST)]
    foreign = [a_file(event, head="X-WR-TIMEZONE:Europe/Paris") for event in _EVENTS]
    zoned = a_file(_ZONE, an_event("DTSTART;TZID=Customized Time Zone:20261124T080000", "DURATION:PT1H"))
    return [*own, render_object(an_entry("e1")), *foreign, zoned, a_file(*_EVENTS), *_public()]


def xml() -> list[bytes]:
    """XML as servers answer, and as they and we are asked."""
    asked = (multistatus.propfind("d:getetag"), multistatus.sync_collection("7"), multistatus.multiget(["/a.ics"]))
    return [_ANSWER, _QUERY, *(one.encode() for one in asked)]


def _public() -> list[bytes]:
    folder = os.environ.get("CRENEAU_BENCHMARK_DATA")
    found = [path.read_bytes() for path in sorted(Path(folder, "ics").glob("*.ics"))] if folder else []
    return [data for data in found if len(data) <= LONGEST]


def mutated(data: bytes, others: list[bytes], random: Random) -> bytes:
    """An input with lines of its own and of others mixed, cut, repeated and mistyped."""
    lines = data.splitlines(keepends=True) or [b"\r\n"]
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(lines))
        lines[place : place + 1] = _other_lines(lines[place], random.choice(others), random)
        lines = lines or [b"\r\n"]
    return b"".join(lines)[:LONGEST]


def _other_lines(line: bytes, other: bytes, random: Random) -> list[bytes]:
    stranger = random.choice(other.splitlines(keepends=True) or [b"\r\n"])
    name, colon, value = line.partition(b":")
    parts = value.split(b";")
    ways: tuple[list[bytes], ...] = (
        [],
        [line, stranger],
        [line] * random.choice((2, 3, 50)),
        [name + colon + stranger.partition(b":")[2]],
        [name + colon + random.choice((value[: len(value) // 2], value * 3, b"-1\r\n", b"9" * 20 + b"\r\n", b""))],
        [name + colon + b";".join(random.sample(parts, len(parts)) + stranger.partition(b":")[2].split(b";")[:2])],
        [name + b";" + stranger.partition(b";")[2]],
        [_mistyped(line, random)],
        [_mistyped(line, random)],
    )
    return random.choice(ways)


def _mistyped(line: bytes, random: Random) -> bytes:
    """A line with a byte put in, or a number changed."""
    place = random.randrange(len(line) + 1)
    digits = [n for n, byte in enumerate(line) if 48 <= byte <= 57]  # noqa: PLR2004 - the digits of ASCII
    if digits and random.random() < 0.5:  # noqa: PLR2004 - one of two ways
        place = random.choice(digits)
        return line[:place] + random.choice((b"0", b"1", b"2", b"9", b"-1", b"366")) + line[place + 1 :]
    strange = (b"\xff", b";", b",", b":", b"=", b"\x00", b"<", b"&", b"-", b'"', b"\r\n ", b"T", b"Z", b"/")
    return line[:place] + random.choice(strange) + line[place:]
