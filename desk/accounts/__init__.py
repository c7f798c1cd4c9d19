"""Who may sign in, how they prove it, for how long, and what programs may do in the firm's name."""

from desk.accounts.api_tokens import ApiToken, Scope, make_api_token, permitted, revoke_api_token
from desk.accounts.attempts import Attempt, count_attempt, count_hold, forget_old_attempts
from desk.accounts.links import (
    LIFETIMES,
    Link,
    Purpose,
    ask_reset,
    choose_password,
    invite,
    invite_again,
    make_link,
    read_link,
)
from desk.accounts.passwords import check_password, hash_password, verify_password
from desk.accounts.people import Account, Newcomer, Role, account_with, add_account, change_account
from desk.accounts.sessions import (
    Session,
    close_session,
    close_sessions,
    forget_old_sessions,
    open_session,
    signed_in,
    touch_session,
)
from desk.accounts.signing_in import Change, Credentials, change_password, sign_in

__all__ = [
    "LIFETIMES",
    "Account",
    "ApiToken",
    "Attempt",
    "Change",
    "Credentials",
    "Link",
    "Newcomer",
    "Purpose",
    "Role",
    "Scope",
    "Session",
    "account_with",
    "add_account",
    "ask_reset",
    "change_account",
    "change_password",
    "check_password",
    "choose_password",
    "close_session",
    "close_sessions",
    "count_attempt",
    "count_hold",
    "forget_old_attempts",
    "forget_old_sessions",
    "hash_password",
    "invite",
    "invite_again",
    "make_api_token",
    "make_link",
    "open_session",
    "permitted",
    "read_link",
    "revoke_api_token",
    "sign_in",
    "signed_in",
    "touch_session",
    "verify_password",
]
