"""A proposal, the search for one, and the actions about them, answered with samples."""

from collections.abc import Collection
from datetime import date, timedelta

from api.views import (
    Caller,
    ChangeView,
    Done,
    PlanSearchView,
    ProposalView,
    Refused,
    RevisedVisitView,
    TechnicianChanges,
)
from tests.web.samples import TODAY, at


def _revised(appointment: str, name: str, before: str, after: str, technician: str) -> RevisedVisitView:
    """A visit that goes to somebody else at the hour said, for 70 minutes."""
    who, when = after.split(", ")
    hour, _, minute = when.replace(" ", "").partition("h")
    start = at(int(hour), int(minute or 0))
    why = f"{who} au lieu de {before.partition(',')[0]}"
    return RevisedVisitView(appointment, name, before, after, why, technician, start, start + timedelta(minutes=70))


PROPOSAL = ProposalView(
    proposal="PR3",
    made_at=at(7, 42),
    changes=(
        ChangeView(
            "C1",
            (_revised("A9", "Lucie Favre", "Marc, 14 h 30", "Gaëtan, 14 h 20", "T1"),),
            2340,
            "39 min de route en moins",
        ),
        ChangeView(
            "C2",
            (
                _revised("A6", "Paul Lachenal", "Nadia, 13 h 35", "Inès, 13 h 40", "T4"),
                _revised("A12", "Élise Fontaine", "Inès, 14 h 10", "Nadia, 14 h", "T2"),
            ),
            -540,
            "25 min d’heures supplémentaires en moins mais 9 min de route en plus",
        ),
    ),
    travel_before=23400,
    travel_after=21600,
    sentence="2 changements : 30 min de route en moins, 25 min d’heures supplémentaires en moins.",
    stale=1,
    cause="night",
    gap=0.8,
    technicians=(
        TechnicianChanges("T1", "Gaëtan", ("C1",)),
        TechnicianChanges("T4", "Inès", ("C2",)),
        TechnicianChanges("T2", "Nadia", ("C2",)),
    ),
    follow=(RevisedVisitView("A4", "Jean Vincent", "Gaëtan, 15 h 30", "15 h 45", "autre heure de passage"),),
)


CURVE = ((0.0, 0), (0.3, 420), (1.1, 1290), (3.9, 1500), (6.2, 4140))
SEARCHES = {
    TODAY + timedelta(days=7 + number): PlanSearchView(state, state, elapsed, points[-1][1], left_out, points)
    for number, (state, elapsed, left_out, points) in enumerate(
        (
            ("running", 8, 1, CURVE),
            ("waiting", 0, 0, CURVE[:1]),
            ("stopping", 9, 0, CURVE),
            ("nothing", 3, 0, CURVE[:1]),
            ("stopped", 1, 0, CURVE[:1]),
            ("failed", 1, 0, CURVE[:1]),
            ("found", 20, 0, CURVE),
            ("overtaken", 20, 0, CURVE),
        )
    )
}
"""A day of the week after for each state of a search."""


def propose_plan(caller: Caller, slug: str, *, day: date) -> Done | Refused:
    """Asks the solver."""
    return Done("Un meilleur planning est recherché.")


def stop_search(caller: Caller, slug: str, *, day: date) -> Done | Refused:
    """Ends the search, where there is one."""
    return Done("La recherche s’arrête.") if day in SEARCHES else Refused("Aucune recherche n’est en cours.")


def accept_plan(caller: Caller, slug: str, *, proposal: str, changes: Collection[str]) -> Done | Refused:
    """Accepts some changes."""
    return Done(f"{len(changes)} changements acceptés.")


def refuse_plan(
    caller: Caller, slug: str, *, proposal: str, changes: Collection[str] | None = None, reason: str = ""
) -> Done | Refused:
    """Sets a proposal aside, or one of its changes."""
    return Done(f"{len(changes)} changement refusé ({reason})." if changes else "La proposition est mise de côté.")
