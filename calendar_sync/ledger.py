"""What a calendar elsewhere held when it was last read: without it, an edit looks like a loss."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from calendar_sync.entry import CalendarEntry, Interval


@dataclass(frozen=True, slots=True)
class Mirrored:
    """One entry of ours in a calendar elsewhere.

    `etag` and `body` as it last stood there (empty before). `agreed` is what both sides last held, `sending` every
    version sent since whose arrival nobody knows of: noted before they are sent, so that whoever comes after a crash
    tells them from somebody's edit. `told` once it stood there at the moment of the token that is kept.
    """

    uid: str
    href: str
    etag: str = ""
    body: bytes = b""
    agreed: CalendarEntry | None = None
    sending: tuple[CalendarEntry, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class Foreign:
    """One object of somebody else: when it takes their time and nothing more, or why it could not be read."""

    href: str
    etag: str
    busy: tuple[Interval, ...] = ()
    reason: str = ""


class Ledger(Protocol):
    """The notes on one calendar. A version on its way lasts once the call returns; what was agreed may wait."""

    def token(self) -> str:
        """How far it was read; empty before the first time."""
        ...

    def keep_token(self, token: str) -> None:
        """It was read this far."""
        ...

    def mirrored(self) -> Iterable[Mirrored]:
        """Every entry of ours."""
        ...

    def foreign(self) -> Iterable[Foreign]:
        """Every object of somebody else."""
        ...

    def note(self, *rows: Mirrored | Foreign) -> None:
        """Remember these, in the place of what was known of them."""
        ...

    def forget(self, row: Mirrored | Foreign) -> None:
        """It is no more."""
        ...


class MemoryLedger:
    """Notes in memory."""

    def __init__(self) -> None:
        """Nothing known yet."""
        self._token = ""
        self._rows: dict[tuple[type, str], Mirrored | Foreign] = {}

    def token(self) -> str:
        """See `Ledger`."""
        return self._token

    def keep_token(self, token: str) -> None:
        """See `Ledger`."""
        self._token = token

    def mirrored(self) -> Iterable[Mirrored]:
        """See `Ledger`."""
        return [row for row in self._rows.values() if isinstance(row, Mirrored)]

    def foreign(self) -> Iterable[Foreign]:
        """See `Ledger`."""
        return [row for row in self._rows.values() if isinstance(row, Foreign)]

    def note(self, *rows: Mirrored | Foreign) -> None:
        """See `Ledger`."""
        self._rows |= {(type(row), _key(row)): row for row in rows}

    def forget(self, row: Mirrored | Foreign) -> None:
        """See `Ledger`."""
        self._rows.pop((type(row), _key(row)), None)


def _key(row: Mirrored | Foreign) -> str:
    return row.uid if isinstance(row, Mirrored) else row.href
