"""A proposal, and the actions about it, answered with samples."""

from collections.abc import Collection
from datetime import date

from api.views import Caller, ChangeView, Done, ProposalView, Refused, RevisedVisitView, TechnicianChanges
from tests.web.samples import at

PROPOSAL = ProposalView(
    proposal="PR3",
    made_at=at(7, 42),
    changes=(
        ChangeView(
            "C1",
            (RevisedVisitView("A9", "Lucie Favre", "Marc, 14 h 30", "Gaëtan, 14 h 20", "Gaëtan au lieu de Marc"),),
            2340,
            "39 min de route en moins",
        ),
        ChangeView(
            "C2",
            (
                RevisedVisitView("A6", "Paul Lachenal", "Nadia, 13 h 35", "Inès, 13 h 40", "Inès au lieu de Nadia"),
                RevisedVisitView("A7", "Jeanne Perrin", "Inès, 14 h", "Nadia, 14 h", "Nadia au lieu de Inès"),
            ),
            -540,
            "25 min d'heures supplémentaires en moins mais 9 min de route en plus",
        ),
    ),
    travel_before=23400,
    travel_after=21600,
    sentence="2 changements : 30 min de route en moins, 25 min d'heures supplémentaires en moins.",
    stale=1,
    cause="night",
    gap=0.8,
    technicians=(
        TechnicianChanges("T1", "Gaëtan", ("C1",)),
        TechnicianChanges("T2", "Inès", ("C2",)),
        TechnicianChanges("T4", "Nadia", ("C2",)),
    ),
    follow=(RevisedVisitView("A4", "Élise Fontaine", "Gaëtan, 15 h 30", "15 h 45", "autre heure de passage"),),
)


def propose_plan(caller: Caller, slug: str, *, day: date) -> Done | Refused:
    """Asks the solver."""
    return Done("Deux changements proposés.")


def accept_plan(caller: Caller, slug: str, *, proposal: str, changes: Collection[str]) -> Done | Refused:
    """Accepts some changes."""
    return Done(f"{len(changes)} changements acceptés.")


def refuse_plan(
    caller: Caller, slug: str, *, proposal: str, changes: Collection[str] | None = None, reason: str = ""
) -> Done | Refused:
    """Sets a proposal aside, or one of its changes."""
    return Done(f"{len(changes)} changement refusé ({reason})." if changes else "La proposition est mise de côté.")
