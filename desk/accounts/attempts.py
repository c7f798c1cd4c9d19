"""Attempts at guessing are counted where every server sees them, and refused beyond what an honest person needs."""

import hashlib
import ipaddress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.errors import TooManyAttempts
from planner.ports import Work


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often one thing was tried since `since`; `id` is a digest, so that it names nobody."""

    id: str
    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts in such a span, counted from the first."""

    count: int
    span: timedelta


# One source can't lock somebody out alone: its own limit for an account comes long before the account's.
PAIR = Limit(5, timedelta(minutes=15))
ACCOUNT = Limit(50, timedelta(hours=1))
SOURCE = Limit(60, timedelta(hours=1))
LONGEST_SPAN = timedelta(hours=1)


def count_attempt(work: Work, purpose: str, email: str, source: str) -> None:
    """Count one attempt of a network address at an account, before anything is checked.

    Raises:
        TooManyAttempts: one of the limits is reached; the attempt is not counted, so that waiting helps.
    """
    counted = [_count(work, key, limit) for key, limit in _keys(purpose, email, source)]
    for attempts in counted:
        work.of(Attempts).put(attempts)


def forgive(work: Work, purpose: str, email: str, source: str) -> None:
    """Forget the failures of an account at a source where its owner has just proved himself."""
    (pair, _), *_others = _keys(purpose, email, source)
    work.of(Attempts).remove(pair)


def forget_old_attempts(work: Work) -> int:
    """Remove the counts that no longer limit anything, and return how many there were."""
    old = [attempts for attempts in work.of(Attempts).find() if attempts.since + LONGEST_SPAN <= work.now]
    for attempts in old:
        work.of(Attempts).remove(attempts.id)
    return len(old)


def _count(work: Work, key: str, limit: Limit) -> Attempts:
    known = next(iter(work.of(Attempts).find(id=key)), None)
    if known is None or known.since + limit.span <= work.now:
        return Attempts(key, work.now, 1)
    if known.count >= limit.count:
        raise TooManyAttempts(known.since + limit.span - work.now)
    return replace(known, count=known.count + 1)


def _keys(purpose: str, email: str, source: str) -> list[tuple[str, Limit]]:
    account, place = email.strip().lower(), _network(source)
    named = [(f"{account} {place}", PAIR), (account, ACCOUNT), (place, SOURCE)]
    return [(hashlib.sha256(f"{purpose} {name}".encode()).hexdigest(), limit) for name, limit in named]


def _network(source: str) -> str:
    """Return who is behind an address: an IPv6 household has a whole /64."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return source
    prefix = 64 if address.version == 6 else 32  # noqa: PLR2004 - IP versions
    return str(ipaddress.ip_network((address, prefix), strict=False))
