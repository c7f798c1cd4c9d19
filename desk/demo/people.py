"""Invented technicians, customers, their places and their contracts: the same ones for the same seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import numpy as np

from desk.contact_details import fold
from desk.contracts import MaintenanceContract, Tier
from desk.customers import Customer, CustomerKind
from desk.demo import numbers
from desk.demo.words import FIRST_NAMES, LAST_NAMES, PUBLIC, RESIDENCES, STREETS, TRADES
from desk.identifiers import ContractId
from desk.proposals import proposed_technician
from planner.identifiers import CustomerId, SiteId
from planner.sites import Position, Site
from planner.technicians import Clearance, Technician

T = TypeVar("T")

ANNECY = Position(45.9081, 6.1013)
ALBERTVILLE = Position(45.6689, 6.3817)
_KM_NORTH, _KM_EAST = 1 / 111.2, 1 / 77.5
"""A kilometre in degrees at 46° north."""


class Invention:
    """Seeded choices: the same seed invents the same firm."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of several, all equally likely."""
        return choices[int(self.random.integers(len(choices)))]

    def weighed(self, weights: Mapping[T, float], count: int) -> list[T]:
        """Return so many draws of keys, each as likely as its weight."""
        share = np.array(list(weights.values()), dtype=float)
        keys = list(weights)
        return [keys[index] for index in self.random.choice(len(keys), size=count, p=share / share.sum())]

    def length(self, median: float, sigma: float) -> int:
        """Return a log-normal whole number, such as minutes on site."""
        return max(1, round(median * float(np.exp(sigma * self.random.standard_normal()))))

    def chance(self, share: float) -> bool:
        """Tell whether something that happens so often happens now."""
        return bool(self.random.random() < share)

    def between(self, first: date, last: date) -> date:
        """Return a day between two, both included."""
        return first + timedelta(days=int(self.random.integers((last - first).days + 1)))

    def key(self) -> str:
        """Return an identifier."""
        return self.random.bytes(16).hex()


@dataclass(frozen=True, slots=True)
class People:
    """Everybody the firm knows."""

    technicians: tuple[Technician, ...]
    customers: tuple[Customer, ...]
    sites: Mapping[CustomerId, Site]
    contracts: tuple[MaintenanceContract, ...]


def invent_people(invention: Invention, now: datetime) -> People:
    """Return the firm's technicians, customers with one place each, and contracts."""
    customers = _customers(invention, now)
    sites = {customer.id: _site(invention, customer) for customer in customers}
    return People(_technicians(now.date()), customers, sites, _contracts(invention, customers, now.date()))


def _technicians(today: date) -> tuple[Technician, ...]:
    """Return six technicians: four start from Annecy, two from Albertville; one title is about to expire."""
    every = {"depannage": 1, "installation": 1}
    return tuple(
        replace(
            proposed_technician(name, start),
            skills={**every, **skills},
            clearances=(Clearance("B1V", today + timedelta(days=days)), Clearance("BR", today + timedelta(days=days))),
            phone=f"+3363998900{number}",
            email=f"{fold(name).replace(' ', '.')}@lac.invalid",
        )
        for number, (name, start, skills, days) in enumerate(
            (
                ("Gaëtan Roy", ANNECY, {"baes": 1, "irve": 2, "devis": 1}, 433),
                ("Nora Favre", ANNECY, {"vmc": 1, "devis": 1}, 365),
                ("Julien Métral", ANNECY, {"irve": 2, "ssi": 1}, 700),
                ("Karim Haddad", ANNECY, {"ssi": 1, "baes": 1, "portail_interphonie": 1, "vmc": 1}, 489),
                ("Élodie Perrin", ALBERTVILLE, {"baes": 1, "ssi": 1, "devis": 1, "vmc": 1}, 45),
                ("Yann Le Goff", ALBERTVILLE, {"irve": 1, "portail_interphonie": 1}, 891),
            ),
            start=1,
        )
    )


def _customers(invention: Invention, now: datetime) -> tuple[Customer, ...]:
    kinds = invention.weighed(numbers.KIND_SHARES, numbers.CUSTOMERS)
    return tuple(_customer(invention, number, CustomerKind(kind), now) for number, kind in enumerate(kinds))


def _customer(invention: Invention, number: int, kind: CustomerKind, now: datetime) -> Customer:
    """Return one customer; a household has a mobile of the range kept for fiction, the others a landline of it."""
    household = kind is CustomerKind.HOUSEHOLD
    return Customer(
        id=CustomerId(invention.key()),
        name=_name(invention, kind),
        created_at=now - timedelta(days=int(invention.random.integers(90, 4_000))),
        kind=kind,
        phone=f"+3363998{number:04}" if household else f"+3346571{number:04}",
        second_phone=f"+3346571{number:04}" if household and invention.chance(0.2) else "",
        email=f"client{number}@exemple.invalid" if invention.chance(0.85) else "",
        external_ref=f"C{number:05}",
    )


def _name(invention: Invention, kind: CustomerKind) -> str:
    last = invention.pick(LAST_NAMES)
    match kind:
        case CustomerKind.HOUSEHOLD:
            return f"{invention.pick(FIRST_NAMES)} {last}"
        case CustomerKind.BUSINESS:
            return f"{invention.pick(TRADES)} {last}"
        case CustomerKind.CO_OWNERSHIP:
            return f"Copropriété {invention.pick(RESIDENCES)}"
        case _:
            return f"{invention.pick(PUBLIC)} {last}"


def _site(invention: Invention, customer: Customer) -> Site:
    """Return where a customer is: near the middle of a town, about a kilometre off."""
    (town,) = invention.weighed({town: town.share for town in numbers.TOWNS}, 1)
    north, east = invention.random.normal(0, 0.9, 2)
    return Site(
        id=SiteId(invention.key()),
        customer_id=customer.id,
        position=Position(round(town.lat + north * _KM_NORTH, 5), round(town.lon + east * _KM_EAST, 5)),
        precision="house",
        street=f"{invention.random.integers(1, 120)} {invention.pick(STREETS)}",
        postcode=town.postcode,
        city=town.name,
        access=f"{invention.random.integers(1000, 9999)}A" if customer.kind is CustomerKind.CO_OWNERSHIP else "",
    )


def _contracts(invention: Invention, customers: Sequence[Customer], today: date) -> tuple[MaintenanceContract, ...]:
    """Return the contracts in force and those that ended in the months behind, each with a customer of its own."""
    count = numbers.UNDER_CONTRACT + numbers.LEAVERS
    appeal = np.array([numbers.CONTRACT_APPEAL[customer.kind] for customer in customers])
    chosen = invention.random.choice(len(customers), size=count, replace=False, p=appeal / appeal.sum())
    kinds = invention.weighed(numbers.CONTRACT_KINDS, count)
    visits = invention.weighed(numbers.VISITS_A_YEAR, count)
    return tuple(
        MaintenanceContract(
            id=ContractId(invention.key()),
            customer_id=customers[index].id,
            kind=kinds[number],
            visits_per_year=visits[number],
            start=invention.between(today - timedelta(days=7 * 365), today - timedelta(days=600)),
            tier=(Tier.BRONZE, Tier.SILVER, Tier.GOLD, Tier.GOLD)[visits[number] - 1],
            annual_cents=visits[number] * 100 * int(invention.random.integers(*numbers.EUROS_A_VISIT)),
            ended_on=invention.between(today - timedelta(days=540), today)
            if number >= numbers.UNDER_CONTRACT
            else None,
            external_ref=f"K{number:04}",
        )
        for number, index in enumerate(chosen)
    )
