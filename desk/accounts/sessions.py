"""A session is the time a person stays signed in on one device: it ends when unused, and in any case one day."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.accounts.people import Account, Role
from desk.errors import SessionOver
from desk.identifiers import AccountId
from desk.tokens import TokenKind, fingerprint, new_token
from planner.errors import NotFound
from planner.ports import Work

TOUCH_EVERY = timedelta(minutes=5)
"""How stale `seen_at` may get, so that reading a page does not write each time."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lives unused, and at most."""

    idle: timedelta
    absolute: timedelta


OFFICE = Lifetime(idle=timedelta(hours=12), absolute=timedelta(days=7))
ON_SITE = Lifetime(idle=timedelta(days=14), absolute=timedelta(days=60))
"""A technician's telephone has its own lock, and must open in a cellar on Monday morning."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person on one device; `id` is the fingerprint of the cookie's token."""

    id: str
    account_id: AccountId
    opened_at: datetime
    seen_at: datetime
    idle: timedelta
    ends_at: datetime
    device: str = ""

    def over(self, now: datetime) -> bool:
        """Tell whether it was left unused too long, or has lasted long enough."""
        return now >= self.ends_at or now >= self.seen_at + self.idle

    def stale(self, now: datetime) -> bool:
        """Tell whether it is time to write that it is in use."""
        return now >= self.seen_at + TOUCH_EVERY


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """A session that waits for a code: the password is proved; `id` is the fingerprint of the browser's own word."""

    id: str
    account_id: AccountId
    opened_at: datetime
    device: str = ""


def open_session(work: Work, account: Account, *, device: str = "", instead_of: str = "") -> tuple[Session, str]:
    """Open a session and return it with its token, which nobody can read again.

    The session of the token `instead_of` ends, so that no session outlives a sign-in.
    """
    close_session(work, instead_of)
    lifetime = ON_SITE if account.roles == {Role.TECHNICIAN} else OFFICE
    token = new_token(TokenKind.SESSION, work.firm.id)
    ends_at = work.now + lifetime.absolute
    session = Session(fingerprint(token), account.id, work.now, work.now, lifetime.idle, ends_at, device)
    work.of(Session).put(session)
    return session, token


def signed_in(work: Work, token: str) -> tuple[Session, Account]:
    """Return the session of a token and whose it is.

    Raises:
        SessionOver: it was closed, has expired, or the person may not sign in any more.
    """
    try:
        session = work.of(Session).get(fingerprint(token))
        account = work.of(Account).get(session.account_id)
    except NotFound as error:
        raise SessionOver from error
    if session.over(work.now) or not account.active:
        raise SessionOver
    return session, account


def touch_session(work: Work, token: str) -> None:
    """Write that a session is in use; call it when the session is stale."""
    session, _ = signed_in(work, token)
    work.of(Session).put(replace(session, seen_at=work.now))


def close_session(work: Work, token: str) -> None:
    """End one session: the person signs out."""
    work.of(Session).remove(fingerprint(token))


def close_sessions(work: Work, account_id: AccountId, *, except_token: str = "") -> None:
    """End every session of a person, but perhaps the one asking, and every sign-in under way."""
    for session in work.of(Session).find(account_id=account_id):
        if session.id != fingerprint(except_token):
            work.of(Session).remove(session.id)
    for pending in work.of(PendingSignIn).find(account_id=account_id):
        work.of(PendingSignIn).remove(pending.id)


def open_sessions(work: Work, account_id: AccountId) -> list[Session]:
    """Return the sessions of a person that are not over, the one used last first."""
    kept = [session for session in work.of(Session).find(account_id=account_id) if not session.over(work.now)]
    return sorted(kept, key=lambda session: (session.seen_at, session.id), reverse=True)


def close_own_session(work: Work, account_id: AccountId, session_id: str) -> None:
    """End one of a person's own sessions, as the list of them shows it; one of somebody else's is none."""
    for session in work.of(Session).find(id=session_id, account_id=account_id):
        work.of(Session).remove(session.id)


def forget_old_sessions(work: Work) -> int:
    """Remove the sessions that are over, and return how many there were."""
    old = [session for session in work.of(Session).find() if session.over(work.now)]
    for session in old:
        work.of(Session).remove(session.id)
    return len(old)
