"""Signing in takes as long for a stranger as for a colleague, and says no more to the one than to the other."""

from dataclasses import dataclass, field, replace

from desk.accounts.attempts import count_attempt, forgive
from desk.accounts.passwords import check_password, hash_password, outdated, verify_password
from desk.accounts.people import Account, account_with
from desk.accounts.sessions import close_sessions, open_session
from desk.errors import SignInRefused
from desk.identifiers import AccountId
from planner.identifiers import FirmId
from planner.ports import Transactions, Work

PURPOSE = "sign-in"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed to sign in, from which network address, on which device, with which session before."""

    email: str
    password: str = field(repr=False)
    source: str = ""
    device: str = ""
    previous_token: str = field(default="", repr=False)


def sign_in(transactions: Transactions, firm_id: FirmId, given: Credentials) -> tuple[Account, str]:
    """Return the person these credentials prove and the token of a fresh session.

    The attempt is counted first, in a transaction of its own; the password is compared outside any transaction, against
    a decoy when nobody has this address; then the account is read again before the session opens.

    Raises:
        SignInRefused: address and password do not belong together, or the person may not sign in.
        TooManyAttempts: guessing has to wait, with the right password too.
    """
    account = transactions.write(firm_id, lambda work: _begin(work, given))
    proved = verify_password(account.password_hash if account else "", given.password)
    if not (proved and account and account.active):
        raise SignInRefused
    newer = hash_password(given.password) if outdated(account.password_hash) else account.password_hash
    return transactions.write(firm_id, lambda work: _enter(work, account, newer, given))


def change_password(transactions: Transactions, firm_id: FirmId, account_id: AccountId, change: "Change") -> None:
    """Replace the password of a person who is signed in, and end that person's other sessions.

    Raises:
        SignInRefused: the present password is not this one.
        TooManyAttempts: guessing has to wait.
        WeakPassword: the new one would be guessed.
    """
    account = transactions.write(firm_id, lambda work: _begin_change(work, account_id, change.source))
    if not verify_password(account.password_hash, change.present):
        raise SignInRefused("Le mot de passe actuel est incorrect.")
    with transactions.read(firm_id) as work:
        firm = work.firm
    check_password(change.wanted, account.name, account.email, firm.name)
    password_hash = hash_password(change.wanted)
    transactions.write(firm_id, lambda work: _finish_change(work, account, password_hash, change))


@dataclass(frozen=True, slots=True)
class Change:
    """The password a person has, the one wanted, and the session that stays."""

    present: str = field(repr=False)
    wanted: str = field(repr=False)
    token: str = field(default="", repr=False)
    source: str = ""


def _begin(work: Work, given: Credentials) -> Account | None:
    count_attempt(work, PURPOSE, given.email, given.source)
    return account_with(work, given.email)


def _enter(work: Work, proved: Account, password_hash: str, given: Credentials) -> tuple[Account, str]:
    account = _unchanged(work, proved)
    account = replace(account, password_hash=password_hash)
    work.of(Account).put(account)
    forgive(work, PURPOSE, given.email, given.source)
    _, token = open_session(work, account, device=given.device, instead_of=given.previous_token)
    return account, token


def _begin_change(work: Work, account_id: AccountId, source: str) -> Account:
    account = work.of(Account).get(account_id)
    count_attempt(work, PURPOSE, account.email, source)
    return account


def _finish_change(work: Work, proved: Account, password_hash: str, change: Change) -> None:
    account = _unchanged(work, proved)
    work.of(Account).put(replace(account, password_hash=password_hash))
    forgive(work, PURPOSE, account.email, change.source)
    close_sessions(work, account.id, except_token=change.token)


def _unchanged(work: Work, proved: Account) -> Account:
    """Return the account as it is now, if what was proved about it a moment ago still counts."""
    account = work.of(Account).get(proved.id)
    if account.password_hash != proved.password_hash or not account.active:
        raise SignInRefused
    return account
