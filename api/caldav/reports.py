"""What a device asks of a calendar, answered: what is new, these objects, those that pass a filter, and busy times."""

from collections.abc import Iterable
from functools import partial

from api.caldav.properties import Shown, of_object, said
from api.caldav.shelf import Member, Shelf
from calendar_sync import Interval
from calendar_sync.dav.answers import GONE, TRUNCATED, UNREADABLE, Said, multistatus
from calendar_sync.dav.expansion import expanded
from calendar_sync.dav.free_busy import render_free_busy
from calendar_sync.dav.requests import Multiget, Query, ReportRequest, SyncCollection, Wanted
from calendar_sync.dav.sync_token import SyncToken, news, read_token
from desk.errors import SealBroken
from desk.personal_events import busy_times, personal_events


def report(asked: ReportRequest, shelf: Shelf, shown: Shown) -> bytes:
    """Return the answer to a report.

    Raises:
        ConditionUnmet: a token nobody may bring any more, or a limit that cannot be kept.
    """
    if isinstance(asked, SyncCollection):
        return _what_is_new(asked, shelf, shown)
    if isinstance(asked, Multiget):
        return multistatus(_found(asked.paths, shelf, shown, asked.wanted))
    members = shelf.members.values()
    if isinstance(asked, Query):
        passing = (member for member in members if _passes(asked, member))
        return multistatus(_of(member, shown, asked.wanted) for member in passing)
    visits = [member.entry.interval for member in members if member.entry]
    own = busy_times(personal_events(shelf.work, shelf.owner.technician_id))
    return render_free_busy([*visits, *own], asked.span, stamp=shelf.work.now)


def _what_is_new(asked: SyncCollection, shelf: Shelf, shown: Shown) -> bytes:
    now = shelf.token
    held = read_token(asked.token) if asked.token else SyncToken.nothing(now.day)
    gone = shelf.gone_since(held) if asked.token and held.heaps != now.heaps else set()
    new = news(held, now, shelf.etags, gone, limit=asked.limit)
    answers = [_of(shelf.members[href], shown, asked.wanted) for href in new.changed]
    answers += [Said(shown.places.object(href), status=GONE) for href in sorted(new.gone)]
    if new.more:
        answers.append(Said(shown.places.calendar, status=TRUNCATED))
    return multistatus(answers, token=str(new.token))


def _found(paths: Iterable[str], shelf: Shelf, shown: Shown, wanted: Wanted) -> Iterable[Said]:
    for path in paths:
        href = shown.places.href(path)
        member = shelf.members.get(href) or (shelf.member(href) if href else None)
        yield _of(member, shown, wanted) if member else Said(path, status=GONE)


def _of(member: Member, shown: Shown, wanted: Wanted) -> Said:
    body, among = member.body, wanted.expand
    if among and member.event:
        body = partial(_expanded, member, among, shown.zone)
    path = shown.places.object(member.href)
    try:
        return said(path, of_object(shown, member.etag, body), wanted)
    except SealBroken:  # the others are told; his device keeps what it has of this one
        return Said(path, status=UNREADABLE)


def _passes(asked: Query, member: Member) -> bool:
    """Tell whether an object is to be told of; one that nobody can read is, so that nobody thinks it gone."""
    try:
        return asked.filter.passes(member.body, member.overlaps)
    except SealBroken:
        return True


def _expanded(member: Member, among: Interval, zone: str) -> bytes:
    return expanded(member.body(), among, zone=zone)
