"""What stands in a technician's calendar now: his visits, made from the plan at each look, and his own events."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache, partial

from api.agenda import Owner, visit_entries, visit_entry
from api.calendars import BEHIND, OURS, uid_of
from api.house import House
from calendar_sync import CalendarEntry, Interval, entity_tag
from calendar_sync.dav.filters import Overlaps, overlapping
from calendar_sync.dav.sync_token import VALID_TOKEN, SyncToken
from calendar_sync.errors import ConditionUnmet
from calendar_sync.reconcile import as_written
from calendar_sync.two_way import href_of
from calendar_sync.writing import render_object
from desk.personal_events import PersonalEvent, personal_event, personal_events, removed_hrefs
from planner.history import newest
from planner.identifiers import AppointmentId
from planner.ports import Work
from planner.routes import Route
from planner.working_days import local_day

_A_DAY = timedelta(days=1)
TOKEN_KEPT = timedelta(days=90)
MOST_LINES = 20_000
"""Whoever has not asked for so long reads everything again."""

_VISIT = href_of(OURS)
_RENDERED = 20_000


@dataclass(frozen=True, slots=True)
class Member:
    """One object: a visit of ours, which has an `entry`, or one of his."""

    href: str
    etag: str
    body: Callable[[], bytes]
    overlaps: Overlaps
    entry: CalendarEntry | None = None
    event: PersonalEvent | None = None


class Shelf:
    """A technician's calendar within one transaction."""

    def __init__(self, house: House, work: Work, owner: Owner) -> None:
        self.work, self.owner = work, owner
        self._house = house
        self._today = local_day(work.now, work.firm.zone)

    @cached_property
    def members(self) -> dict[str, Member]:
        """Return all that stands there, by href."""
        visits = map(_visit, visit_entries(self.work, self.owner).values())
        own = map(self._own, personal_events(self.work, self.owner.technician_id))
        return {member.href: member for member in (*visits, *own)}

    @property
    def etags(self) -> dict[str, str]:
        """Return the version of all that stands there, by href."""
        return {href: member.etag for href, member in self.members.items()}

    @property
    def token(self) -> SyncToken:
        """Return the token of whoever has all that."""
        return SyncToken.of(self.etags, line=self._last_line, day=self._today)

    def member(self, href: str) -> Member | None:
        """Return what stands at one place, if anything."""
        if means_visit(href):
            entry = visit_entry(self.work, self.owner, AppointmentId(href.removesuffix(_VISIT)))
            return _visit(entry) if entry else None
        event = personal_event(self.work, self.owner.technician_id, href)
        return self._own(event) if event else None

    def gone_since(self, held: SyncToken) -> set[str]:
        """Return where something stood for whoever holds a token, and may be no more.

        Raises:
            ConditionUnmet: the token is too old, or of another calendar.
        """
        last, today = self._last_line, self._today
        if not (today - TOKEN_KEPT <= held.day <= today + _A_DAY and last - MOST_LINES <= held.line <= last):
            raise ConditionUnmet(VALID_TOKEN)
        left = [route for line in self.work.history.since(held.line) for route in line.before.routes]
        past = self.work.routes.between(held.day - BEHIND, today - BEHIND)
        return _visits_of(self.owner, [*left, *past]) | removed_hrefs(self.work, self.owner.technician_id)

    @property
    def _last_line(self) -> int:
        return newest(self.work)

    def _own(self, event: PersonalEvent) -> Member:
        opened = partial(self._house.seal.open, self.work.firm.id, event.id, event.sealed)
        zone = self.work.firm.zone_name

        def overlaps(span: Interval) -> bool:
            if event.starts_at >= span.end or (event.ends_at is not None and event.ends_at < span.start):
                return False
            return overlapping(opened(), zone=zone, among=span)

        return Member(event.href, event.etag, opened, overlaps, event=event)


def means_visit(href: str) -> bool:
    """Tell whether only a visit of ours can stand there."""
    return href.endswith(_VISIT)


def _visit(entry: CalendarEntry) -> Member:
    body, etag = _rendered(entry)
    return Member(href_of(entry.uid), etag, lambda: body, entry.interval.overlaps, entry=as_written(entry))


@lru_cache(_RENDERED)
def _rendered(entry: CalendarEntry) -> tuple[bytes, str]:
    body = render_object(entry)
    return body, entity_tag(body)


def _visits_of(owner: Owner, routes: list[Route]) -> set[str]:
    mine = (route for route in routes if route.technician_id == owner.technician_id)
    return {href_of(uid_of(visit.appointment_id)) for route in mine for visit in route.visits}
