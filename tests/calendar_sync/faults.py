"""What goes wrong on the way to a calendar: refusals, lost answers, faster people, and the end of the process."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from calendar_sync.errors import OutcomeUnknown, Throttled
from calendar_sync.ledger import Foreign, Ledger, Mirrored
from calendar_sync.remote.port import Changes, Placed, RemoteCalendar, Resource

T = TypeVar("T")


class Fault(Enum):
    """What happens to one step."""

    NOTHING = "nothing"
    BUSY = "the server wants to be left alone"
    UNSENT = "the connection broke before the request arrived"
    UNHEARD = "the connection broke before the answer arrived"
    KILLED = "the process ends before the step"
    KILLED_AFTER = "the process ends after the step"
    OVERTAKEN = "somebody edits first"


class Killed(BaseException):
    """The process is no more: nothing but the machine may catch this."""


@dataclass
class Weather:
    """The faults to come, one for each step; then none."""

    coming: list[Fault] = field(default_factory=list)
    meanwhile: Callable[[str], None] = field(default=lambda _: None)

    def step(self, doing: Callable[[], T], *, remote: bool, href: str = "") -> T:
        """Do a step as the weather allows; only those elsewhere know lost answers and faster people."""
        fault = self.coming.pop(0) if self.coming else Fault.NOTHING
        if fault is Fault.KILLED:
            raise Killed
        if remote:
            self._before(fault, href)
        done = doing()
        if fault is Fault.KILLED_AFTER:
            raise Killed
        if remote and fault is Fault.UNHEARD:
            raise OutcomeUnknown
        return done

    def _before(self, fault: Fault, href: str) -> None:
        if fault is Fault.BUSY:
            raise Throttled
        if fault is Fault.UNSENT:
            raise OutcomeUnknown
        if fault is Fault.OVERTAKEN:
            self.meanwhile(href)


@dataclass
class StormyCalendar:
    """A calendar reached through the weather."""

    calendar: RemoteCalendar
    weather: Weather

    def changes(self, token: str) -> Changes:
        """See `RemoteCalendar`."""
        return self.weather.step(lambda: self.calendar.changes(token), remote=True)

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Resource]:
        """See `RemoteCalendar`."""
        return self.weather.step(lambda: self.calendar.fetch(hrefs), remote=True)

    def create(self, href: str, body: bytes) -> Placed:
        """See `RemoteCalendar`."""
        return self.weather.step(lambda: self.calendar.create(href, body), remote=True, href=href)

    def replace(self, href: str, body: bytes, etag: str) -> str:
        """See `RemoteCalendar`."""
        return self.weather.step(lambda: self.calendar.replace(href, body, etag), remote=True, href=href)

    def delete(self, href: str, etag: str) -> None:
        """See `RemoteCalendar`."""
        self.weather.step(lambda: self.calendar.delete(href, etag), remote=True, href=href)


@dataclass
class MortalLedger:
    """Notes of a process that may end before or after each of them."""

    ledger: Ledger
    weather: Weather

    def token(self) -> str:
        """See `Ledger`."""
        return self.ledger.token()

    def keep_token(self, token: str) -> None:
        """See `Ledger`."""
        self.weather.step(lambda: self.ledger.keep_token(token), remote=False)

    def mirrored(self) -> Iterable[Mirrored]:
        """See `Ledger`."""
        return self.ledger.mirrored()

    def foreign(self) -> Iterable[Foreign]:
        """See `Ledger`."""
        return self.ledger.foreign()

    def note(self, *rows: Mirrored | Foreign) -> None:
        """See `Ledger`."""
        self.weather.step(lambda: self.ledger.note(*rows), remote=False)

    def forget(self, row: Mirrored | Foreign) -> None:
        """See `Ledger`."""
        self.weather.step(lambda: self.ledger.forget(row), remote=False)
