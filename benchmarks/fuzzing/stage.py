"""What is fuzzed: a house of two small firms, where something is booked, opened, brought in and proposed already."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fastapi import FastAPI
from starlette.types import ASGIApp

from api import migrations, wiring
from api.application import create_application
from api.house import House
from api.settings import read_settings
from benchmarks.race.databases import STORES as DATABASES
from benchmarks.race.databases import database
from desk.accounts import Scope
from desk.setup import Founded
from solver.stop import NoImprovement
from tests.support.client import Client
from tests.support.house import SECRET, SetClock, a_house, found_firm, program_token

STORES = ("memory", *DATABASES)
NEIGHBOUR = "Zéphyrine Duvoisin"
"""A customer of the firm next door, whose name no answer to the firm that is fuzzed may hold."""
SEYNOD = "74600 Seynod"
_EDGES = ["1900-01-01", "2199-12-31", "0001-01-01", "9999-12-31"]
A_FILE = "Nom;Téléphone;Adresse;Code postal;Ville\nCamille Revel;0639981234;12 rue des Aulnes;74600;Seynod\nX;12;;;\n"
_ROUNDS_OF_A_SEARCH = 50
Kept = dict[str, list[str]]


@dataclass(slots=True)
class Stage:
    """An application to fuzz, the token that opens it, and by name the values that are `known` to mean something.

    `served` is the application, or what stands before it.
    """

    house: House
    application: FastAPI
    firm: Founded
    neighbour: Founded
    token: str
    known: Kept = field(default_factory=dict)
    served: ASGIApp = field(init=False)

    def __post_init__(self) -> None:
        """Serve the application itself, until a fault is planted before it."""
        self.served = self.application

    @property
    def headers(self) -> dict[str, str]:
        """Return what a program of the firm shows."""
        return {"Authorization": f"Bearer {self.token}"}


@contextmanager
def stage(store: str = "memory", build: Callable[[House], FastAPI] = create_application) -> Iterator[Stage]:
    """Set a stage on an empty store of this kind, and clear it away at the end.

    The clock stands still, so that what is offered stays offered; no worker is at work behind the requests; searches
    for better plans end at once, and one address may keep any number of slots.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="creneau-fuzz-")))
        stack.enter_context(patch("api.wiring.at_work", lambda _house: nullcontext()))
        stack.enter_context(patch("api.actions.searching.thoroughly", lambda: NoImprovement(_ROUNDS_OF_A_SEARCH)))
        house = stack.enter_context(_house(store, folder))
        firm, neighbour = found_firm(house), found_firm(house, "voisin", "Voisin Énergie")
        set_up = Stage(house, build(house), firm, neighbour, program_token(house, firm, *Scope))
        set_up.known = _booked(set_up)
        next_door = Stage(house, set_up.application, neighbour, firm, program_token(house, neighbour, *Scope))
        set_up.known["appointment"] += _booked(next_door, NEIGHBOUR)["appointment"]
        yield set_up


@contextmanager
def _house(store: str, folder: Path) -> Iterator[House]:
    """Yield a house on a store of its own."""
    freely: dict[str, Any] = {"holds_per_address": 0}
    if store == "memory":
        house = a_house(folder, **freely)
        yield house
        house.searches.close()
        return
    with database(folder, store) as url:
        migrations.migrate(url)
        settings = {"data_folder": folder, "database_url": url, "secret": SECRET, "log_level": "error", **freely}
        house = wiring.open_house(read_settings(**settings), clock=SetClock())
        yield house
        house.close()


def _booked(where: Stage, name: str = "Camille Revel") -> Kept:
    """Do what a firm's first days bring, as its customers and a program of its own would; return what came of it."""
    client, slug = Client(where.application), where.firm.firm.slug
    service = client.get(f"/v1/firms/{slug}").json()["services"][0]["service"]
    wish = {"firm": slug, "service": service, "commune": SEYNOD}
    slots = client.get("/v1/slots", params=wish).json()["slots"]

    def made(path: str, key: str, **wanted: str) -> dict[str, str]:
        body = {"firm": slug, **wanted}
        told: dict[str, str] = client.post(path, json=body, headers={"idempotency-key": key}).json()
        return told

    holds = [made("/v1/holds", f"h{at}", offer=slot["offer"])["hold"] for at, slot in enumerate(slots[:12:3])]
    person = {"name": name, "phone": "06 39 98 12 34", "address": "12 rue des Aulnes", "city": "Seynod"}
    told = [made("/v1/appointments", f"b{at}", hold=hold, **person) for at, hold in enumerate(holds[:3])]
    day = slots[0]["start"][:10]
    return {
        "firm": [slug],
        "service": [service],
        "commune": [SEYNOD, "Annecy"],
        "day": [*sorted({slot["start"][:10] for slot in slots}), *_EDGES],
        "offer": [slot["offer"] for slot in slots] + _targets(where, told[0]["appointment"], day),
        "hold": holds,
        "token": [one["token"] for one in told],
        "appointment": [one["appointment"] for one in told],
        "words": ["Camille", "06 39 98", "Aulnes"],
        "condition": ["*"],
        **_office(where),
    }


def _targets(where: Stage, appointment: str, day: str) -> list[str]:
    """Return the offers by which an appointment could move on a day."""
    asked = f"/v1/appointments/{appointment}/verdicts"
    verdicts = Client(where.application).get(asked, params={"day": day}, headers=where.headers).json()["verdicts"]
    return [one["offer"] for one in verdicts if one["offer"]]


def _office(where: Stage) -> Kept:
    """Have a file read twice and a calendar address opened."""
    client, ours = Client(where.application), where.headers
    brought = {"file": ("clients.csv", A_FILE.encode())}
    read = [client.post("/v1/imports", files=brought, headers=ours).json()["number"] for _ in range(2)]
    technician = client.get("/v1/technicians", headers=ours).json()["items"][0]["technician"]
    feed = client.post("/v1/calendars", json={"technician": technician}, headers=ours).json()["calendar"]
    return {"import": read, "calendar": [feed], "technician": [technician]}
