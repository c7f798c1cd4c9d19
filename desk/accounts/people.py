"""An account is a person of the firm who may sign in, and what that person may do."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from desk.contact_details import read_email
from desk.errors import EmailTaken, LastManager
from desk.identifiers import AccountId
from planner.identifiers import TechnicianId, new_id
from planner.ports import Actor, Work


class Role(StrEnum):
    """What a person of the firm may do; in a small firm one person has them all."""

    DISPATCHER = "dispatcher"
    TECHNICIAN = "technician"
    MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class Account:
    """One person; `password_hash` is empty until a password is chosen, `technician_id` tells whose routes it drives.

    `issuer` and `known_as` are where, and as whom, an identity provider has named this person to us.
    """

    id: AccountId
    email: str
    name: str
    roles: frozenset[Role]
    created_at: datetime
    technician_id: TechnicianId | None = None
    password_hash: str = field(default="", repr=False)
    active: bool = True
    issuer: str = ""
    known_as: str = ""

    @property
    def main_role(self) -> Role:
        """Return the role that allows most: in a small firm one person has them all."""
        return next(role for role in (Role.MANAGEMENT, Role.DISPATCHER, Role.TECHNICIAN) if role in self.roles)

    @property
    def came_in(self) -> bool:
        """Tell whether this person has followed the invitation, by a password or by the firm's provider."""
        return bool(self.password_hash or self.known_as)

    @property
    def manages(self) -> bool:
        """Tell whether this person can sign in and manage the firm."""
        return self.active and self.came_in and Role.MANAGEMENT in self.roles


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person to be let in; without `password_hash` an invitation has to follow."""

    email: str
    name: str
    roles: frozenset[Role]
    technician_id: TechnicianId | None = None
    password_hash: str = field(default="", repr=False)


def add_account(work: Work, newcomer: Newcomer) -> Account:
    """Add a person to the firm.

    Raises:
        UnreadableEmail: the address is none.
        EmailTaken: somebody of the firm has it.
    """
    email = read_email(newcomer.email)
    if account_with(work, email):
        raise EmailTaken
    account = Account(
        AccountId(new_id()),
        email,
        " ".join(newcomer.name.split()),
        newcomer.roles,
        work.now,
        newcomer.technician_id,
        newcomer.password_hash,
    )
    work.of(Account).put(account)
    return account


def actor_of(account: Account) -> Actor:
    """Return a person as history names one: by the role that allows most."""
    return Actor(account.main_role, account.id)


def account_with(work: Work, email: str) -> Account | None:
    """Return the account that signs in with an address, or None."""
    return next(iter(work.of(Account).find(email=email.strip().lower())), None)


def change_account(work: Work, account: Account) -> None:
    """Replace an account by a changed one, with the same address or a free one.

    Raises:
        UnreadableEmail: the address is none.
        EmailTaken: somebody else of the firm has it.
        LastManager: nobody could manage the firm any more.
    """
    email = read_email(account.email)
    namesake = account_with(work, email)
    if namesake and namesake.id != account.id:
        raise EmailTaken
    others = [other for other in work.of(Account).find() if other.id != account.id]
    if work.of(Account).get(account.id).manages and not any(person.manages for person in [*others, account]):
        raise LastManager
    work.of(Account).put(replace(account, email=email))
