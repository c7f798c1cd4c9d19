"""An API token lets a program act for the firm, within the scopes it was made for, until it is revoked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.errors import ScopeMissing, TokenRefused
from desk.identifiers import AccountId
from desk.tokens import TokenKind, fingerprint, new_token
from planner.errors import NotFound
from planner.ports import Work

SHOWN = 6
"""How much of a secret a list may show, so that people tell their tokens apart: 36 of 256 bits."""


class Scope(StrEnum):
    """What a program may be allowed to do."""

    SLOTS_READ = "slots:read"
    APPOINTMENTS_READ = "appointments:read"
    APPOINTMENTS_WRITE = "appointments:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    PLAN_READ = "plan:read"
    PLAN_WRITE = "plan:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    IMPORTS_WRITE = "imports:write"
    FORECASTS_READ = "forecasts:read"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One program's token; `id` is its fingerprint, `prefix` the little of it that may be shown."""

    id: str
    name: str
    prefix: str
    scopes: frozenset[Scope]
    made_by: AccountId
    made_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


def make_api_token(
    work: Work, name: str, scopes: Iterable[Scope], *, made_by: AccountId, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a token for a program and return it with its secret text, which nobody can read again."""
    token = new_token(TokenKind.API, work.firm.id)
    prefix = f"{TokenKind.API}…{token.rpartition('.')[2][:SHOWN]}"
    made = ApiToken(fingerprint(token), name, prefix, frozenset(scopes), made_by, work.now, expires_at)
    work.of(ApiToken).put(made)
    return made, token


def permitted(work: Work, token: str, scope: Scope) -> ApiToken:
    """Return the token of a program that asks to do something.

    Raises:
        TokenRefused: it is unknown, revoked or expired.
        ScopeMissing: it was not made for this.
    """
    try:
        found = work.of(ApiToken).get(fingerprint(token))
    except NotFound as error:
        raise TokenRefused from error
    if found.expires_at is not None and found.expires_at <= work.now:
        raise TokenRefused("Ce jeton d’accès a expiré.")
    if scope not in found.scopes:
        raise ScopeMissing("Ce jeton d’accès ne permet pas « {scope} ».", scope=scope)
    return found


def revoke_api_token(work: Work, token_id: str) -> None:
    """Let a token open nothing any more."""
    work.of(ApiToken).remove(token_id)
