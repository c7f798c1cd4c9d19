"""A mailed link lets its reader choose a password, once and for a while: it invites, or replaces what was forgotten.

The link is made by whoever mails it, when he mails it: until then nobody holds its secret, and mailing again makes a
new one that replaces the last. Opening a link changes nothing; only the form behind it, once sent, does.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.accounts.admission import NO_BROWSER, Browser, admit
from desk.accounts.attempts import count_attempt
from desk.accounts.passwords import check_password, hash_password
from desk.accounts.people import Account, Newcomer, account_with, actor_of, add_account
from desk.accounts.sessions import close_sessions
from desk.accounts.sign_in_rules import sign_in_rules
from desk.errors import LinkSpent, PasswordsOff
from desk.events import PersonInvited, ResetAsked
from desk.identifiers import AccountId
from desk.tokens import TokenKind, fingerprint, new_token
from planner.errors import NotFound
from planner.history import note
from planner.identifiers import FirmId
from planner.ports import Transactions, Work


class Purpose(StrEnum):
    """Why a link was mailed."""

    INVITATION = "invitation"
    RESET = "reset"


LIFETIMES = {Purpose.INVITATION: timedelta(days=7), Purpose.RESET: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was mailed to a person; `id` is the fingerprint of its token."""

    id: str
    account_id: AccountId
    purpose: Purpose
    expires_at: datetime


def invite(work: Work, newcomer: Newcomer) -> Account:
    """Add a person who will choose a password through a mailed link, and have that link mailed.

    Raises:
        UnreadableEmail: the address is none.
        EmailTaken: somebody of the firm has it.
    """
    account = add_account(work, replace(newcomer, password_hash=""))
    work.publish(PersonInvited(account.id))
    return account


def invite_again(work: Work, account_id: AccountId) -> None:
    """Have the invitation of a person mailed once more; the last link stops working then.

    Raises:
        LinkSpent: the person has come in already.
    """
    if work.of(Account).get(account_id).came_in:
        raise LinkSpent("Cette personne est déjà entrée.")
    work.publish(PersonInvited(account_id))


def ask_reset(transactions: Transactions, firm_id: FirmId, email: str, source: str) -> None:
    """Have a reset link mailed to a person, if there is such a person: the answer is the same either way.

    Raises:
        TooManyAttempts: this address or this source has asked too often.
    """
    transactions.write(firm_id, lambda work: _ask_reset(work, email, source))


def make_link(work: Work, account_id: AccountId, purpose: Purpose) -> tuple[Link, str]:
    """Make the link that is about to be mailed, in place of any made before; return it with its token.

    Raises:
        NotFound: there is no such person any more.
        LinkSpent: the person may not come in any more.
    """
    if not work.of(Account).get(account_id).active:
        raise LinkSpent
    forget_links(work, account_id)
    token = new_token(TokenKind.LINK, work.firm.id)
    link = Link(fingerprint(token), account_id, purpose, work.now + LIFETIMES[purpose])
    work.of(Link).put(link)
    return link, token


def read_link(work: Work, token: str) -> tuple[Link, Account]:
    """Return what a link is for and whose it is, changing nothing.

    Raises:
        LinkSpent: it has expired, was used, was replaced, or never existed.
    """
    try:
        link = work.of(Link).get(fingerprint(token))
        account = work.of(Account).get(link.account_id)
    except NotFound as error:
        raise LinkSpent from error
    if link.expires_at <= work.now or not account.active:
        raise LinkSpent
    return link, account


def forget_links(work: Work, account_id: AccountId) -> None:
    """Let every link mailed to a person open nothing any more."""
    for link in work.of(Link).find(account_id=account_id):
        work.of(Link).remove(link.id)


def choose_password(
    transactions: Transactions, firm_id: FirmId, token: str, password: str, browser: Browser = NO_BROWSER
) -> tuple[Account, str]:
    """Set the password of a link's person and end all other sessions; return the person and the token of a fresh one.

    The token is empty where a code is still needed: a link by mail replaces a password, not a second factor.

    Raises:
        LinkSpent: the link no longer opens anything.
        WeakPassword: the password would be guessed; the link stays good.
        PasswordsOff: nobody of this firm signs in by a password.
    """
    with transactions.read(firm_id) as work:
        _, account = read_link(work, token)
        if not sign_in_rules(work).passwords:
            raise PasswordsOff
        check_password(password, account.name, account.email, work.firm.name)
    password_hash = hash_password(password)
    return transactions.write(firm_id, lambda work: _use_link(work, token, password_hash, browser))


def _ask_reset(work: Work, email: str, source: str) -> None:
    count_attempt(work, "reset", email, source)
    account = account_with(work, email)
    if account and account.active and sign_in_rules(work).passwords:
        work.publish(ResetAsked(account.id) if account.password_hash else PersonInvited(account.id))


def _use_link(work: Work, token: str, password_hash: str, browser: Browser) -> tuple[Account, str]:
    _, account = read_link(work, token)
    account = replace(account, password_hash=password_hash)
    work.of(Account).put(account)
    forget_links(work, account.id)
    close_sessions(work, account.id)
    note(work, "change_password", actor_of(account), account.id)
    return account, admit(work, account, browser)
