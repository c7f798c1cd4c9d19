"""Let technicians' devices into their calendar, see them, and shut one out."""

from typing import Annotated, Any

import typer
from rich.table import Table

from api.caldav.places import ROOT
from api.commands.common import (
    FirmOption,
    JsonOption,
    console_for,
    finish,
    firm_named,
    reading_house,
    technician_named,
    writing_house,
)
from api.errors import CommandRefused
from desk.devices import Device, revoke_device
from desk.errors import AlreadyConnected
from desk.showing import add_device
from planner.ports import Work
from planner.technicians import Technician

devices = typer.Typer(
    help="Les appareils des techniciens qui tiennent leur agenda (CalDAV) : un mot de passe chacun.",
    no_args_is_help=True,
)
_NONE = "Aucun appareil : creneau calendars devices add TECHNICIEN."


@devices.command("add")
def added(
    technician: Annotated[str, typer.Argument(help="Nom du technicien.")],
    firm: FirmOption = "",
    label: Annotated[str, typer.Option("--label", help="Quel appareil, pour s'y retrouver.")] = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Donner à un appareil un nom et un mot de passe à lui ; ce dernier n'est dit qu'ici."""
    console = console_for(as_json=as_json)
    with writing_house() as house:
        meant = firm_named(house, firm)

        def command(work: Work) -> tuple[Device, str]:
            return add_device(work, technician_named(work, technician).id, label)

        try:
            device, password = house.transactions.write(meant.id, command)
        except AlreadyConnected as error:
            raise CommandRefused(str(error)) from error
        told = {"server": f"{house.settings.address}{ROOT}", "user": f"{device.id}@{meant.slug}", "password": password}
    for title, value in zip(("Serveur", "Utilisateur", "Mot de passe"), told.values(), strict=True):
        console.print(f"{title} : {value}")
    finish({"device": device.id, **told}, as_json=as_json)


@devices.command("list")
def listed(firm: FirmOption = "", *, as_json: JsonOption = False) -> None:
    """Les appareils qui peuvent entrer, et quand ils l'ont fait."""
    with reading_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            names = {one.id: one.name for one in work.of(Technician).find()}
            found = sorted(work.of(Device).find(), key=lambda one: (one.added_at, one.id))
    table = Table("appareil", "technicien", "nom", "dernier passage")
    told: list[dict[str, Any]] = []
    for one in found:
        used = f"{one.last_used_at.astimezone(meant.zone):%d/%m/%Y à %H:%M}" if one.last_used_at else "jamais"
        table.add_row(one.id, names.get(one.technician_id, ""), one.label, used)
        name = names.get(one.technician_id, "")
        told.append({"device": one.id, "technician": name, "label": one.label, "last_used_at": one.last_used_at})
    console_for(as_json=as_json).print(table if told else _NONE)
    finish({"devices": told}, as_json=as_json)


@devices.command("revoke")
def revoked(
    device: Annotated[str, typer.Argument(help="L'appareil, comme dans la liste.")],
    firm: FirmOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Ne plus laisser entrer un appareil, par exemple perdu."""
    with writing_house() as house:
        meant = firm_named(house, firm)

        def command(work: Work) -> None:
            if not work.of(Device).find(id=device):
                raise CommandRefused("Aucun appareil ne s'appelle ainsi : creneau calendars devices list.")
            revoke_device(work, device)

        house.transactions.write(meant.id, command)
    console_for(as_json=as_json).print("Cet appareil n'entre plus.")
    finish({"device": device}, as_json=as_json)
