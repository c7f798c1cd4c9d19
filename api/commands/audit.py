"""Who signed in, settled, took out or erased what, and whether all of history is as it was written."""

from collections import deque
from dataclasses import asdict
from typing import Annotated, Any

import typer

from api.commands.common import FirmOption, JsonOption, console, finish, firm_named, reading_house
from planner.chain import Anchor, Checked, Fault, check, lines_from
from planner.history import only_noted

audit = typer.Typer(help="L'histoire des entreprises, dont chaque ligne tient à la précédente.", no_args_is_help=True)

BROKEN = 1
_FAULTS = {
    Fault.CHANGED: "la ligne {number} n'est plus celle qui a été écrite",
    Fault.MISSING: "la ligne {number} manque",
    Fault.NOT_THE_ANCHOR: "la ligne {number} n'est pas celle de l'ancre : l'histoire a été réécrite",
}


@audit.command("verify")
def verify(
    firm: FirmOption = "",
    since: Annotated[str, typer.Option("--since", help="Une ancre donnée par une vérification précédente.")] = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Relire l'histoire de chaque entreprise, ou d'une seule, et donner l'ancre à garder ailleurs."""
    anchor = Anchor.read(since) if since else None
    found: dict[str, Checked] = {}
    with reading_house() as house:
        meant = [firm_named(house, firm)] if firm or anchor else house.transactions.firms()
        for one in meant:
            with house.transactions.read(one.id) as work:
                found[one.slug] = check(work, anchor)
    for slug, checked in found.items():
        console.print(_said(slug, checked))
    broken = any(checked.fault for checked in found.values())
    finish({"firms": [_told(*one) for one in found.items()]}, as_json=as_json, code=BROKEN if broken else 0)


@audit.command("list")
def listed(
    firm: FirmOption = "",
    last: Annotated[int, typer.Option("--last", help="Tant de lignes, les plus récentes.", min=1)] = 50,
    *,
    as_json: JsonOption = False,
) -> None:
    """Connexions, refus, accès, réglages, exports et effacements, du plus ancien au plus récent."""
    with reading_house() as house, house.transactions.read(firm_named(house, firm).id) as work:
        lines = deque(filter(only_noted, lines_from(work.history, 1)), maxlen=last)
        zone = work.firm.zone
    for line in lines:
        who = f"{line.actor.role} {line.actor.id}".strip()
        console.print(f"{line.number}  {line.at.astimezone(zone):%d/%m/%Y %H:%M}  {line.verb}  {who}  {line.subject}")
    told = [
        {"number": one.number, "at": one.at, "verb": one.verb, "by": asdict(one.actor), "about": one.subject}
        for one in lines
    ]
    finish({"lines": told}, as_json=as_json)


def _said(slug: str, checked: Checked) -> str:
    if checked.fault:
        fault = _FAULTS[checked.fault].format(number=checked.broken)
        return f"[red]✗[/] {slug} : {fault} ; {checked.lines} lignes tiennent avant elle."
    if checked.head is None:
        return f"[green]✓[/] {slug} : pas encore d'histoire."
    return f"[green]✓[/] {slug} : {checked.lines} lignes tiennent. Ancre à garder ailleurs : {checked.head}"


def _told(slug: str, checked: Checked) -> dict[str, Any]:
    head = str(checked.head) if checked.head else None
    return {"firm": slug, "lines": checked.lines, "head": head, "broken": checked.broken, "fault": checked.fault}
