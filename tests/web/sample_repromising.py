"""The actions about promises that cannot be kept, answered with samples."""

from collections.abc import Collection
from datetime import date, timedelta

from api.views import Caller, Done, Refused, RepromiseView, SlotTaken
from tests.web import samples
from tests.web.samples import CLAIRE, FIRM, TODAY, at

TOMORROW = TODAY + timedelta(days=1)


def repromise(caller: Caller, slug: str, appointment: str) -> RepromiseView:
    """Three windows; "A1" has no e-mail, for "A3" there is nothing, "A4" has been asked."""
    slots = samples.slots()[:3] if appointment != "A3" else ()
    return RepromiseView(
        FIRM,
        CLAIRE,
        samples.APPOINTMENT.visit,
        slots,
        "Votre rendez-vous du mardi 24 novembre : choisissez un autre moment",
        "Bonjour,\n\nNous ne pourrons pas venir.",
        "" if appointment == "A1" else "lucie@favre.invalid",
        at(8) if appointment == "A4" else None,
        at(8, day=TODAY + timedelta(days=2)) if appointment == "A4" else None,
    )


def ask_for_another(
    caller: Caller, slug: str, *, appointment: str, offers: Collection[str], reason: str = ""
) -> Done | Refused:
    """Asks, once something is ticked."""
    if not offers:
        return Refused("Cochez au moins un créneau à proposer.", {"offer": "Cochez au moins un créneau à proposer."})
    return Done(f"Le client reçoit {len(offers)} créneaux ({reason}).")


def choose_by_link(caller: Caller, slug: str, token: str, *, offer: str) -> Done | Refused | SlotTaken:
    """Settles it, unless it is gone."""
    if offer == "gone":
        return SlotTaken("Ce moment vient d’être pris. En voici d’autres.", samples.slots()[:3])
    return Done("C’est noté.")


def mark_absent(caller: Caller, slug: str, *, technician: str, day: date, reason: str = "") -> Done | Refused:
    """Notes it."""
    return Done(f"Noté absent ({technician}, {reason}).")


def mark_present(caller: Caller, slug: str, *, technician: str, day: date) -> Done | Refused:
    """Takes it back."""
    return Done("Absence retirée.")
