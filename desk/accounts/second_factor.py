"""A second factor: besides a password, a code from the person's own telephone, or one of ten kept on paper.

Recovery codes are hashed like passwords, and as slowly: make and compare them outside any transaction.
"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk.accounts.one_time_codes import DIGITS, enrolment_uri, matching_step, new_secret
from desk.accounts.passwords import hash_password, verify_password
from desk.accounts.people import Account
from desk.errors import CodeRefused
from desk.identifiers import AccountId
from desk.sealing import Seal
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.ports import Work

RECOVERY_CODES = 10
RECOVERY_DIGITS = 12
"""Digits, so that one field with a keyboard of digits takes either; 40 bits, argon2 and few tries keep them."""

_NEVER = -1


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What one person proves besides a password; `id` is the account's.

    `secret` is sealed, `last_step` that of the last code taken; `recovery_hashes` are those of the codes still unused.
    """

    id: AccountId
    secret: bytes
    since: datetime
    last_step: int
    recovery_hashes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret offered to a telephone, as `uri` and as the `letters` to type; `ticket` comes back with the first code.

    Nothing is kept until then: the ticket is the secret, sealed for this person.
    """

    uri: str = field(repr=False)
    letters: str = field(repr=False)
    ticket: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A second factor just made, and the recovery codes that nobody can read again."""

    factor: SecondFactor
    recovery_codes: tuple[str, ...] = field(repr=False)


def second_factor_of(work: Work, account_id: AccountId) -> SecondFactor | None:
    """Return a person's second factor, or None."""
    return next(iter(work.of(SecondFactor).find(id=account_id)), None)


def propose(seal: Seal, firm: Firm, account: Account) -> Enrolment:
    """Return a fresh secret for a person's telephone; it counts once a code made with it comes back."""
    secret = new_secret()
    sealed = seal.close(firm.id, _ticket_of(account.id), secret)
    letters = base64.b32encode(secret).decode()
    return Enrolment(
        enrolment_uri(secret, account.email, firm.name), letters, base64.urlsafe_b64encode(sealed).decode()
    )


def proposed_again(seal: Seal, firm: Firm, account: Account, ticket: str) -> Enrolment:
    """Return the enrolment of a ticket, for a form that comes back.

    Raises:
        SealBroken: the ticket is not one of this person's.
    """
    secret = _offered(seal, firm.id, account.id, ticket)
    return Enrolment(enrolment_uri(secret, account.email, firm.name), base64.b32encode(secret).decode(), ticket)


def enrolled(seal: Seal, firm_id: FirmId, account_id: AccountId, sent: "FirstCode", now: datetime) -> Enrolled:
    """Return the second factor that a ticket and its first code make; ten slow hashes, so outside any transaction.

    Raises:
        SealBroken: the ticket is not one of this person's.
        CodeRefused: the telephone shows another code.
    """
    secret = _offered(seal, firm_id, account_id, sent.ticket)
    step = matching_step(secret, digits_of(sent.code), now, _NEVER)
    if step is None:
        raise CodeRefused
    codes = tuple(f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _ in range(RECOVERY_CODES))
    sealed = seal.close(firm_id, account_id, secret)
    factor = SecondFactor(account_id, sealed, now, step, tuple(map(hash_password, codes)))
    return Enrolled(factor, codes)


@dataclass(frozen=True, slots=True)
class FirstCode:
    """What comes back from an enrolment: its ticket, and the code the telephone shows."""

    ticket: str = field(repr=False)
    code: str = field(repr=False)


def after_code(factor: SecondFactor, seal: Seal, firm_id: FirmId, code: str, now: datetime) -> SecondFactor:
    """Return a second factor as it is once a code was taken; slow for a recovery code, so outside any transaction.

    Raises:
        CodeRefused: it is no code of now, or was taken before.
        SealBroken: the server's secret has changed; recovery codes still count.
    """
    given = digits_of(code)
    if len(given) == RECOVERY_DIGITS:
        return replace(factor, recovery_hashes=_without(factor.recovery_hashes, given))
    if len(given) != DIGITS:
        raise CodeRefused
    step = matching_step(seal.open(firm_id, factor.id, factor.secret), given, now, factor.last_step)
    if step is None:
        raise CodeRefused
    return replace(factor, last_step=step)


def digits_of(code: str) -> str:
    """Return a code as people type it, without its spaces and dashes."""
    return "".join(character for character in code if character in "0123456789")


def _without(hashes: Sequence[str], code: str) -> tuple[str, ...]:
    used = next((kept for kept in hashes if verify_password(kept, code)), None)
    if used is None:
        raise CodeRefused
    return tuple(kept for kept in hashes if kept != used)


def _offered(seal: Seal, firm_id: FirmId, account_id: AccountId, ticket: str) -> bytes:
    try:
        sealed = base64.urlsafe_b64decode(ticket)
    except ValueError:
        sealed = b""
    return seal.open(firm_id, _ticket_of(account_id), sealed)


def _ticket_of(account_id: AccountId) -> str:
    """Return what an offered secret is sealed for: another thing than the one that is kept."""
    return f"enrolment/{account_id}"
