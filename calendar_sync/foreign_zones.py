"""A foreign zone name becomes an IANA zone, or its events are set apart: hours never float."""

import re
from collections.abc import Callable

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendar_sync.errors import UnknownZone
from calendar_sync.zones import is_zone, zone_names

_OFFSET = re.compile(r"\(?(?:UTC|GMT)\s*([+-])0?(\d{1,2})(?::?00)?\)?$", re.IGNORECASE)
_CITIES = re.compile(r"\((?:UTC|GMT)[+-]?[\d:]*\)\s*(.+)$", re.IGNORECASE)
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


class ZoneBook:
    """The zones one foreign calendar speaks of, by the names it uses; `default` is for times that name none.

    `private` tells which zone the calendar means by a name of its own, or nothing.
    """

    def __init__(self, default: str, private: Callable[[str], str] = lambda _: "") -> None:
        self.default = default
        self._private = private
        self._known: dict[str, str] = {"": default}

    def zone(self, foreign: str) -> str:
        """The IANA name of a foreign zone. Raises UnknownZone when nobody can say what it is."""
        name = bare(foreign)
        if name not in self._known:
            self._known[name] = _by_name(name) or self._private(name) or _by_city(name)
        if not self._known[name]:
            raise UnknownZone("Fuseau horaire inconnu : « {name} ».", name=name[:80])
        return self._known[name]


def bare(foreign: str) -> str:
    """The name of a zone without what programs put around it."""
    return foreign.strip().strip('"').replace("\\,", ",").strip()


def _by_name(name: str) -> str:
    """An IANA name, a Windows name (CLDR), a globally unique name that ends in one, or a whole offset."""
    if is_zone(name):
        return name
    if name.casefold() in _WINDOWS:
        return _WINDOWS[name.casefold()]
    parts = name.strip("/").split("/")
    tails = ("/".join(parts[start:]) for start in range(1, len(parts)))
    if tail := next((tail for tail in tails if is_zone(tail)), ""):
        return tail
    if offset := _OFFSET.match(name):
        sign = "-" if offset[1] == "+" else "+"  # POSIX counts westwards
        exact = f"Etc/GMT{sign}{int(offset[2])}"
        return exact if is_zone(exact) else ""
    return ""


def _by_city(name: str) -> str:
    """The zone of the first city Outlook lists: "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"."""
    listed = _CITIES.match(name)
    cities = [city.strip().replace(" ", "_") for city in listed[1].split(",")] if listed else []
    return next((zone for city in cities for zone in sorted(zone_names()) if zone.endswith(f"/{city}")), "")
