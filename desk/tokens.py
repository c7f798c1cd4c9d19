"""A token is a secret handed out once: the firm keeps only its fingerprint, so that a stolen database opens nothing.

A token reads `kind.firm.secret`: the kind tells people and secret scanners what it opens, the firm tells the server
whose records to look in, and the secret is 256 random bits.
"""

import hashlib
import hmac
import secrets
from enum import StrEnum

from planner.identifiers import FirmId

SECRET_BYTES = 32
_PARTS = 3


class TokenKind(StrEnum):
    """What a token opens."""

    SESSION = "creneau-session"
    LINK = "creneau-lien"
    API = "creneau-api"
    FEED = "creneau-agenda"


def new_token(kind: TokenKind, firm_id: FirmId) -> str:
    """Return a fresh token of one firm."""
    return f"{kind}.{firm_id}.{secrets.token_urlsafe(SECRET_BYTES)}"


def firm_of(kind: TokenKind, token: str) -> FirmId | None:
    """Return the firm a token names, or None when it is not of this kind; whether it opens anything is seen later."""
    parts = token.split(".")
    return FirmId(parts[1]) if len(parts) == _PARTS and parts[0] == kind else None


def fingerprint(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal: enough for 256 random bits, which nobody can try out."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(session_token: str) -> str:
    """Return the word that a form of this session must send back; who can't read the cookie can't make it."""
    return hmac.new(session_token.encode(), b"csrf", hashlib.sha256).hexdigest()


def csrf_matches(session_token: str, sent: str) -> bool:
    """Tell whether a form was made for this session, in a time that tells nothing about the right word."""
    return hmac.compare_digest(csrf_token(session_token).encode(), sent.encode())
