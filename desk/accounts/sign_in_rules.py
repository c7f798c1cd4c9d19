"""How the people of a firm prove who they are: of whom a second factor is demanded, and whether passwords count."""

from dataclasses import dataclass
from enum import StrEnum

from desk.accounts.people import Account, Role
from desk.accounts.second_factor import second_factor_of
from desk.accounts.sessions import close_sessions
from desk.errors import SecondFactorMissing
from desk.identifiers import AccountId
from planner.ports import Work

ONLY = "sign-in"
"""The identifier of a firm's one set of rules."""


class Demand(StrEnum):
    """Of whom something is demanded."""

    NOBODY = "nobody"
    MANAGEMENT = "management"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class SignInRules:
    """Of whom the firm demands a second factor, and whether people may sign in by a password at all."""

    id: str = ONLY
    second_factor: Demand = Demand.NOBODY
    passwords: bool = True

    def demands(self, account: Account) -> bool:
        """Tell whether this person's password would not be enough."""
        if self.second_factor is Demand.MANAGEMENT:
            return Role.MANAGEMENT in account.roles
        return self.second_factor is Demand.EVERYBODY


def sign_in_rules(work: Work) -> SignInRules:
    """Return the firm's rules, or those that every firm starts from."""
    return next(iter(work.of(SignInRules).find(id=ONLY)), SignInRules())


def save_sign_in_rules(work: Work, rules: SignInRules, *, by: AccountId) -> None:
    """Keep the firm's rules; whoever does not meet them any more signs in again.

    Raises:
        SecondFactorMissing: whoever decides this would be shut out.
    """
    for account in work.of(Account).find(active=True):
        if rules.demands(account) and second_factor_of(work, account.id) is None:
            if account.id == by:
                raise SecondFactorMissing
            close_sessions(work, account.id)
    work.of(SignInRules).put(rules)
