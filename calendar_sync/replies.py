"""What people answer to an invitation of ours, as their program writes it (RFC 5546, 3.2.3 and 3.2.7).

Nobody has proved who wrote it: a reply is a word to look at, never a command.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from icalendar.parser import Contentline

from calendar_sync.entry import Interval
from calendar_sync.errors import BrokenObject, UnreadableCalendar
from calendar_sync.foreign_events import read_event, read_sequence
from calendar_sync.foreign_zones import ZoneBook
from calendar_sync.lines import RawObject, property_name, split
from calendar_sync.private_zones import PrivateZones
from calendar_sync.text import address, plain_text, token
from calendar_sync.writing import LINE

MAX_BYTES = 1024 * 1024
MOST = 20
"""So many answers are read in one message: a person gives one."""

COMMENT, LONGEST = 500, 8_000


class Answer(StrEnum):
    """What somebody says to an invitation."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    COUNTERED = "COUNTERED"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: to which version of which entry, by whom, to which organizer; addresses in lower case.

    `stamp` tells two answers of one person apart. `proposed` is the time that a COUNTER asks for instead.
    """

    uid: str
    sequence: int
    attendee: str
    organizer: str
    answer: Answer
    stamp: str
    proposed: Interval | None = None
    comment: str = ""


def read_replies(data: bytes, *, method: str = "", zone: str) -> list[Reply]:
    """The answers in a calendar that came by mail; none when it is something else, or cannot be read.

    `method` is what the mail says of it, and must be what the calendar says (RFC 6047, 2.4). `zone` is the IANA zone
    of hours that name none.
    """
    with suppress(UnreadableCalendar):
        if len(data) <= MAX_BYTES:
            return list(islice(_replies(data, method.upper(), zone), MOST))
    return []


def _replies(data: bytes, said: str, zone: str) -> Iterator[Reply]:
    for calendar in split(data):
        method = calendar.own.first("METHOD").upper()
        if method not in {"REPLY", "COUNTER"} or said not in {"", method}:
            continue
        book = ZoneBook(zone, PrivateZones(zone, calendar.zones).named)
        for raw in calendar.events:
            with suppress(Exception):  # foreign input: whatever the parsers raise costs this answer only
                yield _countered(raw, book) if method == "COUNTER" else _replied(raw)


def _countered(raw: RawObject, book: ZoneBook) -> Reply:
    return _reply(raw, Answer.COUNTERED, read_event(raw, book).entry.interval)


def _replied(raw: RawObject) -> Reply:
    """Their answer. Raises BrokenObject for one that says neither yes nor no: delegated, or not yet decided."""
    said = str(_property(raw, "ATTENDEE")[0].get("PARTSTAT", "")).upper()
    if said not in set(Answer) - {Answer.COUNTERED}:
        raise BrokenObject
    return _reply(raw, Answer(said))


def _reply(raw: RawObject, answer: Answer, proposed: Interval | None = None) -> Reply:
    if not raw.whole or not raw.first("UID") or raw.first("RECURRENCE-ID"):
        raise BrokenObject
    return Reply(
        uid=token(raw.first("UID"), LINE),
        sequence=read_sequence(raw.first("SEQUENCE")),
        attendee=_address(raw, "ATTENDEE"),
        organizer=_address(raw, "ORGANIZER"),
        answer=answer,
        stamp=token(raw.first("DTSTAMP"), LINE),
        proposed=proposed,
        comment=plain_text(_property(raw, "COMMENT")[1], COMMENT).strip(),
    )


def _address(raw: RawObject, name: str) -> str:
    """The address of the only person in this part. Raises BrokenObject when there are several."""
    if sum(property_name(line) == name for line in raw.lines) > 1:
        raise BrokenObject
    return address(_property(raw, name)[1], LINE).lower().removeprefix("mailto:")


def _property(raw: RawObject, name: str) -> tuple[Mapping[str, object], str]:
    """The parameters and the value of the first property of this name; empty where there is none."""
    for line in raw.lines:
        if property_name(line) == name:
            _, parameters, value = Contentline(line[:LONGEST]).parts()  # type: ignore[no-untyped-call]
            return parameters, value
    return {}, ""
