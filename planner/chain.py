"""Each line of history carries a hash of itself and of the line before: what is rewritten later shows.

Chained is who did what, when, to which appointments and routes at which version. Left out is what an erasure may take
away: words, places, whose an appointment was. What stands here must never change: old lines are checked by it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Self

from planner.errors import InvalidConfiguration
from planner.identifiers import FirmId
from planner.ports import Entry, History, Snapshot, Work

_PAGE = 1_000


class Fault(StrEnum):
    """What is wrong with a line."""

    CHANGED = "changed"
    MISSING = "missing"
    NOT_THE_ANCHOR = "not_the_anchor"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line and its hash, to be kept where whoever may write to the database may not."""

    number: int
    link: str

    def __str__(self) -> str:
        """Return it as people copy it."""
        return f"{self.number}:{self.link}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the anchor that somebody copied, or raise InvalidConfiguration."""
        number, _, link = text.strip().partition(":")
        if not number.isdecimal() or len(link) != sha256().digest_size * 2:
            raise InvalidConfiguration("Une ancre est un numéro de ligne et son empreinte : 1234:5d41…")
        return cls(int(number), link)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many lines hold together, the last of them, and the first that does not."""

    lines: int
    head: Anchor | None
    broken: int | None = None
    fault: Fault | None = None


def beginning(firm_id: FirmId) -> str:
    """Return what the first line of a firm is chained to, so that no firm's history passes for another's."""
    return sha256(f"history of {firm_id}".encode()).hexdigest()


def linked(entry: Entry, previous: str) -> Entry:
    """Return a numbered line with its hash, chained to that of the line before."""
    facts = json.dumps(_facts(entry), ensure_ascii=False, separators=(",", ":"))
    return replace(entry, link=sha256(f"{previous}{facts}".encode()).hexdigest())


def check(work: Work, since: Anchor | None = None) -> Checked:
    """Follow a firm's chain from its first line, or from the line of an anchor that was kept elsewhere."""
    previous, checked = beginning(work.firm.id), Checked(0, None)
    expected = since.number if since else 1
    for line in lines_from(work.history, max(expected - 1, 1)):
        if line.number < expected:  # the one before the anchor: the anchor says whether its hash is right
            previous = line.link
            continue
        if fault := _fault(line, expected, previous, since):
            return replace(checked, broken=expected, fault=fault)
        previous, expected = line.link, expected + 1
        checked = Checked(checked.lines + 1, Anchor(line.number, line.link))
    if since and not checked.lines:
        return replace(checked, broken=since.number, fault=Fault.MISSING)
    return checked


def lines_from(history: History, number: int) -> Iterator[Entry]:
    """Yield a firm's lines from this number on, oldest first, a page at a time: all of it may be too much at once."""
    last = number - 1
    while lines := history.since(last, limit=_PAGE):
        yield from lines
        last = lines[-1].number


def _fault(line: Entry, expected: int, previous: str, since: Anchor | None) -> Fault | None:
    if line.number != expected:
        return Fault.MISSING
    if line.link != linked(line, previous).link:
        return Fault.CHANGED
    if since and line.number == since.number and line.link != since.link:
        return Fault.NOT_THE_ANCHOR
    return None


def _facts(entry: Entry) -> list[object]:
    who = [entry.actor.role, entry.actor.id]
    what = [entry.number, entry.verb, _utc(entry.at), who, entry.subject, entry.undoes]
    return [*what, _side(entry.before), _side(entry.after)]


def _side(side: Snapshot) -> list[object]:
    appointments = [[one.id, one.state, _utc(one.window.start), _utc(one.window.end)] for one in side.appointments]
    routes = [
        [
            route.technician_id,
            route.day.isoformat(),
            route.version,
            [[visit.appointment_id, _utc(visit.start), int(visit.duration.total_seconds())] for visit in route.visits],
        ]
        for route in side.routes
    ]
    return [appointments, routes]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
