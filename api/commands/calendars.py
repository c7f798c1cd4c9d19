"""Open, list and close the secret calendar addresses of technicians, areas and the team."""

from typing import Annotated

import typer

from api.commands.common import (
    FirmOption,
    JsonOption,
    console,
    finish,
    firm_named,
    reading_house,
    technician_named,
    writing_house,
)
from api.commands.connections import connect, disconnect_calendar, reset, status, sync_now
from api.commands.devices import devices
from api.commands.probing import probe
from api.errors import CommandRefused
from desk.feeds import Feed, feeds, open_feed, revoke_feed
from planner.ports import Work
from planner.technicians import Technician

calendars = typer.Typer(
    help="Les agendas à suivre : une adresse secrète par technicien, secteur ou équipe.", no_args_is_help=True
)
calendars.command("probe")(probe)
calendars.add_typer(devices, name="devices")
for name, command in (
    ("connect", connect),
    ("status", status),
    ("sync", sync_now),
    ("reset", reset),
    ("disconnect", disconnect_calendar),
):
    calendars.command(name)(command)
TechnicianArgument = Annotated[str, typer.Argument(help="Nom du technicien ; sans lui ni secteur, toute l'équipe.")]


@calendars.command("list")
def listed(firm: FirmOption = "", *, as_json: JsonOption = False) -> None:
    """Les adresses ouvertes ; leur secret n'est plus lisible."""
    with reading_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            names = {one.id: one.name for one in work.of(Technician).find()}
            found = feeds(work)
    for feed in found:
        used = f"lue le {feed.last_used_at:%d/%m/%Y}" if feed.last_used_at else "jamais lue"
        whose = names.get(feed.technician_id, "") if feed.technician_id else feed.area or "équipe"
        console.print(f"{feed.id[:12]}  {whose}  {feed.device}  {used}")
    told = [
        {
            "calendar": feed.id,
            "technician": names.get(feed.technician_id, "") if feed.technician_id else None,
            "area": feed.area,
            "device": feed.device,
            "opened_at": feed.opened_at.isoformat(),
            "last_used_at": feed.last_used_at.isoformat() if feed.last_used_at else None,
        }
        for feed in found
    ]
    finish({"calendars": told}, as_json=as_json)


@calendars.command("open")
def opened(
    technician: TechnicianArgument = "",
    firm: FirmOption = "",
    area: Annotated[str, typer.Option("--area", help="Nom d'un secteur, pour les visites qui s'y font.")] = "",
    device: Annotated[str, typer.Option("--device", help="Sur quel appareil, pour s'y retrouver.")] = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Ouvrir une adresse ; elle n'est dite qu'ici."""
    with writing_house() as house:
        meant = firm_named(house, firm)

        def command(work: Work) -> tuple[Feed, str]:
            if technician and area:
                raise CommandRefused("Une adresse est d'un technicien ou d'un secteur.")
            if area and area not in {known.name for known in work.firm.rules.areas}:
                raise CommandRefused(f"Aucun secteur ne s'appelle « {area} ».")
            whose = technician_named(work, technician).id if technician else None
            return open_feed(work, whose, device, area=area or None)

        feed, token = house.transactions.write(meant.id, command)
        url = f"{house.settings.address}/f/{meant.slug}/calendar/{token}.ics"
    console.print(url)
    finish({"calendar": feed.id, "url": url}, as_json=as_json)


@calendars.command("revoke")
def revoked(
    calendar: Annotated[str, typer.Argument(help="Début de son numéro, comme dans la liste.")],
    firm: FirmOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Fermer une adresse : qui la lisait n'a plus rien."""
    with writing_house() as house:
        meant = firm_named(house, firm)

        def command(work: Work) -> str:
            found = [feed.id for feed in work.of(Feed).find() if feed.id.startswith(calendar)]
            if len(found) != 1:
                raise CommandRefused("Aucune adresse, ou plusieurs, ne commence ainsi.")
            revoke_feed(work, found[0])
            return found[0]

        closed = house.transactions.write(meant.id, command)
    console.print("Adresse fermée.")
    finish({"calendar": closed}, as_json=as_json)
