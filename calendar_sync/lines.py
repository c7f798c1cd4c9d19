"""A foreign file is split into its objects line by line, so that a poisoned one never reaches the others."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from calendar_sync.errors import UnreadableCalendar

MAX_BYTES = 20 * 1024 * 1024
MAX_EVENTS = 20_000
_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_FOLDED_BYTES = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_LINE_END = re.compile(r"[\r\n]+")
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*(?=[;:])")


@dataclass(slots=True)
class RawObject:
    """The unfolded content lines of one object; `whole` once its END was seen."""

    lines: list[str] = field(default_factory=list)
    whole: bool = False

    def first(self, name: str) -> str:
        """The value of the first property of this name, or an empty text."""
        return next((line.partition(":")[2].strip() for line in self.lines if property_name(line) == name), "")


@dataclass(slots=True)
class RawCalendar:
    """One VCALENDAR of a file: its own lines, the zones it defines and its events."""

    own: RawObject = field(default_factory=RawObject)
    zones: list[RawObject] = field(default_factory=list)
    events: list[RawObject] = field(default_factory=list)


def split(data: bytes) -> list[RawCalendar]:
    """The calendars of a file. Raises UnreadableCalendar when there is none, or far too much of it."""
    if len(data) > MAX_BYTES:
        raise UnreadableCalendar("Ce fichier dépasse {most} Mo.", most=MAX_BYTES // 1024 // 1024)
    splitter = _Splitter()
    for line in _unfolded(data):
        splitter.read(line)
    if not splitter.calendars:
        raise UnreadableCalendar
    if sum(len(calendar.events) for calendar in splitter.calendars) > MAX_EVENTS:
        raise UnreadableCalendar("Ce calendrier contient plus de {most} événements.", most=MAX_EVENTS)
    return splitter.calendars


def property_name(line: str) -> str:
    """The upper-case name a content line starts with, or an empty text."""
    match = _NAME.match(line)
    return match[1].upper() if match else ""


def _unfolded(data: bytes) -> Iterable[str]:
    """The content lines; unfolded as bytes, because some writers fold inside a character (RFC 5545, 3.1)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _FOLD.sub("", data.decode("utf-16", "replace"))
    else:
        joined = _FOLDED_BYTES.sub(b"", data)
        try:
            text = joined.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = joined.decode("cp1252", "replace")
    return (line for line in _LINE_END.split(text.replace("\0", "")) if line.strip())


class _Splitter:
    """Gives each line to the object it belongs to; alarms, tasks and unknown objects are passed over."""

    def __init__(self) -> None:
        self.calendars: list[RawCalendar] = []
        self._event: RawObject | None = None
        self._zone: RawObject | None = None
        self._passed_over: list[str] = []

    def read(self, line: str) -> None:
        name = property_name(line)
        kind = line.partition(":")[2].strip().upper()
        if name == "BEGIN" and kind in {"VCALENDAR", "VEVENT", "VTIMEZONE"}:
            self._begin(kind)
        elif name == "END" and kind in {"VCALENDAR", "VEVENT", "VTIMEZONE"}:
            self._end(kind)
        elif self._zone:
            self._zone.lines.append(line)
        elif name == "BEGIN":
            self._passed_over.append(kind)
        elif name == "END" and kind in self._passed_over:
            del self._passed_over[self._passed_over.index(kind) :]
        elif self._event and not self._passed_over:
            self._event.lines.append(line)
        elif self.calendars and not self._passed_over:
            self.calendars[-1].own.lines.append(line)

    def _begin(self, kind: str) -> None:
        self._event = self._zone = None
        self._passed_over = []
        if kind == "VCALENDAR" or not self.calendars:
            self.calendars.append(RawCalendar())
        if kind == "VEVENT":
            self._event = RawObject()
            self.calendars[-1].events.append(self._event)
        elif kind == "VTIMEZONE":
            self._zone = RawObject()
            self.calendars[-1].zones.append(self._zone)

    def _end(self, kind: str) -> None:
        ended = {"VEVENT": self._event, "VTIMEZONE": self._zone}.get(kind)
        if ended:
            ended.whole = True
        self._event = self._zone = None
        self._passed_over = []
