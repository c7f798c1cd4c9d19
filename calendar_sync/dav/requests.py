"""What a CalDAV program asks, read from its XML: nothing it sends can do more than be refused."""

from contextlib import suppress
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from calendar_sync.dav.filters import Filter, read_filter
from calendar_sync.dav.times import read_span
from calendar_sync.entry import Interval
from calendar_sync.errors import ConditionUnmet, UnreadableRequest
from calendar_sync.remote.multistatus import CALDAV, DAV

SYNC_COLLECTION, MULTIGET = f"{DAV}sync-collection", f"{CALDAV}calendar-multiget"
QUERY, FREE_BUSY = f"{CALDAV}calendar-query", f"{CALDAV}free-busy-query"
REPORTS = (SYNC_COLLECTION, MULTIGET, QUERY, FREE_BUSY)
CALENDAR_DATA = f"{CALDAV}calendar-data"
_TEXT, _VERSION = "text/calendar", "2.0"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which properties: those `named`; without, all that are worth it; or `names_only`.

    `expand`: calendar data of a series is its occurrences within that time (RFC 4791, 9.6.5).
    """

    named: tuple[str, ...] = ()
    names_only: bool = False
    expand: Interval | None = None


@dataclass(frozen=True, slots=True)
class SyncCollection:
    """What has changed since a token, at most `limit` changes of it (RFC 6578, 3.2)."""

    wanted: Wanted
    token: str
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Multiget:
    """These objects (RFC 4791, 7.9)."""

    wanted: Wanted
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The objects that pass a filter (RFC 4791, 7.8)."""

    wanted: Wanted
    filter: Filter


@dataclass(frozen=True, slots=True)
class FreeBusyQuery:
    """When somebody is busy within a time (RFC 4791, 7.10)."""

    span: Interval


ReportRequest = SyncCollection | Multiget | Query | FreeBusyQuery


def read_propfind(body: bytes) -> Wanted:
    """Which properties are asked for (RFC 4918, 9.1): all of them by an empty body. Raises UnreadableRequest."""
    if not body.strip():
        return Wanted()
    root = _document(body)
    if root.tag != f"{DAV}propfind":
        raise UnreadableRequest
    return _wanted(root)


def read_proppatch(body: bytes) -> tuple[str, ...]:
    """The names of the properties somebody wants to change (RFC 4918, 9.2). Raises UnreadableRequest."""
    root = _document(body)
    changes = [change for change in root if change.tag in {f"{DAV}set", f"{DAV}remove"}]
    if root.tag != f"{DAV}propertyupdate" or not changes:
        raise UnreadableRequest
    return tuple(one.tag for change in changes for prop in change.iterfind(f"{DAV}prop") for one in prop)


def read_report(body: bytes) -> ReportRequest:
    """Which report is asked for.

    Raises:
        UnreadableRequest: it is no XML, or lacks what it needs.
        ConditionUnmet: it is no report of ours, or wants what we do not offer.
    """
    root = _document(body)
    if root.tag == SYNC_COLLECTION:
        return _sync_collection(root)
    if root.tag == MULTIGET:
        return Multiget(_wanted(root), tuple((href.text or "").strip() for href in root.iterfind(f"{DAV}href")))
    if root.tag == QUERY:
        return Query(_wanted(root), read_filter(root.find(f"{CALDAV}filter")))
    if root.tag == FREE_BUSY:
        return FreeBusyQuery(read_span(root.find(f"{CALDAV}time-range")))
    raise ConditionUnmet(f"{DAV}supported-report")


def _sync_collection(root: Element) -> SyncCollection:
    token, level = root.find(f"{DAV}sync-token"), root.findtext(f"{DAV}sync-level", "1").strip()
    if token is None or level not in {"1", "infinite"}:
        raise UnreadableRequest
    said = root.findtext(f"{DAV}limit/{DAV}nresults")
    limit = None
    if said is not None:
        with suppress(ValueError):
            limit = int(said)
        if limit is None or limit < 1:
            raise UnreadableRequest
    return SyncCollection(_wanted(root), (token.text or "").strip(), limit)


def _wanted(root: Element) -> Wanted:
    if root.find(f"{DAV}propname") is not None:
        return Wanted(names_only=True)
    prop = root.find(f"{DAV}prop")
    named = () if prop is None else tuple(dict.fromkeys(one.tag for one in prop))
    data = None if prop is None else prop.find(CALENDAR_DATA)
    if data is None:
        return Wanted(named)
    if data.get("content-type", _TEXT) != _TEXT or data.get("version", _VERSION) != _VERSION:
        raise ConditionUnmet(f"{CALDAV}supported-calendar-data")
    expand = data.find(f"{CALDAV}expand")
    return Wanted(named, expand=None if expand is None else read_span(expand))


def _document(body: bytes) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableRequest from error
    return root
