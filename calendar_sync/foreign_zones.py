"""A foreign zone name becomes an IANA zone, or its events are set apart: hours never float."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendar_sync.errors import UnknownZone
from calendar_sync.lines import RawObject, property_name
from calendar_sync.zones import is_zone, zone_names

_OFFSET = re.compile(r"\(?(?:UTC|GMT)\s*([+-])0?(\d{1,2})(?::?00)?\)?$", re.IGNORECASE)
_CITIES = re.compile(r"\((?:UTC|GMT)[+-]?[\d:]*\)\s*(.+)$", re.IGNORECASE)
_PROBED_YEARS = (2015, 2035)
_MAX_RULES = 8
_MAX_DEFINITIONS = 10
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


class ZoneBook:
    """The zones one foreign calendar speaks of, by the names it uses; `default` is for times that name none."""

    def __init__(self, default: str, definitions: Iterable[RawObject] = ()) -> None:
        self.default = default
        self._known: dict[str, str] = {"": default}
        self._definitions = {_bare(raw.first("TZID")): raw for raw in definitions if raw.whole}
        self._definitions_read = 0

    def zone(self, foreign: str) -> str:
        """The IANA name of a foreign zone. Raises UnknownZone when nobody can say what it is."""
        name = _bare(foreign)
        if name not in self._known:
            self._known[name] = _by_name(name) or self._by_definition(name) or _by_city(name)
        if not self._known[name]:
            raise UnknownZone(f"Fuseau horaire inconnu : « {name[:80]} ».")
        return self._known[name]

    def _by_definition(self, name: str) -> str:
        """The IANA zone that keeps the hours the file itself defines for this name, the default zone first."""
        definition = self._definitions.get(name)
        if not definition or self._definitions_read >= _MAX_DEFINITIONS:
            return ""
        self._definitions_read += 1
        offsets = _offsets(definition)
        candidates = (self.default, *sorted(set(WINDOWS_TO_OLSON.values())), *sorted(zone_names()))
        return next((zone for zone in candidates if offsets and _keeps(zone, offsets)), "")


def _bare(foreign: str) -> str:
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


def _offsets(definition: RawObject) -> dict[datetime, timedelta]:
    """The offset a VTIMEZONE gives each probed noon; empty when it cannot be read, or only at great cost."""
    rules = [line.upper() for line in definition.lines if property_name(line) == "RRULE"]
    if len(rules) > _MAX_RULES or any("FREQ=YEARLY" not in rule for rule in rules):
        return {}
    kept = [line for line in definition.lines if property_name(line) not in {"", "TZID", "X-LIC-LOCATION"}]
    text = "\r\n".join(["BEGIN:VTIMEZONE", "TZID:foreign", *kept, "END:VTIMEZONE", ""])
    try:
        parsed = Timezone.from_ical(text)
        keeper = parsed.to_tz(lookup_tzid=False) if isinstance(parsed, Timezone) else None
        return {noon: keeper.utcoffset(noon) or timedelta() for noon in _noons()} if keeper else {}
    except Exception:  # noqa: BLE001 - foreign input: whatever the parsers raise, the zone is simply not known
        return {}


def _noons() -> Iterable[datetime]:
    first, last = _PROBED_YEARS
    noon = datetime(first, 1, 1, 12)  # noqa: DTZ001 - a wall clock, asked in several zones
    while noon.year < last:
        yield noon
        noon += timedelta(days=1)


def _keeps(zone: str, offsets: dict[datetime, timedelta]) -> bool:
    tz = ZoneInfo(zone)
    return all(noon.replace(tzinfo=tz).utcoffset() == offset for noon, offset in offsets.items())
