"""What a device writes: his own events are kept and take his time; what he does to a visit is a wish."""

from dataclasses import dataclass
from hashlib import sha256

from api.agenda import answer, horizon, keep_busy
from api.caldav.access import Visitor
from api.caldav.shelf import Member, Shelf, means_visit
from api.errors import Outdated
from calendar_sync import CalendarEntry, Wish, entity_tag
from calendar_sync.dav.objects import ReadObject, read_object
from calendar_sync.errors import ConditionUnmet
from calendar_sync.reconcile import reconcile
from calendar_sync.remote.multistatus import CALDAV, DAV
from desk.personal_events import PersonalEvent, busy_times, event_key, personal_events, remove_event
from planner.errors import NotFound
from planner.ports import Work

MOST_EVENTS = 5_000
"""So many objects one technician may keep."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Which version a write is meant for (RFC 9110, 13.1): one of those in `match`, none of those in `none_match`."""

    match: str = ""
    none_match: str = ""

    def check(self, member: Member | None) -> None:
        """Raise Outdated unless what stands there is what the device believes."""
        if self.match and (member is None or not _named(self.match, member.etag)):
            raise Outdated
        if member is not None and self.known(member.etag):
            raise Outdated

    def known(self, etag: str) -> bool:
        """Tell whether the device says that it has this version already."""
        return bool(self.none_match) and _named(self.none_match, etag)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write came to; without an `etag` the device has to read what stands there now (RFC 4791, 5.3.4)."""

    created: bool = False
    etag: str = ""


def put(visitor: Visitor, href: str, body: bytes, condition: Condition) -> Written:
    """Put an object into his calendar.

    Raises:
        Outdated: something else stands there by now.
        ConditionUnmet: it cannot be kept; why, its condition says.
    """
    with visitor.house.transactions.read(visitor.firm_id) as work:
        read = read_object(body, zone=work.firm.zone_name, horizon=horizon(work.now))

    def command(work: Work) -> Written:
        shelf = Shelf(visitor.house, work, visitor.owner)
        member = shelf.member(href)
        condition.check(member)
        if member and member.entry:
            _wish(visitor, work, member.entry, _Sent(read, f"{member.etag} {sha256(body).hexdigest()}"))
            return Written()
        return _keep(visitor, work, href, read, body)

    return visitor.house.transactions.write(visitor.firm_id, command)


def delete(visitor: Visitor, href: str, condition: Condition) -> None:
    """Take an object out of his calendar; a visit that has to stay comes back with a word why.

    Raises:
        NotFound: nothing stands there.
        Outdated: something else does by now.
    """

    def command(work: Work) -> None:
        shelf = Shelf(visitor.house, work, visitor.owner)
        member = shelf.member(href)
        condition.check(member)
        if member is None:
            raise NotFound
        if member.entry:
            _wish(visitor, work, member.entry, _Sent(None, f"without {member.etag}"))
        elif member.event:
            remove_event(work, member.event)
            _take_time(visitor, work)

    visitor.house.transactions.write(visitor.firm_id, command)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a device sent in the place of a visit, none to take it away, and what tells this wish from another."""

    read: ReadObject | None
    version: str


def _wish(visitor: Visitor, work: Work, ours: CalendarEntry, sent: _Sent) -> None:
    """Ask for what he did to a visit; what nobody can read as one changes nothing."""
    theirs = sent.read.entry if sent.read else None
    if sent.read and sent.read.uid != ours.uid:
        raise ConditionUnmet(f"{CALDAV}no-uid-conflict")
    if sent.read and theirs is None:
        return
    merged = reconcile(ours, theirs, ours)
    if merged.edited or merged.removed:
        after = None if merged.removed else merged.entry
        wish = Wish(ours.uid, sent.version, ours, after, merged.edited)
        answer(work, visitor.owner, wish, visitor.house.boards.of(visitor.firm_id))


def _keep(visitor: Visitor, work: Work, href: str, read: ReadObject, body: bytes) -> Written:
    """Keep one of his own objects."""
    technician_id = visitor.device.technician_id
    if means_visit(href) or means_visit(f"{read.uid}.ics".replace("@", "-")):
        raise ConditionUnmet(f"{CALDAV}no-uid-conflict")
    others = [event for event in personal_events(work, technician_id) if event.href != href]
    for other in others:
        if other.uid == read.uid:
            raise ConditionUnmet(f"{CALDAV}no-uid-conflict", visitor.places.object(other.href))
    if len(others) >= MOST_EVENTS:
        raise ConditionUnmet(f"{DAV}quota-not-exceeded")
    key, etag = event_key(technician_id, href), entity_tag(body)
    known = work.of(PersonalEvent).find(id=key)
    event = PersonalEvent(
        key,
        technician_id,
        href,
        read.uid,
        etag,
        visitor.house.seal.close(visitor.firm_id, key, body),
        read.busy,
        read.starts_at,
        read.ends_at,
        work.now,
    )
    work.of(PersonalEvent).put(event)
    _take_time(visitor, work)
    return Written(not any(one.removed_at is None for one in known), etag)


def _take_time(visitor: Visitor, work: Work) -> None:
    keep_busy(work, visitor.owner, busy_times(personal_events(work, visitor.device.technician_id)))


def _named(tags: str, etag: str) -> bool:
    """Tell whether a list of ETags names this one."""
    return any(tag.strip() in {"*", etag} for tag in tags.split(","))
