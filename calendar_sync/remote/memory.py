"""A calendar in memory, as strict as the best servers: for tests, and to see how a calendar behaves."""

from collections.abc import Collection, Mapping

from calendar_sync.errors import ChangedMeanwhile, TokenRefused
from calendar_sync.remote.port import Changes, Placed, Resource


class MemoryCalendar:
    """Objects by href; a token is the number of the last change."""

    def __init__(self) -> None:
        """Nothing in it yet."""
        self._standing: dict[str, Resource] = {}
        self._touched: list[str] = []

    def changes(self, token: str) -> Changes:
        """See `RemoteCalendar`."""
        if not token:
            return Changes(self._token(), {one.href: one.etag for one in self._standing.values()}, whole=True)
        if not (token.isdecimal() and int(token) <= len(self._touched)):
            raise TokenRefused
        touched = set(self._touched[int(token) :])
        changed = {href: self._standing[href].etag for href in touched & self._standing.keys()}
        return Changes(self._token(), changed, frozenset(touched - self._standing.keys()))

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Resource]:
        """See `RemoteCalendar`."""
        return {href: self._standing[href] for href in hrefs if href in self._standing}

    def create(self, href: str, body: bytes) -> Placed:
        """See `RemoteCalendar`."""
        if href in self._standing:
            raise ChangedMeanwhile
        return Placed(href, self._put(href, body))

    def replace(self, href: str, body: bytes, etag: str) -> str:
        """See `RemoteCalendar`."""
        self._must_be(href, etag)
        return self._put(href, body)

    def delete(self, href: str, etag: str) -> None:
        """See `RemoteCalendar`."""
        self._must_be(href, etag)
        del self._standing[href]
        self._touched.append(href)

    def _must_be(self, href: str, etag: str) -> None:
        if href not in self._standing or self._standing[href].etag != etag:
            raise ChangedMeanwhile

    def _put(self, href: str, body: bytes) -> str:
        self._touched.append(href)
        self._standing[href] = Resource(href, f'"{len(self._touched)}"', body)
        return self._standing[href].etag

    def _token(self) -> str:
        return str(len(self._touched))
