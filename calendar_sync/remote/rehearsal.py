"""A rehearsal reads a calendar and writes nothing there: what would be done is seen before anybody does it."""

from collections.abc import Collection, Mapping

from calendar_sync.errors import ChangedMeanwhile
from calendar_sync.remote.port import Changes, Placed, RemoteCalendar, Resource


class Rehearsal:
    """Stands before a calendar: implements `RemoteCalendar`, and keeps what is written to itself."""

    def __init__(self, calendar: RemoteCalendar) -> None:
        """`calendar` is only read."""
        self._calendar = calendar
        self._versions = 0
        self._written: dict[str, Resource | None] = {}

    def changes(self, token: str) -> Changes:
        """See `RemoteCalendar`."""
        return self._calendar.changes(token)

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Resource]:
        """See `RemoteCalendar`; what was written in this rehearsal stands."""
        untouched = [href for href in hrefs if href not in self._written]
        there = dict(self._calendar.fetch(untouched)) if untouched else {}
        return there | {href: found for href in hrefs if (found := self._written.get(href))}

    def create(self, href: str, body: bytes) -> Placed:
        """See `RemoteCalendar`."""
        if self.fetch([href]):
            raise ChangedMeanwhile
        return Placed(href, self._write(href, body))

    def replace(self, href: str, body: bytes, etag: str) -> str:
        """See `RemoteCalendar`."""
        self._must_be(href, etag)
        return self._write(href, body)

    def delete(self, href: str, etag: str) -> None:
        """See `RemoteCalendar`."""
        self._must_be(href, etag)
        self._written[href] = None

    def _must_be(self, href: str, etag: str) -> None:
        found = self.fetch([href]).get(href)
        if found is None or found.etag != etag:
            raise ChangedMeanwhile

    def _write(self, href: str, body: bytes) -> str:
        self._versions += 1
        etag = f'"rehearsed-{self._versions}"'
        self._written[href] = Resource(href, etag, body)
        return etag
