"""What a customer may ask about himself, and the register, answered with samples."""

from api.views import Caller, Done, FileView, Refused, RegisteredView, RegisterView
from tests.web.sample_direction import HELENE
from tests.web.samples import FIRM

REGISTER = RegisterView(
    FIRM,
    HELENE,
    (
        (
            "Prendre, planifier et tenir les rendez-vous",
            (
                RegisteredView("Clients", ("clients",), ("nom", "téléphone", "e-mail"), "1 095 jours"),
                RegisteredView("Notes de passage", ("clients",), ("texte",), "1 095 jours"),
            ),
        ),
        (
            "Laisser entrer l’équipe, et elle seule",
            (RegisteredView("Connexions ouvertes", ("équipe",), ("appareil",), "30 jours"),),
        ),
    ),
)


def export_customer(caller: Caller, slug: str, *, customer: str) -> FileView:
    """A small archive."""
    return FileView("donnees-C1.zip", "application/zip", b"PK")


def erase_customer(caller: Caller, slug: str, *, customer: str, sure: bool) -> Done | Refused:
    """Once somebody is sure."""
    return Done("C’est effacé.") if sure else Refused("Cochez la case pour effacer.")


def register(caller: Caller, slug: str) -> RegisterView:
    """A short one."""
    return REGISTER
