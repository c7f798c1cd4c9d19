"""Signing in takes as long for a stranger as for a colleague, and says no more to the one than to the other."""

from dataclasses import dataclass, field, replace

from desk.accounts.admission import NO_BROWSER, PURPOSE, VISITOR, Browser, admit
from desk.accounts.attempts import STRANGERS, among_first, count_attempt, forgive
from desk.accounts.links import forget_links
from desk.accounts.passwords import check_password, hash_password, outdated, verify_password
from desk.accounts.people import Account, account_with, actor_of
from desk.accounts.sessions import close_sessions
from desk.accounts.sign_in_rules import sign_in_rules
from desk.errors import PasswordsOff, SignInRefused
from desk.identifiers import AccountId
from planner.history import note
from planner.identifiers import FirmId
from planner.ports import Transactions, Work


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed to sign in, and in which browser."""

    email: str
    password: str = field(repr=False)
    browser: Browser = NO_BROWSER


def sign_in(transactions: Transactions, firm_id: FirmId, given: Credentials) -> tuple[Account, str]:
    """Return the person these credentials prove and the token of a fresh session, empty where a code is still needed.

    The attempt is counted first, in a transaction of its own; the password is compared outside any transaction, against
    a decoy when nobody has this address; then the account is read again before the session opens.

    Raises:
        PasswordsOff: nobody of this firm signs in by a password.
        SignInRefused: address and password do not belong together, or the person may not sign in.
        TooManyAttempts: guessing has to wait, with the right password too.
    """
    account = transactions.write(firm_id, lambda work: _begin(work, given))
    proved = verify_password(account.password_hash if account else "", given.password)
    if not (proved and account and account.active):
        transactions.write(firm_id, lambda work: _note_refusal(work, account))
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
    account = prove_password(transactions, firm_id, account_id, Proof(change.present, change.token, change.source))
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


@dataclass(frozen=True, slots=True)
class Proof:
    """The password that somebody signed in types once more, the session that stays, and from which network address."""

    password: str = field(repr=False)
    token: str = field(default="", repr=False)
    source: str = ""


def prove_password(transactions: Transactions, firm_id: FirmId, account_id: AccountId, proof: Proof) -> Account:
    """Return the account of somebody signed in who has typed the right password once more; the try is counted.

    Raises:
        SignInRefused: the password is not this one.
        TooManyAttempts: guessing has to wait.
    """
    account = transactions.write(firm_id, lambda work: _begin_proof(work, account_id, proof.source))
    if not verify_password(account.password_hash, proof.password):
        raise SignInRefused("Le mot de passe actuel est incorrect.")
    return account


def proved_still(work: Work, proved: Account, source: str) -> Account:
    """Return the account as it is now, if what was proved a moment ago still counts, and forgive its failures.

    Raises:
        SignInRefused: another password was chosen meanwhile, or the person may not sign in any more.
    """
    account = _unchanged(work, proved)
    forgive(work, PURPOSE, account.email, source)
    return account


def _begin(work: Work, given: Credentials) -> Account | None:
    if not sign_in_rules(work).passwords:
        raise PasswordsOff
    count_attempt(work, PURPOSE, given.email, given.browser.source)
    return account_with(work, given.email)


def _note_refusal(work: Work, account: Account | None) -> None:
    """Note a refusal; of addresses that are nobody's only the first ones of an hour, for history is kept for ever."""
    if among_first(work, f"refused {PURPOSE}", STRANGERS) or account:
        note(work, "refuse_sign_in", VISITOR, account.id if account else "")


def _enter(work: Work, proved: Account, password_hash: str, given: Credentials) -> tuple[Account, str]:
    account = _unchanged(work, proved)
    account = replace(account, password_hash=password_hash)
    work.of(Account).put(account)
    return account, admit(work, account, given.browser)


def _begin_proof(work: Work, account_id: AccountId, source: str) -> Account:
    account = work.of(Account).get(account_id)
    count_attempt(work, PURPOSE, account.email, source)
    return account


def _finish_change(work: Work, proved: Account, password_hash: str, change: Change) -> None:
    account = proved_still(work, proved, change.source)
    work.of(Account).put(replace(account, password_hash=password_hash))
    forget_links(work, account.id)
    close_sessions(work, account.id, except_token=change.token)
    note(work, "change_password", actor_of(account), account.id)


def _unchanged(work: Work, proved: Account) -> Account:
    """Return the account as it is now, if what was proved about it a moment ago still counts."""
    account = work.of(Account).get(proved.id)
    if account.password_hash != proved.password_hash or not account.active:
        raise SignInRefused
    return account
