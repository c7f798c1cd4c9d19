"""A token that says by itself what its holder has: who brings it back learns what is new, and nobody kept a list.

The objects are dealt into 32 heaps by a hash of their names. A token carries one hash for each heap, of the names and
versions in it: where that differs, the whole heap is told again, and its holder compares the versions. What is gone
cannot be told by hashes; so a token also says since when to look for it.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import quote, unquote

from calendar_sync.errors import ConditionUnmet
from calendar_sync.remote.multistatus import DAV

VALID_TOKEN = f"{DAV}valid-sync-token"
HEAPS = 32
_HASH = 5  # bytes: two different heaps look alike once in 10^12
_NOTHING, _PART = bytes(_HASH), b"\xff" * _HASH
"""How an empty heap looks, and one of which a part is known: like no other."""

_FORM = re.compile(
    r"urn:x-creneau:([0-9]{1,15}):([0-9]{4}-[0-9]{2}-[0-9]{2}):([A-Za-z0-9_-]{1,400})(?::([A-Za-z0-9_-]{7}):(\S{1,1000}))?"
)


@dataclass(frozen=True, slots=True)
class SyncToken:
    """What its holder has: `heaps`, as they stood at `line` of whatever tells what goes, on `day`.

    Of the first heap that is new to him he may have a part: what comes up to the href `after`, when it was as `begun`.
    """

    line: int
    day: date
    heaps: tuple[bytes, ...]
    begun: bytes = b""
    after: str = ""

    @classmethod
    def of(cls, etags: Mapping[str, str], *, line: int, day: date) -> "SyncToken":
        """The token of objects whose ETags are these, by href."""
        heaps: list[list[str]] = [[] for _ in range(HEAPS)]
        for href, etag in etags.items():
            heaps[_heap(href)].append(f"{href} {etag}")
        return cls(line, day, tuple(_hash(heap) for heap in heaps))

    @classmethod
    def nothing(cls, day: date) -> "SyncToken":
        """The token of whoever has nothing yet."""
        return cls(0, day, (_NOTHING,) * HEAPS)

    def __str__(self) -> str:
        """As programs keep it: a URI (RFC 6578, 4)."""
        part = f":{_text(self.begun)}:{quote(self.after, safe='')}" if self.after else ""
        return f"urn:x-creneau:{self.line}:{self.day}:{_text(b''.join(self.heaps))}{part}"


@dataclass(frozen=True, slots=True)
class News:
    """What is new: hrefs with their ETag, hrefs that are no more, and the token of whoever has been told.

    `more` when this is not all.
    """

    changed: Mapping[str, str]
    gone: frozenset[str]
    token: SyncToken
    more: bool = False


def read_token(text: str) -> SyncToken:
    """A token as a program brings it back. Raises ConditionUnmet when it cannot be one of ours."""
    found = _FORM.fullmatch(text)
    if not found:
        raise ConditionUnmet(VALID_TOKEN)
    try:
        heaps, day = _bytes(found[3]), date.fromisoformat(found[2])
        begun, after = _bytes(found[4] or ""), unquote(found[5] or "")
    except ValueError as error:
        raise ConditionUnmet(VALID_TOKEN) from error
    if len(heaps) != HEAPS * _HASH:
        raise ConditionUnmet(VALID_TOKEN)
    parts = tuple(heaps[at : at + _HASH] for at in range(0, len(heaps), _HASH))
    return SyncToken(int(found[1]), day, parts, begun, after)


def news(
    held: SyncToken, now: SyncToken, etags: Mapping[str, str], gone: Collection[str], *, limit: int | None = None
) -> News:
    """What whoever has `held` is to be told, at most `limit` hrefs of it, heap by heap.

    `etags` are those of `now`; `gone` may name too many.
    """
    new = [heap for heap in range(HEAPS) if held.heaps[heap] != now.heaps[heap]]
    hrefs: dict[int, list[str]] = {heap: [] for heap in new}
    for href in sorted({*etags, *gone}):
        if (heap := _heap(href)) in hrefs:
            hrefs[heap].append(href)
    if new and held.begun == now.heaps[new[0]]:
        hrefs[new[0]] = [href for href in hrefs[new[0]] if href > held.after]
    told: list[str] = []
    heaps = list(held.heaps)
    for heap in new:
        room = len(hrefs[heap]) if limit is None else limit - len(told)
        told += hrefs[heap][:room]
        if room < len(hrefs[heap]):
            part = (now.heaps[heap], hrefs[heap][room - 1]) if room else (b"", "")
            heaps[heap] = _PART if room else heaps[heap]
            return _news(told, etags, SyncToken(held.line, held.day, tuple(heaps), *part), more=True)
        heaps[heap] = now.heaps[heap]
    return _news(told, etags, now, more=False)


def _news(told: Iterable[str], etags: Mapping[str, str], token: SyncToken, *, more: bool) -> News:
    changed = {href: etags[href] for href in told if href in etags}
    return News(changed, frozenset(told) - changed.keys(), token, more)


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _heap(href: str) -> int:
    return sha256(href.encode()).digest()[0] % HEAPS


def _hash(heap: list[str]) -> bytes:
    return sha256("\n".join(sorted(heap)).encode()).digest()[:_HASH] if heap else _NOTHING
