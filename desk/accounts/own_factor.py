"""A person makes, renews or gives up a second factor, password in hand; direction or the operator resets a lost one."""

from desk.accounts.people import Account, actor_of
from desk.accounts.second_factor import Enrolled, FirstCode, SecondFactor, enrolled
from desk.accounts.sessions import close_sessions
from desk.accounts.sign_in_rules import sign_in_rules
from desk.accounts.signing_in import Proof, prove_password, proved_still
from desk.errors import SecondFactorDemanded
from desk.identifiers import AccountId
from desk.sealing import Seal
from planner.history import note
from planner.identifiers import FirmId
from planner.ports import Transactions, Work


def enrol(
    transactions: Transactions, seal: Seal, firm_id: FirmId, account_id: AccountId, proof: Proof, sent: FirstCode
) -> Enrolled:
    """Keep the second factor a person's telephone has learnt, in place of any before, and end the other sessions.

    Raises:
        SignInRefused: the password is not this one.
        CodeRefused: the telephone shows another code.
        TooManyAttempts: guessing has to wait.
    """
    account = prove_password(transactions, firm_id, account_id, proof)
    with transactions.read(firm_id) as work:
        now = work.now
    made = enrolled(seal, firm_id, account_id, sent, now)

    def command(work: Work) -> None:
        proved_still(work, account, proof.source)
        work.of(SecondFactor).put(made.factor)
        note(work, "make_factor", actor_of(account), account_id)
        close_sessions(work, account_id, except_token=proof.token)

    transactions.write(firm_id, command)
    return made


def give_up(transactions: Transactions, firm_id: FirmId, account_id: AccountId, proof: Proof) -> None:
    """Let a person's password be enough again.

    Raises:
        SignInRefused: the password is not this one.
        SecondFactorDemanded: the firm's rules ask for it.
        TooManyAttempts: guessing has to wait.
    """
    account = prove_password(transactions, firm_id, account_id, proof)

    def command(work: Work) -> None:
        if sign_in_rules(work).demands(proved_still(work, account, proof.source)):
            raise SecondFactorDemanded
        work.of(SecondFactor).remove(account_id)
        note(work, "give_up_factor", actor_of(account), account_id)

    transactions.write(firm_id, command)


def reset_factor(work: Work, account_id: AccountId) -> Account:
    """Forget the second factor of somebody who has lost it, and end every session; raises NotFound.

    Where the firm asks for one, the next sign-in makes another.
    """
    account = work.of(Account).get(account_id)
    work.of(SecondFactor).remove(account_id)
    close_sessions(work, account_id)
    return account
