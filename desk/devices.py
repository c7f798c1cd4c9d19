"""A technician's device signs in to his calendar by a name and a password of its own, until these are revoked."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from desk.accounts.attempts import count_attempt
from desk.errors import SignInRefused
from desk.tokens import fingerprint
from planner.identifiers import TechnicianId
from planner.ports import Work
from planner.technicians import Technician

PURPOSE = "calendar"
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""No two that look alike (Crockford's base 32): five bits each."""

_MISREAD = str.maketrans("ilo", "110")
_NAME_LENGTH, _GROUPS, _GROUP = 6, 5, 4


@dataclass(frozen=True, slots=True)
class Device:
    """One device; `id` is the name it signs in with, `label` what people call it ("iPhone de Gaëtan")."""

    id: str
    technician_id: TechnicianId
    label: str
    password_fingerprint: str = field(repr=False)
    added_at: datetime
    last_used_at: datetime | None = None


def new_device(technician_id: TechnicianId, label: str, now: datetime) -> tuple[Device, str]:
    """Return a device to be, and its password: 100 random bits, typed once, which nobody can read again."""
    password = "-".join(_random(_GROUP) for _ in range(_GROUPS))
    return Device(_random(_NAME_LENGTH), technician_id, label, fingerprint(_letters(password)), now), password


def device_signed_in(work: Work, name: str, password: str) -> Device:
    """Return the device that signs in.

    Raises:
        SignInRefused: name and password do not belong together, it was revoked, or its technician has left.
    """
    sent = fingerprint(_letters(password))
    for device in work.of(Device).find(id=_letters(name)):
        active = work.of(Technician).find(id=device.technician_id, active=True)
        if active and hmac.compare_digest(device.password_fingerprint, sent):
            return device
    raise SignInRefused


def count_failure(work: Work, name: str, source: str) -> None:
    """Count a refused sign-in of a device; one that is right is never counted, nor kept waiting: nobody guesses it.

    Raises:
        TooManyAttempts: it is one too many.
    """
    count_attempt(work, PURPOSE, name, source)


def devices_of(work: Work, technician_id: TechnicianId) -> list[Device]:
    """Return the devices of a technician, the oldest first."""
    return sorted(work.of(Device).find(technician_id=technician_id), key=lambda one: (one.added_at, one.id))


def revoke_device(work: Work, device_id: str) -> None:
    """Let a device in no more."""
    work.of(Device).remove(device_id)


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _letters(typed: str) -> str:
    """Return what somebody typed as it was meant: capitals, blanks and hyphens say nothing."""
    return "".join(letter for letter in typed.lower().translate(_MISREAD) if letter in _LETTERS)
