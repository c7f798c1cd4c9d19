"""A firm begins whole: its own record, what it offers, who works there and who signs in first, or nothing at all."""

from dataclasses import dataclass, field

from desk.accounts import Account, Newcomer, Role, add_account, check_password, hash_password, open_session
from desk.contact_details import fold, read_email
from desk.proposals import proposed_services
from planner.errors import NotFound
from planner.firms import Firm
from planner.identifiers import FirmId, TechnicianId, new_id
from planner.ports import Transactions, Work
from planner.rules import FirmRules
from planner.services import Service
from planner.staffing import save_service, save_technician
from planner.technicians import Technician


@dataclass(frozen=True, slots=True)
class Founder:
    """The first person of a firm, who may do everything and lets the others in; an artisan drives routes himself."""

    name: str
    email: str
    password: str = field(repr=False)
    technician_id: TechnicianId | None = None


@dataclass(frozen=True, slots=True)
class NewFirm:
    """What a firm is made of; the defaults suit a French electrician and can all be changed later.

    `slug` is its public address; without one it is made from the name.
    """

    name: str
    founder: Founder
    slug: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    zone_name: str = "Europe/Paris"
    rules: FirmRules = field(default_factory=FirmRules)
    technicians: tuple[Technician, ...] = ()
    services: tuple[Service, ...] = field(default_factory=proposed_services)
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Founded:
    """A firm just made: its record, its first person, and that person's session."""

    firm: Firm
    account: Account
    token: str = field(repr=False)


def create_firm(transactions: Transactions, plan: NewFirm) -> Founded:
    """Make a firm with its technicians, services and first person; that person is signed in.

    Raises:
        WeakPassword: the founder's password would be guessed.
        UnreadableEmail: the founder's address is none.
        InvalidConfiguration: the public address is taken, or a technician's shifts break the working-time limits.
    """
    founder = plan.founder
    check_password(founder.password, founder.name, read_email(founder.email), plan.name)
    password_hash = hash_password(founder.password)
    slug = plan.slug or free_slug(transactions, plan.name)
    firm = transactions.create_firm(
        Firm(
            FirmId(new_id()),
            slug,
            plan.name,
            plan.phone,
            plan.email,
            plan.zone_name,
            plan.address,
            demo=plan.demo,
            rules=plan.rules,
        )
    )
    try:
        return transactions.write(firm.id, lambda work: _furnish(work, plan, password_hash))
    except Exception:
        transactions.remove_firm(firm.id)
        raise


def free_slug(transactions: Transactions, name: str) -> str:
    """Return a public address made from a name that no firm has: "duret-electricite", "duret-electricite-2"."""
    plain = "-".join(fold(name).encode("ascii", "ignore").decode().split()) or "entreprise"
    number, slug = 1, plain
    while _taken(transactions, slug):
        number += 1
        slug = f"{plain}-{number}"
    return slug


def _furnish(work: Work, plan: NewFirm, password_hash: str) -> Founded:
    for technician in plan.technicians:
        save_technician(work, technician)
    for service in plan.services:
        save_service(work, service)
    founder = Newcomer(
        plan.founder.email, plan.founder.name, frozenset(Role), plan.founder.technician_id, password_hash
    )
    account = add_account(work, founder)
    _, token = open_session(work, account)
    return Founded(work.firm, account, token)


def _taken(transactions: Transactions, slug: str) -> bool:
    try:
        transactions.firm_by_slug(slug)
    except NotFound:
        return False
    return True
