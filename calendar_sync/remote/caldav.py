"""A calendar on a CalDAV server (RFC 4791, 6578): every write names the version it replaces, and none is repeated."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import partial
from urllib.parse import quote, urlsplit

import httpx

from calendar_sync.errors import AccessLost, ChangedMeanwhile, OutcomeUnknown, TokenRefused
from calendar_sync.remote import multistatus
from calendar_sync.remote.answers import NO_SUCH_REPORT, NOT_HERE, OK, refuse, several, written
from calendar_sync.remote.exchange import ask
from calendar_sync.remote.multistatus import CALDAV, DAV, SERVER, Answered
from calendar_sync.remote.port import Changes, Placed, Resource
from calendar_sync.remote.quirks import Quirks

AT_ONCE = 100
"""Objects asked for in one request."""

_OURS = "listing:"
"""How a token begins that is ours, for servers that give none: what follows is the calendar's own tag."""

_TRUNCATED, _FORBIDDEN = 507, 403
_NONE = Quirks()


class CalDAVCalendar:
    """The calendar at a URL, reached through an `httpx.Client` that knows who we are and how patient to be."""

    def __init__(self, client: httpx.Client, url: str, quirks: Quirks = _NONE) -> None:
        """`url` is that of the calendar itself, with or without its last slash; `quirks` what `probe` found there."""
        self._ask = partial(ask, client)
        self._quirks = quirks
        self._url = url if url.endswith("/") else url + "/"
        self._names = multistatus.names(urlsplit(self._url).path)

    def changes(self, token: str) -> Changes:
        """See `RemoteCalendar`: by the server's token, or by its listing where it knows no tokens."""
        if self._quirks.takes_any_token or token.startswith(_OURS):
            return self._listed(token)
        try:
            return self._since(token)
        except TokenRefused:
            if token:
                raise
        return self._listed("")

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Resource]:
        """See `RemoteCalendar`. An object that the server itself chokes on has neither body nor ETag."""
        wanted = sorted(hrefs)
        found: dict[str, Resource] = {}
        for start in range(0, len(wanted), AT_ONCE):
            found |= self._together(wanted[start : start + AT_ONCE])
        return found

    def create(self, href: str, body: bytes) -> Placed:
        """See `RemoteCalendar`."""
        if self._quirks.overwrites and self._alone(href):
            raise ChangedMeanwhile
        return Placed(href, self._put(href, body, {"If-None-Match": "*"}))

    def replace(self, href: str, body: bytes, etag: str) -> str:
        """See `RemoteCalendar`."""
        if self._quirks.replaces_what_is_gone and not self._alone(href):
            raise ChangedMeanwhile
        return self._put(href, body, {"If-Match": etag})

    def delete(self, href: str, etag: str) -> None:
        """See `RemoteCalendar`."""
        if self._quirks.deletes_any_version:
            etag = self._claimed(href, etag)
        written(self._ask("DELETE", self._url_of(href), {"If-Match": etag}))

    def _since(self, token: str) -> Changes:
        changed: dict[str, str] = {}
        removed: set[str] = set()
        last, more = token, True
        while more:
            said = self._ask("REPORT", self._url, {"Depth": "0"}, multistatus.sync_collection(last))
            if said.status in NO_SUCH_REPORT:
                raise TokenRefused
            answer = several(said)
            more = any(one.status == _TRUNCATED for one in answer.answers) and answer.token != last
            for href, one in self._objects(answer.answers):
                if one.gone:
                    removed.add(href)
                elif one.text(f"{DAV}getetag"):
                    changed[href] = one.text(f"{DAV}getetag")
            last = answer.token
        if not last:
            raise TokenRefused
        return Changes(last, changed, frozenset(removed - changed.keys()), whole=not token)

    def _listed(self, token: str) -> Changes:
        """What there is, unless the calendar's own tag says that nothing changed."""
        tag = self._propfind("0", "s:getctag").answers
        now = _OURS + next((one.text(f"{SERVER}getctag") for one in tag), "")
        if now == token and now != _OURS and not self._quirks.takes_any_token:
            return Changes(now, {})
        listed = self._propfind("1", "d:getetag")
        etags = {href: one.text(f"{DAV}getetag") for href, one in self._objects(listed.answers)}
        return Changes(now, {href: etag for href, etag in etags.items() if etag}, whole=True)

    def _together(self, hrefs: list[str]) -> dict[str, Resource]:
        """These objects by one request; one by one what that does not bring."""
        found: dict[str, Resource] = {}
        with suppress(OutcomeUnknown):
            found = self._multiget(hrefs)
        return found | {href: one for href in hrefs if href not in found and (one := self._alone(href))}

    def _multiget(self, hrefs: list[str]) -> dict[str, Resource]:
        paths = [urlsplit(self._url_of(href)).path for href in hrefs]
        answer = self._ask("REPORT", self._url, {"Depth": "1"}, multistatus.multiget(paths))
        if answer.status in NOT_HERE:
            self._propfind("0", "d:resourcetype")  # one missing object makes some servers say so of all
            return {}
        if answer.status in NO_SUCH_REPORT:
            return {}
        return {
            href: Resource(href, one.text(f"{DAV}getetag"), body.encode())
            for href, one in self._objects(several(answer).answers)
            if not one.gone and (body := one.text(f"{CALDAV}calendar-data"))
        }

    def _alone(self, href: str) -> Resource | None:
        """An object as it stands, if it does."""
        for _ in range(2):
            with suppress(OutcomeUnknown):
                answer = self._ask("GET", self._url_of(href))
                if answer.status == OK:
                    return Resource(href, answer.headers.get("ETag", ""), answer.content)
                if answer.status in NOT_HERE:
                    return None
                refuse(answer)
            self._propfind("0", "d:resourcetype")  # raises where not this object alone is at fault
        return Resource(href, "", b"")

    def _claimed(self, href: str, etag: str) -> str:
        """Write a version over itself, which If-Match guards: who edits it from now on names one that is no more."""
        there = self._alone(href)
        if there is None or there.etag != etag:
            raise ChangedMeanwhile
        return self._put(href, there.body, {"If-Match": etag}) or etag

    def _put(self, href: str, body: bytes, condition: dict[str, str]) -> str:
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        etag: str = written(self._ask("PUT", self._url_of(href), headers, body)).headers.get("ETag", "")
        return "" if etag.startswith("W/") else etag

    def _propfind(self, depth: str, *names: str) -> multistatus.Multistatus:
        answer = self._ask("PROPFIND", self._url, {"Depth": depth}, multistatus.propfind(*names))
        if answer.status == _FORBIDDEN:
            raise AccessLost
        return several(answer)

    def _objects(self, answers: Collection[Answered]) -> Iterator[tuple[str, Answered]]:
        """The answers that are about an object of the calendar, by its href."""
        for one in answers:
            *folder, name = multistatus.names(one.path)
            if folder == self._names and not one.path.endswith("/"):
                yield name, one

    def _url_of(self, href: str) -> str:
        return self._url + quote(href, safe="")
