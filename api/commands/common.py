"""What every command shares: the house it works in, the firm it means, and how it answers people and programs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console

from api import migrations, wiring
from api.errors import CommandRefused, FirmNotSaid, ServerRunning
from api.house import House
from api.settings import Settings, read_settings
from api.views import Caller, PersonView, Role
from planner.firms import Firm
from planner.ports import Actor, Work
from planner.store.engines import database_file
from planner.store.errors import AlreadyServed
from planner.store.server_lock import claim_server_lock, server_running
from planner.technicians import Technician

FirmOption = Annotated[
    str, typer.Option("--firm", help="L'adresse publique de l'entreprise ; inutile s'il n'y en a qu'une.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Finir par une ligne : un objet JSON.")]
OPERATOR = "exploitant"
BY_OPERATOR = Actor("system", OPERATOR)
"""Whoever runs commands on this machine, as history names them."""


def console_for(*, as_json: bool) -> Console:
    """Where people read; where a program reads the output, that is the error stream."""
    return Console(stderr=as_json, soft_wrap=True, highlight=False)


console = console_for(as_json=False)


def finish(answer: dict[str, Any], *, as_json: bool, code: int = 0) -> None:
    """End a command: one JSON object on the last line when asked for, and its exit code."""
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, default=str))
    if code:
        raise typer.Exit(code)


@contextmanager
def reading_house() -> Iterator[House]:
    """Open the house to read it, whether or not a server runs.

    Raises:
        DatabaseBehind: the database is older than this program; `creneau migrate` brings it there.
        DatabaseAhead: it is newer.
    """
    settings = read_settings()
    migrations.require(settings.database)
    house = wiring.open_house(settings)
    try:
        yield house
    finally:
        house.close()


@contextmanager
def writing_house() -> Iterator[House]:
    """Open the house to change it, alone with its database file.

    Raises:
        ServerRunning: a server has the database file; only it may write.
        DatabaseBehind: the database is older than this program.
        DatabaseAhead: it is newer.
    """
    with alone(read_settings()), reading_house() as house:
        yield house


@contextmanager
def alone(settings: Settings, address: str = "") -> Iterator[None]:
    """Keep every other server and writing command away from a database file; `address` says where this one answers.

    Raises:
        ServerRunning: somebody is there already; the message says where a server answers.
    """
    folder = database_file(settings.database)
    if folder:
        folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with claim_server_lock(settings.database, address):
            yield
    except AlreadyServed as error:
        raise busy(settings) from error


def busy(settings: Settings) -> ServerRunning:
    """Return what to say when somebody has the database file."""
    address = server_running(settings.database)
    if address:
        return ServerRunning(f"Un serveur utilise cette base ({address}) : faites-le depuis ses pages, ou arrêtez-le.")
    return ServerRunning("Une autre commande utilise cette base : attendez qu'elle finisse.")


def firm_named(house: House, slug: str) -> Firm:
    """Return the firm meant: the one named, or the only one.

    Raises:
        NotFound: there is none with this address.
        FirmNotSaid: there are several, or none at all.
    """
    if slug:
        return house.transactions.firm_by_slug(slug)
    firms = house.transactions.firms()
    if len(firms) == 1:
        return firms[0]
    known = ", ".join(firm.slug for firm in firms)
    raise FirmNotSaid(f"Dites laquelle avec --firm : {known}." if known else "Aucune entreprise : creneau firm create.")


def operator(house: House, firm: Firm) -> Caller:
    """Return whoever runs commands on this machine, as actions know them: they may do everything in the firm."""
    person = PersonView(OPERATOR, "Exploitant", "", Role.MANAGEMENT)
    return Caller(csrf_token="", person=person, firm=firm.id, demo=firm.demo, house=house)


def technician_named(work: Work, name: str) -> Technician:
    """Return the technician with this name or identifier.

    Raises:
        CommandRefused: nobody, or more than one, has it.
    """
    found = [one for one in work.of(Technician).find() if name in {one.id, one.name}]
    if len(found) != 1:
        raise CommandRefused(f"Aucun technicien, ou plusieurs, ne s'appelle « {name} ».")
    return found[0]
