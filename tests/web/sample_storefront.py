"""The actions by which a firm decides how its customers meet it, answered with samples."""

from base64 import b64decode
from dataclasses import replace

from api.views import (
    AppointmentView,
    ArrivalView,
    Caller,
    ColoursView,
    Done,
    EmbeddedView,
    FileView,
    FollowView,
    HoldView,
    MessagesForm,
    MessagesView,
    PortalView,
    Refused,
    SettingsView,
    ShadesView,
    SlotTaken,
    StorefrontForm,
    StorefrontSettings,
    WordView,
)
from tests.web.sample_actions import TAKEN, Missing
from tests.web.samples import APPOINTMENT, CLAIRE, COMMUNES, FIRM, FOLLOW, MESSAGES, SERVICES, SETTINGS, at, hold

HELD = replace(
    MESSAGES[1],
    message="M0",
    trouble="Retenu : déjà 4 messages à la même personne aujourd'hui.",
    held_back=True,
)

LOGO = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOoBwAAgQCA05RTSgAAAABJRU5ErkJggg==")
OWN = replace(FIRM, accent="#5b2a86", logo="0123456789ab")
WRITTEN = (WordView(at(9, 40), "Le portail est fermé :\nsonnez chez Perrin."),)
EXPECTED = replace(
    FOLLOW,
    firm=OWN,
    arrival=ArrivalView(at(13, 30), at(14, 15)),
    changes_until=at(9),
    cut_off=4 * 3600,
    words=WRITTEN,
    discount=5,
)


def follow(caller: Caller, slug: str, token: str) -> FollowView:
    """The appointment behind a link, on its day."""
    if token == "perdu":
        raise Missing
    return EXPECTED


def write_by_link(caller: Caller, slug: str, token: str, *, text: str) -> Done | Refused:
    """Leaves a word; an empty one is refused."""
    return Done("Votre message est arrivé.") if text else Refused("", {"text": "Écrivez d’abord votre message."})


def appointment(caller: Caller, slug: str, appointment: str) -> AppointmentView:
    """All that is known of one, with what its customer wrote."""
    return replace(APPOINTMENT, words=WRITTEN)


def messages(caller: Caller, slug: str) -> MessagesView:
    """The mails, one of them held back."""
    return MessagesView(FIRM, CLAIRE, (*MESSAGES, HELD))


def save_messages(caller: Caller, slug: str, form: MessagesForm) -> Done | Refused:
    """Keeps the rules of mails; no hour is refused."""
    if not form.reminder_hour:
        return Refused("Vérifiez les champs signalés.", {"reminder_hour": "Heure attendue sous la forme 08:30."})
    return Done("C’est noté.")


SITE = "https://www.duret.invalid"


def embedded(caller: Caller, slug: str) -> EmbeddedView:
    """What one site may show in a frame."""
    return EmbeddedView(PortalView(OWN, SERVICES, COMMUNES), (SITE,))


def settings(caller: Caller, slug: str) -> SettingsView:
    """All settings, with a site that carries the booking page."""
    return replace(SETTINGS, firm=OWN, storefront=StorefrontSettings(4, (SITE,), "http://localhost:8000", OWN.accent))


def save_storefront_settings(caller: Caller, slug: str, form: StorefrontForm) -> Done | Refused:
    """Keeps what customers meet; a site without a dot is none."""
    if form.origins and "." not in form.origins:
        return Refused("Vérifiez les champs signalés.", {"origins": "Écrivez l’adresse d’un site."})
    return Done("C’est noté.")


def hold_slot(caller: Caller, slug: str, *, offer: str) -> HoldView | SlotTaken:
    """Keeps a slot; the one at 15 h is always lost."""
    return TAKEN if offer.endswith("-15") else replace(hold(), discount=5)


def held(caller: Caller, slug: str, ticket: str) -> HoldView | SlotTaken:
    """A kept slot in the quarter of another visit; "gone" has expired."""
    return TAKEN if ticket == "gone" else replace(hold(), discount=5)


def colours(caller: Caller, slug: str) -> ColoursView:
    """A firm's violet."""
    return ColoursView(
        ShadesView("#5b2a86", "#49226b", "#ffffff", "#efeaf3"), ShadesView("#b79fcd", "#c5b2d7", "#10171b", "#282e38")
    )


def logo(caller: Caller, slug: str) -> FileView:
    """One grey point."""
    return FileView("logo.png", "image/png", LOGO)


def save_firm_logo(caller: Caller, slug: str, *, content: bytes) -> Done | Refused:
    """Keeps it; a drawing is refused."""
    if content.startswith(b"<svg"):
        return Refused("Vérifiez les champs signalés.", {"logo": "Choisissez une image PNG."})
    return Done("C’est noté.")
