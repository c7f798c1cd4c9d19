"""A whole house in memory, with a firm Claire may sign in to and another one next door."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from api.house import House
from api.hub import Hub
from api.settings import read_settings
from api.signing import Signer
from api.views import Caller, PersonView
from api.wiring import listeners_of
from connectors.mail import Mail
from connectors.places import CommuneTable
from desk.accounts import Account, Newcomer, Role, Scope, add_account, hash_password, make_api_token, open_session
from desk.sealing import Seal
from desk.setup import Founded, Founder, NewFirm, create_firm
from desk.store import KINDS
from planner.memory import Memory
from planner.ports import Actor
from tests.support.planner import SUNDAY_NIGHT, a_service, a_technician

PASSWORD = "quatre mots sans rapport"
SECRET = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_HASH = hash_password(PASSWORD)
DIRECTION = Actor("management", "p1")
"""Whoever `asks` as management, in history."""


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until somebody moves it."""

    now: datetime = SUNDAY_NIGHT

    def __call__(self) -> datetime:
        """Return the instant it shows."""
        return self.now

    def forward(self, **span: float) -> None:
        """Move it: `clock.forward(hours=1)`."""
        self.now += timedelta(**span)


@dataclass(slots=True)
class Postbox:
    """Keeps the mails it is given; `away` makes it refuse them with that error."""

    mails: list[Mail] = field(default_factory=list)
    away: Exception | None = None

    def send(self, mail: Mail) -> None:
        """Keep the mail."""
        if self.away:
            raise self.away
        self.mails.append(mail)


def a_house(folder: Path, clock: SetClock | None = None, **settings: Any) -> House:
    """A house in memory whose settings may differ."""
    clock = clock or SetClock()
    hub = Hub()
    memory = Memory(kinds=KINDS, listeners=listeners_of, on_commit=hub.committed, clock=clock)
    chosen = read_settings(**{"data_folder": folder, "secret": SECRET, "log_level": "error", **settings})
    return House(
        settings=chosen,
        transactions=memory,
        queue=memory.queue,
        clock=clock,
        signer=Signer(SECRET, clock),
        mail=Postbox(),
        places=CommuneTable(),
        seal=Seal(SECRET),
        hub=hub,
    )


def found_firm(house: House, slug: str = "duret", name: str = "Duret Électricité") -> Founded:
    """A firm with one technician and one service, founded by somebody who is signed in."""
    founder = Founder("Odile", f"odile@{slug}.invalid", PASSWORD)
    firm = NewFirm(
        name,
        founder,
        slug=slug,
        phone="+33465711020",
        email=f"bonjour@{slug}.invalid",
        technicians=(a_technician(),),
        services=(a_service(),),
    )
    return create_firm(house.transactions, firm)


def sign_in(house: House, founded: Founded, *roles: Role, name: str = "Claire") -> str:
    """Add a person with these roles to a firm and return the token of an open session."""
    email = f"{name.lower()}@{founded.firm.slug}.invalid"

    def added(work: Any) -> tuple[Account, str]:
        account = add_account(work, Newcomer(email, name, frozenset(roles), password_hash=_HASH))
        return account, open_session(work, account)[1]

    return house.transactions.write(founded.firm.id, added)[1]


def program_token(house: House, founded: Founded, *scopes: Scope) -> str:
    """Make an API token with these scopes and return it."""
    return house.transactions.write(
        founded.firm.id, lambda work: make_api_token(work, "Logiciel", scopes, made_by=founded.account.id)[1]
    )


def asks(house: House, founded: Founded, role: Role = Role.MANAGEMENT) -> Caller:
    """Somebody of a firm who asks in this role."""
    person = PersonView("p1", "Odile", "odile@duret.invalid", role)
    return Caller("x", person, firm=founded.firm.id, house=house)
