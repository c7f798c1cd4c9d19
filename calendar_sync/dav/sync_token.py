"""A token that says by itself what its holder has: who brings it back learns what is new, and nobody kept a list.

The objects are dealt into 32 heaps by a hash of their names. A token carries one hash for each heap, of the names and
versions in it: where that differs, the whole heap is told again, and its holder compares the versions. What is gone
cannot be told by hashes; so a token also says since when to look for it.
"""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from calendar_sync.errors import ConditionUnmet
from calendar_sync.remote.multistatus import DAV

VALID_TOKEN, WITHIN_LIMITS = f"{DAV}valid-sync-token", f"{DAV}number-of-matches-within-limits"
HEAPS = 32
_HASH = 5  # bytes: two different heaps look alike once in 10^12
_NOTHING = bytes(_HASH)
_FORM = re.compile(r"urn:x-creneau:([0-9]{1,15}):([0-9]{4}-[0-9]{2}-[0-9]{2}):([A-Za-z0-9_-]{1,400})")


@dataclass(frozen=True, slots=True)
class SyncToken:
    """What its holder has: `heaps`, as they stood at `line` of whatever tells what goes, on `day`."""

    line: int
    day: date
    heaps: tuple[bytes, ...]

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
        return f"urn:x-creneau:{self.line}:{self.day}:{urlsafe_b64encode(b''.join(self.heaps)).decode().rstrip('=')}"


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
    try:
        if found:
            heaps = urlsafe_b64decode(found[3] + "=" * (-len(found[3]) % 4))
            if len(heaps) == HEAPS * _HASH:
                parts = tuple(heaps[at : at + _HASH] for at in range(0, len(heaps), _HASH))
                return SyncToken(int(found[1]), date.fromisoformat(found[2]), parts)
    except (ValueError, binascii.Error) as error:
        raise ConditionUnmet(VALID_TOKEN) from error
    raise ConditionUnmet(VALID_TOKEN)


def news(
    held: SyncToken, now: SyncToken, etags: Mapping[str, str], gone: Collection[str], *, limit: int | None = None
) -> News:
    """What whoever has `held` is to be told, at most `limit` hrefs of it, heap by heap.

    `etags` are those of `now`; `gone` may name too many. Raises ConditionUnmet when one heap alone exceeds the limit.
    """
    names: dict[int, list[str]] = {heap: [] for heap in range(HEAPS) if held.heaps[heap] != now.heaps[heap]}
    for href in sorted({*etags, *gone}):
        if (heap := _heap(href)) in names:
            names[heap].append(href)
    told: list[str] = []
    heaps = list(held.heaps)
    for heap, hrefs in names.items():
        if limit is not None and len(told) + len(hrefs) > limit:
            if not told:
                raise ConditionUnmet(WITHIN_LIMITS)
            return _news(told, etags, replace(held, heaps=tuple(heaps)), more=True)
        told += hrefs
        heaps[heap] = now.heaps[heap]
    return _news(told, etags, now, more=False)


def _news(told: Iterable[str], etags: Mapping[str, str], token: SyncToken, *, more: bool) -> News:
    changed = {href: etags[href] for href in told if href in etags}
    return News(changed, frozenset(told) - changed.keys(), token, more)


def _heap(href: str) -> int:
    return sha256(href.encode()).digest()[0] % HEAPS


def _hash(heap: list[str]) -> bytes:
    return sha256("\n".join(sorted(heap)).encode()).digest()[:_HASH] if heap else _NOTHING
