"""The actions about places kept and freed, answered with samples: one open, gone and taken; two who wait."""

from dataclasses import replace

from api.views import (
    BookedView,
    Caller,
    Done,
    HoldView,
    OfferedPlaceView,
    PlaceAnswer,
    PlaceOfferView,
    PlacesForm,
    Refused,
    SlotTaken,
    WaitForm,
    WaitingListView,
    WaitingView,
)
from planner.intervals import Interval
from tests.web.samples import CLAIRE, FIRM, SERVICES, at, slots

PRESENT = Interval(at(13), at(15))
ASKED = PlaceOfferView(
    at(8),
    at(10),
    "Gaëtan Roche",
    "depuis Seynod : 4 min de route en plus ; 2 jours plus tôt",
    at(7),
    at(9),
    PlaceAnswer.OPEN,
)
WAITING = (
    WaitingView(
        "A12",
        "Élise Fontaine",
        "+33639981234",
        "elise.fontaine@exemple.invalid",
        "Dépannage",
        at(7),
        "A12",
        PRESENT,
        offers=(ASKED, replace(ASKED, answer=PlaceAnswer.LAPSED)),
    ),
    WaitingView("W1", "Paul Martin", "", "paul@exemple.invalid", "Visite pour un devis", at(7), last=at(8).date()),
)


def save_places(caller: Caller, slug: str, form: PlacesForm) -> Done | Refused:
    """Keeps how many are held back, and how long they are offered."""
    return Done("C’est noté.")


def join_by_link(caller: Caller, slug: str, token: str) -> Done | Refused:
    """Joins."""
    return Done("C’est noté.")


def stop_waiting_by_link(caller: Caller, slug: str, token: str) -> Done:
    """Leaves."""
    return Done("Vous n’êtes plus sur la liste d’attente.")


def wait_for_place(caller: Caller, slug: str, form: WaitForm) -> Done | Refused:
    """Joins; without a mail it is refused."""
    return Done("C’est noté.") if form.email else Refused("Vérifiez.", {"email": "Indiquez une adresse e-mail."})


def offered_place(caller: Caller, slug: str, token: str) -> OfferedPlaceView:
    """A place: "gone" and "taken" are."""
    answer = PlaceAnswer(token) if token in set(PlaceAnswer) else PlaceAnswer.OPEN
    near = slots()[:3] if answer is PlaceAnswer.GONE else ()
    return OfferedPlaceView(FIRM, SERVICES[0], at(8), at(10), at(7), answer, PRESENT, "abc123", near)


def take_place(caller: Caller, slug: str, token: str) -> BookedView | HoldView | SlotTaken | Refused:
    """Takes it; "gone" is."""
    return Refused("Cette place est déjà prise.") if token == "gone" else BookedView("A12", "abc123")


def decline_place(caller: Caller, slug: str, token: str) -> Done:
    """Leaves."""
    return Done("Vous n’êtes plus sur la liste d’attente.")


def waiting_list(caller: Caller, slug: str) -> WaitingListView:
    """Two who wait."""
    return WaitingListView(FIRM, CLAIRE, WAITING)


def remove_waiting(caller: Caller, slug: str, waiting: str) -> Done:
    """Removes one."""
    return Done("Retiré de la liste d’attente.")
