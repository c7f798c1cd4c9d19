"""What is asked of a calendar elsewhere, whatever stands behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Resource:
    """One object as it stands in a calendar; `etag` changes whenever its `body` does."""

    href: str
    etag: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an object stands since it was put there, and its ETag: none when that was not told."""

    href: str
    etag: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since a token: hrefs with their ETag, and hrefs that are no more.

    `whole` when `changed` lists everything there is: what it does not name is gone. `removed` may name what whoever
    asks never had.
    """

    token: str
    changed: Mapping[str, str]
    removed: frozenset[str] = frozenset()
    whole: bool = False


class RemoteCalendar(Protocol):
    """A calendar elsewhere. An `href` names an object within it, an `etag` the version meant.

    Each question may raise RemoteFailed; a write that does may have taken effect only where it is OutcomeUnknown.
    """

    def changes(self, token: str) -> Changes:
        """What has changed since the token; with an empty one, everything. Raises TokenRefused."""
        ...

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Resource]:
        """These objects as they stand now, by where they stand; those that are not there are left out.

        Where the calendar itself chooses hrefs, the one asked for at creation leads to the object too.
        """
        ...

    def create(self, href: str, body: bytes) -> Placed:
        """Put an object where there is none, or where the calendar wants it. Raises ChangedMeanwhile."""
        ...

    def replace(self, href: str, body: bytes, etag: str) -> str:
        """Put an object in the place of this version; its ETag, as in `Placed`. Raises ChangedMeanwhile."""
        ...

    def delete(self, href: str, etag: str) -> None:
        """Take this version of an object away. Raises ChangedMeanwhile, also when it is not there."""
        ...
