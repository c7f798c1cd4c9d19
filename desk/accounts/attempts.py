"""Attempts at guessing, and holds, are counted where every server sees them and refused beyond what is honest."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.errors import LinkSpent, TooManyAttempts, TooManyHolds
from planner.identifiers import new_id
from planner.ports import Work


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try; `key` is a digest of what was tried from where, so that it names nobody.

    Each try is a record of its own: two servers that count at the same moment overwrite nothing.
    """

    id: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts in any stretch of time this long."""

    count: int
    span: timedelta


# One source can't lock somebody out alone: its own limit for an account comes long before the account's.
PAIR = Limit(5, timedelta(minutes=15))
ACCOUNT = Limit(50, timedelta(hours=1))
SOURCE = Limit(60, timedelta(hours=1))
STRANGERS = Limit(60, timedelta(hours=1))  # from all sources together
LONGEST_SPAN = timedelta(hours=1)
HOLDS_SPAN = timedelta(minutes=10)


def count_attempt(work: Work, purpose: str, email: str, source: str) -> None:
    """Count one attempt of a network address at an account, before anything is checked.

    Raises:
        TooManyAttempts: one of the limits is reached; the attempt is not counted, so that waiting helps.
    """
    keys = _keys(purpose, email, source)
    for key, limit in keys:
        _check(work, key, limit)
    for key, _ in keys:
        work.of(Attempt).put(Attempt(new_id(), key, work.now))


def count_hold(work: Work, source: str, most: int) -> None:
    """Count a slot that somebody at a network address keeps, in the transaction that keeps it: a lost one is free.

    The span is never shorter than a hold, so that no place ever has more than `most` slots of a firm open at once.

    Raises:
        TooManyHolds: `most` were kept from there already; nothing is counted.
    """
    key, limit = _digest(f"hold {_network(source)}"), Limit(most, max(HOLDS_SPAN, work.firm.rules.hold))
    _check(work, key, limit, TooManyHolds)
    work.of(Attempt).put(Attempt(new_id(), key, work.now))


def count_source(work: Work, purpose: str, source: str) -> None:
    """Count one attempt of a network address at nobody in particular; raises TooManyAttempts."""
    *_others, (place, limit) = _keys(purpose, "", source)
    _check(work, place, limit)
    work.of(Attempt).put(Attempt(new_id(), place, work.now))


def among_first(work: Work, what: str, limit: Limit) -> bool:
    """Count something that happens, and tell whether the limit leaves room for it; either way one record is written."""
    key = _digest(what)
    recent = [one for one in work.of(Attempt).find(key=key) if one.at + limit.span > work.now]
    room = len(recent) < limit.count
    work.of(Attempt).put(Attempt(new_id(), key if room else _digest(f"{what}, beyond"), work.now))
    return room


def spend(work: Work, word: str) -> None:
    """Let a word that counts for less than an hour serve once; raises LinkSpent the second time."""
    spent = _digest(f"spent {word}")
    if work.of(Attempt).find(id=spent):
        raise LinkSpent
    work.of(Attempt).put(Attempt(spent, spent, work.now))


def forgive(work: Work, purpose: str, email: str, source: str) -> None:
    """Forget the failures of an account at a source where its owner has just proved himself."""
    (pair, _), *_others = _keys(purpose, email, source)
    _remove(work, work.of(Attempt).find(key=pair))


def forget_old_attempts(work: Work) -> int:
    """Remove the attempts that no longer limit anything, and return how many there were."""
    span = max(LONGEST_SPAN, work.firm.rules.hold)
    return _remove(work, [attempt for attempt in work.of(Attempt).find() if attempt.at + span <= work.now])


def _check(work: Work, key: str, limit: Limit, refusal: type[TooManyAttempts] = TooManyAttempts) -> None:
    recent = sorted(attempt.at for attempt in work.of(Attempt).find(key=key) if attempt.at + limit.span > work.now)
    if len(recent) >= limit.count:
        raise refusal(recent[-limit.count] + limit.span - work.now)


def _remove(work: Work, attempts: list[Attempt]) -> int:
    for attempt in attempts:
        work.of(Attempt).remove(attempt.id)
    return len(attempts)


def _keys(purpose: str, email: str, source: str) -> list[tuple[str, Limit]]:
    account, place = email.strip().lower(), _network(source)
    named = [(f"{account} {place}", PAIR), (account, ACCOUNT), (place, SOURCE)]
    return [(_digest(f"{purpose} {name}"), limit) for name, limit in named]


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _network(source: str) -> str:
    """Return who is behind an address: an IPv6 household has a whole /64."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return source
    prefix = 64 if address.version == 6 else 32  # noqa: PLR2004 - IP versions
    return str(ipaddress.ip_network((address, prefix), strict=False))
