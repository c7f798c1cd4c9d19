"""Ask for slots and for a better plan from the command line."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from api import actions
from api.actions.common import signed_offer
from api.actions.places import find_place, home_of
from api.commands.common import (
    OPERATOR,
    FirmOption,
    JsonOption,
    console,
    finish,
    firm_named,
    operator,
    reading_house,
    writing_house,
)
from api.errors import CommandRefused
from connectors.places import FoundPlace
from desk.wording import say_euros, say_gain, say_moment, say_window
from planner.deciding import accept_plan
from planner.firms import Firm
from planner.identifiers import TechnicianId
from planner.plans import Proposal
from planner.ports import Actor, Work
from planner.replanning import Search, propose_plan
from planner.services import Service
from planner.sites import Position
from planner.slots import Wish, offer_slots
from planner.technicians import Technician
from planner.working_days import local_day
from solver.stop import Seconds

DayOption = Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Le jour, AAAA-MM-JJ.")]


def slots(
    service: Annotated[str, typer.Argument(help="Code, nom ou identifiant de la prestation ; sinon la première.")] = "",
    commune: Annotated[str, typer.Argument(help="Code postal ou commune ; sinon celle de l'entreprise.")] = "",
    firm: FirmOption = "",
    day: DayOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Les créneaux que quelqu'un peut vraiment tenir, le moins cher d'abord."""
    with reading_house() as house:
        meant = firm_named(house, firm)
        first = [one.service for one in actions.portal(operator(house, meant), meant.slug).services][:1]
        with house.transactions.read(meant.id) as work:
            place = find_place(house, commune) if commune else home_of(work)
            if place is None:
                raise CommandRefused(f"Lieu inconnu : {commune or 'dites une commune'}.")
            only = day.date() if day else None
            wish = _wish(_service(work, service or "".join(first)), place, only)
            found = offer_slots(work, wish, house.boards.of(meant.id))
            names = {one.id: one.name for one in work.of(Technician).find()}
        answers = [
            {
                "start": slot.window.start.isoformat(),
                "end": slot.window.end.isoformat(),
                "technician": names[slot.technician_id],
                "cost": slot.cost,
                "reason": slot.reason.fr if slot.reason else "",
                "offer": signed_offer(house, meant, slot, place.label),
            }
            for slot in found
        ]
    for slot in found:
        reason = slot.reason.fr if slot.reason else ""
        console.print(f"{say_window(slot.window, meant.zone)}  {say_euros(slot.cost)}  {reason}")
    finish({"slots": answers}, as_json=as_json)


def plan(
    firm: FirmOption = "",
    day: DayOption = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Temps de calcul.")] = 10.0,
    seed: Annotated[int, typer.Option("--seed", help="Graine du hasard.")] = 1,
    *,
    accept: Annotated[bool, typer.Option("--accept", help="Accepter la proposition entière.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Chercher un meilleur planning pour un jour ; il reste une proposition jusqu'à --accept."""
    with writing_house() as house:
        meant = firm_named(house, firm)
        chosen = day.date() if day else local_day(house.clock(), meant.zone)
        proposal = propose_plan(house.transactions, meant.id, (chosen, chosen), Search(Seconds(seconds), seed))
        if accept and proposal.lines:
            actor, board = Actor("management", OPERATOR), house.boards.of(meant.id)
            house.transactions.write(meant.id, lambda work: accept_plan(work, proposal.id, board, actor=actor))
        with house.transactions.read(meant.id) as work:
            names = {one.id: one.name for one in work.of(Technician).find()}
    answer = _proposal(proposal, meant, names)
    for line in answer["lines"]:
        console.print(f"{line['before']} → {line['after']} : {line['reason']}")
    if proposal.groups:
        gain, euros = say_gain(proposal.gain), say_euros(proposal.saving)
        console.print(f"{len(proposal.groups)} changements : {gain}, {euros} de moins en tout")
    else:
        console.print("Aucun changement : ce planning est le meilleur trouvé.")
    finish({**answer, "accepted": accept and bool(proposal.lines)}, as_json=as_json)


def _wish(service: Service, place: FoundPlace, day: Any) -> Wish:  # noqa: ANN401 - a date or None
    return Wish(service.id, Position(place.lat, place.lon), place.postcode, first=day, last=day)


def _service(work: Work, said: str) -> Service:
    """Return the active service with this code, name or identifier.

    Raises:
        CommandRefused: there is none.
    """
    known = work.of(Service).find(active=True)
    found = next((one for one in known if said in {one.id, one.code, one.name}), None)
    if found is None:
        raise CommandRefused(f"Dites quelle prestation : {', '.join(sorted(one.code for one in known))}.")
    return found


def _proposal(proposal: Proposal, firm: Firm, names: Mapping[TechnicianId, str]) -> dict[str, Any]:
    def told(technician: TechnicianId, at: datetime) -> str:
        return f"{names.get(technician, technician)}, {say_moment(at, firm.zone)}"

    return {
        "proposal": proposal.id,
        "lines": [
            {
                "appointment": line.appointment_id,
                "before": told(*line.before),
                "after": told(*line.after),
                "reason": line.reason,
                "group": line.group,
                "gain": asdict(line.gain),
            }
            for line in proposal.lines
        ],
        "saving": proposal.saving,
        "travel_before": proposal.travel_before,
        "travel_after": proposal.travel_after,
    }
