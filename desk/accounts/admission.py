"""Whoever has proved a password is let in at once, or once a code is given from the same browser too."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from desk.accounts.attempts import count_attempt, forgive
from desk.accounts.people import Account, actor_of
from desk.accounts.second_factor import Enrolled, FirstCode, SecondFactor, after_code, enrolled, second_factor_of
from desk.accounts.sessions import PendingSignIn, open_session
from desk.accounts.sign_in_rules import sign_in_rules
from desk.errors import CodeRefused, SignInOver, SignInRefused
from desk.sealing import Seal
from desk.tokens import fingerprint
from planner.errors import NotFound
from planner.history import note
from planner.identifiers import FirmId
from planner.ports import Actor, Transactions, Work

PURPOSE = "sign-in"
"""Passwords and codes are counted together: who tries the one after the other has no more tries than with one."""

VISITOR = Actor("visitor")
"""Who has not proved yet who he is."""

PENDING_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Browser:
    """From where somebody signs in: a network address, what the device calls itself, the session it had before.

    `word` is a random one that only this browser knows: half a sign-in is worth nothing in another.
    """

    source: str = ""
    device: str = ""
    previous_token: str = field(default="", repr=False)
    word: str = field(default="", repr=False)


NO_BROWSER = Browser()
"""That of a program, which can be let in by a password alone."""


@dataclass(frozen=True, slots=True)
class HalfSignIn:
    """Who has proved a password and owes a code; `factor` is None where the second factor is still to be made."""

    account: Account
    factor: SecondFactor | None
    now: datetime = field(compare=False)


def admit(work: Work, account: Account, browser: Browser) -> str:
    """Return the token of a fresh session for whoever has proved a password; empty where a code is still needed.

    Raises:
        SignInRefused: a code is needed, and this browser is not one that could send it.
    """
    factor = second_factor_of(work, account.id)
    if factor is None and not sign_in_rules(work).demands(account):
        return let_in(work, account, browser)
    if not browser.word:
        raise SignInRefused
    pending = PendingSignIn(fingerprint(browser.word), account.id, work.now, browser.device)
    work.of(PendingSignIn).put(pending)
    return ""


def let_in(work: Work, account: Account, browser: Browser) -> str:
    """Open a session, in place of the one before, forget the failures, and return its token."""
    forgive(work, PURPOSE, account.email, browser.source)
    work.of(PendingSignIn).remove(fingerprint(browser.word))
    note(work, "sign_in", actor_of(account), account.id)
    return open_session(work, account, device=browser.device, instead_of=browser.previous_token)[1]


def half_signed_in(work: Work, word: str) -> HalfSignIn:
    """Return who has proved a password in this browser and owes a code.

    Raises:
        SignInOver: nobody has, or too long ago, or it no longer counts.
    """
    try:
        pending = work.of(PendingSignIn).get(fingerprint(word))
        account = work.of(Account).get(pending.account_id)
    except NotFound as error:
        raise SignInOver from error
    if not account.active or pending.opened_at + PENDING_LASTS <= work.now:
        raise SignInOver
    return HalfSignIn(account, second_factor_of(work, account.id), work.now)


def prove_code(
    transactions: Transactions, seal: Seal, firm_id: FirmId, browser: Browser, code: str
) -> tuple[Account, str]:
    """Return who has now proved both, and the token of a fresh session; no code serves twice.

    Raises:
        SignInOver: the password has to be given again.
        CodeRefused: it is no code of now, or was taken before.
        TooManyAttempts: guessing has to wait, with the right code too.
    """
    half = transactions.write(firm_id, partial(_count, browser=browser))
    if half.factor is None:
        raise CodeRefused
    try:
        taken = after_code(half.factor, seal, firm_id, code, half.now)
    except CodeRefused:
        transactions.write(firm_id, lambda work: note(work, "refuse_sign_in", VISITOR, half.account.id))
        raise
    return half.account, transactions.write(firm_id, partial(_finish, half=half, factor=taken, browser=browser))


def enrol_on_the_way(
    transactions: Transactions, seal: Seal, firm_id: FirmId, browser: Browser, sent: FirstCode
) -> tuple[Account, str, Enrolled]:
    """Make the second factor that the firm demands of somebody who has just proved a password, and let that person in.

    Raises:
        SignInOver: the password has to be given again, or there is a second factor already.
        CodeRefused: the telephone shows another code.
        TooManyAttempts: guessing has to wait.
    """
    half = transactions.write(firm_id, partial(_count, browser=browser))
    if half.factor is not None:
        raise SignInOver
    made = enrolled(seal, firm_id, half.account.id, sent, half.now)
    token = transactions.write(firm_id, partial(_finish, half=half, factor=made.factor, browser=browser))
    return half.account, token, made


def forget_half_sign_ins(work: Work) -> int:
    """Remove the sign-ins that nobody finished in time, and return how many there were."""
    old = [one for one in work.of(PendingSignIn).find() if one.opened_at + PENDING_LASTS <= work.now]
    for pending in old:
        work.of(PendingSignIn).remove(pending.id)
    return len(old)


def _count(work: Work, browser: Browser) -> HalfSignIn:
    half = half_signed_in(work, browser.word)
    count_attempt(work, PURPOSE, half.account.email, browser.source)
    return half


def _finish(work: Work, *, half: HalfSignIn, factor: SecondFactor, browser: Browser) -> str:
    """Let somebody in if what was proved a moment ago still counts: two who send one code are one too many."""
    if half_signed_in(work, browser.word) != half:
        raise CodeRefused
    work.of(SecondFactor).put(factor)
    return let_in(work, half.account, browser)
