"""The actions about a day's history, answered with samples: what can be taken back, done again, or neither."""

from datetime import date

from api.views import Caller, Done, JournalLine, JournalView, Refused
from tests.web.samples import CLAIRE, FIRM, TODAY, at

LINES = (
    JournalLine(
        9,
        at(9, 12),
        "Claire Morel",
        "Action annulée",
        "Lucie Favre",
        "Paul, 24/11 14 h → Léa, 24/11 10 h",
        may_redo=True,
    ),
    JournalLine(8, at(9, 10), "Claire Morel", "Rendez-vous déplacé", "Lucie Favre", "", taken_back=True),
    JournalLine(7, at(8, 40), "Le client", "Rendez-vous annulé", "Martine Bonnet", "", "déménagement", may_undo=True),
    JournalLine(3, at(8, 5), "Créneau", "Rendez-vous confirmé", "Jean Perrin"),
)


def journal(caller: Caller, slug: str, day: date) -> JournalView:
    """Tuesday's steps, or nothing yet."""
    return JournalView(FIRM, CLAIRE, day, TODAY, LINES if day == TODAY else ())


def undo_last(caller: Caller, slug: str, day: date) -> Done | Refused:
    """Takes the last action back."""
    return Done("Annulé : le rendez-vous est revenu à sa place.")


def redo_last(caller: Caller, slug: str, day: date) -> Done | Refused:
    """Does it again."""
    return Done("Rétabli.")


def undo_step(caller: Caller, slug: str, number: int) -> Done | Refused:
    """Takes one step back."""
    return Done(f"Action {number} annulée.")


def redo_step(caller: Caller, slug: str, number: int) -> Done | Refused:
    """Does one step again."""
    return Done(f"Action {number} rétablie.")
