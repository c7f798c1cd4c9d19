"""The actions about what was done and what waits, answered with samples."""

from datetime import date

from api.views import Caller, Done, InboxItem, InboxKind, InboxView, JournalLine, JournalView, Refused
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


def inbox(caller: Caller, slug: str) -> InboxView:
    """One of each kind."""
    items = (
        InboxItem(InboxKind.UNPLACED, "Lucie Favre", "Promis mardi, et sur aucune tournée.", None, TODAY, "A9"),
        InboxItem(InboxKind.BROKEN, "mercredi 25 novembre 2026", "2 promesses ne tiennent plus.", None, TODAY),
        InboxItem(InboxKind.UNANSWERED, "Jean Perrin", "N’a pas choisi d’autre moment.", at(9), None, "A4"),
        InboxItem(InboxKind.NOTICE, "Gaëtan Roche", "A déplacé un passage.", at(8), TODAY, "A2", "N1"),
        InboxItem(InboxKind.CALENDAR, "Agenda de Nadia", "Le mot de passe est refusé.", target="K1"),
        InboxItem(InboxKind.MAIL, "jean@perrin.invalid", "« Rendez-vous confirmé » n’est pas parti.", at(7)),
        InboxItem(InboxKind.PROGRAM, "compta.invalid", "Ce logiciel n’est plus prévenu.", at(7)),
        InboxItem(InboxKind.IMPORT, "clients.csv", "Lu, et pas encore confirmé.", at(7), target="12"),
        InboxItem(
            InboxKind.PROPOSAL, "mardi 24 novembre 2026", "2 changements : 30 min de route en moins.", at(4), TODAY
        ),
    )
    return InboxView(FIRM, CLAIRE, items)
