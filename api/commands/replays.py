"""Live a firm's past weeks again under several policies, and tell what each is worth."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from api import wiring
from api.commands.common import FirmOption, JsonOption, console_for, finish, firm_named, reading_house
from api.commands.options import gathered
from api.errors import CommandRefused
from api.replay.asking import Past, asked, read_past
from api.replay.figures import Figure, figures
from api.replay.living import lived
from api.replay.policies import POLICIES, Policy, improved
from desk.demo import create_demo, opening
from desk.store import KINDS
from planner.memory import Memory

WEEKS = 12
BEFORE, SETTLING = 26, 2
"""Weeks before the replay whose emergencies forecasts know of, and the first ones lived, which start from nothing."""

_ROWS: Mapping[str, tuple[str, float, str]] = {
    "confirmation_hours": ("délai de confirmation (h)", 1, ".1f"),
    "urgent_same_day": ("urgences le jour même (%)", 100, ".1f"),
    "days_to_visit": ("jours d'attente du passage", 1, ".1f"),
    "kilometres_a_visit": ("kilomètres par passage", 1, ".1f"),
    "overtime_minutes": ("minutes supplémentaires par semaine", 1, ".0f"),
    "slots_lost": ("créneaux gardés pour rien par semaine", 1, ".1f"),
    "slots_withheld": ("créneaux non proposés (%)", 100, ".1f"),
    "refused": ("demandes sans créneau par semaine", 1, ".1f"),
    "calls_avoided": ("appels évités par semaine", 1, ".0f"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """Whose weeks to live again, how many, and under which policies."""

    firm: FirmOption = ""
    demo: Annotated[bool, typer.Option("--demo", help="L'entreprise inventée de la démonstration.")] = False
    weeks: Annotated[int, typer.Option(min=1, help="Nombre de semaines à revivre.")] = WEEKS
    policy: Annotated[list[str] | None, typer.Option(help="Une règle seulement ; à répéter.")] = None
    plan: Annotated[bool, typer.Option("--plan", help="Aussi avec des tournées refaites chaque nuit.")] = False
    demand: Annotated[float, typer.Option(min=0.1, max=5, help="Combien de fois plus de demandes.")] = 1.0
    seed: Annotated[int, typer.Option("--seed", help="Graine du hasard.")] = 1
    as_json: JsonOption = False

    def policies(self) -> list[Policy]:
        """The policies asked for.

        Raises:
            BadParameter: one has no such name.
        """
        known = {one.name: one for one in POLICIES}
        wanted = self.policy or list(known)
        if unknown := [name for name in wanted if name not in known]:
            raise typer.BadParameter(f"{unknown[0]} : choisissez parmi {', '.join(known)}.")
        found = [known[name] for name in wanted]
        return [*found, *map(improved, found)] if self.plan else found


@gathered(ReplayOptions)
def replay(options: ReplayOptions) -> None:
    """Revivre les semaines passées sous d'autres règles : ce que valent réserve, réservation en ligne et tournées."""
    policies, console = options.policies(), console_for(as_json=options.as_json)
    with _past(options) as past:
        if not past.weeks:
            raise CommandRefused("Aucune semaine passée à revivre : importez d'abord l'historique de l'entreprise.")
        weeks = asked(past, BEFORE + SETTLING + options.weeks, options.seed, options.demand)
    found: dict[str, dict[str, Figure]] = {}
    for policy in policies:
        living = lived(past, weeks, policy, first=BEFORE)
        seen = track(living, policy.label, SETTLING + options.weeks, console=console, transient=True)
        found[policy.name] = figures(list(seen)[SETTLING:])
    console.print(_table(policies, found))
    console.print("Entre parenthèses, la fourchette à 90 %. Les passages durent le temps prévu, personne n'annule.")
    told = [
        {"policy": one.name, "label": one.label, **{name: asdict(it) for name, it in found[one.name].items()}}
        for one in policies
    ]
    asked_for = {"weeks": options.weeks, "seed": options.seed, "demand": options.demand}
    finish({"firm": past.firm.slug, **asked_for, "policies": told}, as_json=options.as_json)


@contextmanager
def _past(options: ReplayOptions) -> Iterator[Past]:
    """Read the past of the demonstration, made in memory, or of a firm of the database."""
    if options.demo:
        opened_at = opening(wiring.now())
        memory = Memory(kinds=KINDS, clock=lambda: opened_at)
        firm = create_demo(memory, opened_at)
        with memory.read(firm.id) as work:
            yield read_past(work)
        return
    with reading_house() as house, house.transactions.read(firm_named(house, options.firm).id) as work:
        yield read_past(work)


def _table(policies: Sequence[Policy], found: Mapping[str, Mapping[str, Figure]]) -> Table:
    """Each figure as a row, each policy as a column."""
    table = Table("", *(policy.label for policy in policies))
    for name, (label, times, form) in _ROWS.items():
        table.add_row(label, *(_told(found[policy.name][name], times, form) for policy in policies))
    return table


def _told(figure: Figure, times: float, form: str) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "–"
    value, low, high = (f"{times * it:{form}}".replace(".", ",") for it in (figure.value, figure.low, figure.high))
    return f"{value} ({low} – {high})"
