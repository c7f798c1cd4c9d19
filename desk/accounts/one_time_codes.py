"""Six digits that change every half minute, which only we and a person's own telephone can work out (RFC 6238)."""

import os
from datetime import datetime
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS = 6
STEP = 30
"""Seconds for which one code is shown."""

_SECRET_BYTES = 20
_SKEW = 1
"""How many steps a telephone's clock may be off, either way."""


def new_secret() -> bytes:
    """Return a fresh secret of 160 bits, as RFC 4226 advises."""
    return os.urandom(_SECRET_BYTES)


def enrolment_uri(secret: bytes, email: str, firm: str) -> str:
    """Return the `otpauth:` address by which an application on a telephone learns the secret."""
    return _codes(secret).get_provisioning_uri(email, firm)


def matching_step(secret: bytes, code: str, now: datetime, after: int) -> int | None:
    """Return the step whose code this is, later than the step `after`, so that no code serves twice; else None."""
    codes, present = _codes(secret), int(now.timestamp()) // STEP
    for step in range(max(present - _SKEW, after + 1), present + _SKEW + 1):
        if compare_digest(codes.generate(step * STEP), code.encode()):
            return step
    return None


def _codes(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - applications on telephones know no other
