"""What the door says of itself, of a technician, of his calendar and of its objects: one table for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from api.caldav.places import ROOT, Places
from calendar_sync.dav.answers import Said
from calendar_sync.dav.elements import APPLE, element, hrefs
from calendar_sync.dav.filters import COLLATIONS
from calendar_sync.dav.objects import MAX_BYTES
from calendar_sync.dav.requests import CALENDAR_DATA, REPORTS, Wanted
from calendar_sync.remote.multistatus import CALDAV, DAV, SERVER
from calendar_sync.writing import add_entries, calendar, written

COLOUR = "#1F6FEBFF"
_READS = ("read", "read-current-user-privilege-set")
_WRITES = (*_READS, "write", "write-content", "bind", "unbind")
Make = Callable[[str], Element]
Values = Mapping[str, Make]
"""How to make each property of one address, by its name."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What properties are made of."""

    places: Places
    technician: str
    zone: str


def of_root(shown: Shown) -> Values:
    """Return what is said of the door."""
    return {
        **_everywhere(shown, _READS),
        f"{DAV}resourcetype": _holding(element(f"{DAV}collection")),
        f"{DAV}displayname": _text("Créneau"),
    }


def of_home(shown: Shown) -> Values:
    """Return what is said of a technician and of what belongs to him."""
    home = _addresses(shown.places.home)
    return {
        **_everywhere(shown, _READS),
        f"{DAV}resourcetype": _holding(element(f"{DAV}collection"), element(f"{DAV}principal")),
        f"{DAV}displayname": _text(shown.technician),
        f"{DAV}principal-URL": home,
        f"{CALDAV}calendar-home-set": home,
    }


def of_calendar(shown: Shown, token: Callable[[], str]) -> Values:
    """Return what is said of his calendar; `token` is that of its present state."""
    reports = (element(f"{DAV}supported-report", element(f"{DAV}report", element(name))) for name in REPORTS)
    return {
        **_everywhere(shown, _WRITES),
        f"{DAV}resourcetype": _holding(element(f"{DAV}collection"), element(f"{CALDAV}calendar")),
        f"{DAV}displayname": _text(f"Tournée de {shown.technician}"),
        f"{DAV}supported-report-set": _holding(*reports),
        f"{DAV}sync-token": lambda name: element(name, token()),
        f"{SERVER}getctag": lambda name: element(name, token()),
        f"{DAV}getcontenttype": _text("text/calendar"),
        f"{CALDAV}supported-calendar-component-set": _holding(element(f"{CALDAV}comp", name="VEVENT")),
        f"{CALDAV}supported-calendar-data": _holding(
            element(CALENDAR_DATA, **{"content-type": "text/calendar", "version": "2.0"})
        ),
        f"{CALDAV}supported-collation-set": _holding(
            *(element(f"{CALDAV}supported-collation", name) for name in COLLATIONS)
        ),
        f"{CALDAV}max-resource-size": _text(str(MAX_BYTES)),
        f"{CALDAV}calendar-timezone": lambda name: element(name, _timezone(shown.zone)),
        f"{APPLE}calendar-color": _text(COLOUR),
    }


def of_object(shown: Shown, etag: str, body: Callable[[], bytes]) -> Values:
    """Return what is said of one object."""
    return {
        **_everywhere(shown, _WRITES),
        f"{DAV}resourcetype": _holding(),
        f"{DAV}getetag": _text(etag),
        f"{DAV}getcontenttype": _text("text/calendar; charset=utf-8; component=VEVENT"),
        f"{DAV}getcontentlength": lambda name: element(name, str(len(body()))),
        CALENDAR_DATA: lambda name: element(name, body().decode()),
    }


def said(path: str, values: Values, wanted: Wanted) -> Said:
    """Return what was asked of one address; of all properties those of WebDAV itself (RFC 4791, 5.2)."""
    if wanted.names_only:
        return Said(path, tuple(element(name) for name in values))
    named = wanted.named or tuple(name for name in values if name.startswith(DAV))
    found = tuple(values[name](name) for name in named if name in values)
    return Said(path, found, tuple(name for name in named if name not in values))


def _everywhere(shown: Shown, privileges: tuple[str, ...]) -> Values:
    """Return what is said of every address."""
    home = _addresses(shown.places.home)
    return {
        f"{DAV}current-user-principal": home,
        f"{DAV}owner": home,
        f"{DAV}principal-collection-set": _addresses(ROOT),
        f"{DAV}current-user-privilege-set": lambda name: element(
            name, *(element(f"{DAV}privilege", element(f"{DAV}{one}")) for one in privileges)
        ),
        f"{DAV}supported-report-set": _holding(),
    }


def _text(text: str) -> Make:
    return lambda name: element(name, text)


def _addresses(*paths: str) -> Make:
    return lambda name: hrefs(name, *paths)


def _holding(*inside: Element) -> Make:
    return lambda name: element(name, *inside)


def _timezone(zone: str) -> str:
    made = calendar()
    add_entries(made, [], zone=zone)
    return written(made).decode()
