"""Other programs, answered with samples: one that asks, one that is told, and one that has not listened for days."""

from api.views import Caller, Done, ProgramsView, Refused, TokenForm, TokenLine, WebhookForm, WebhookLine
from desk.accounts import Scope
from desk.webhooks import EVENTS
from tests.web.sample_direction import HELENE
from tests.web.samples import FIRM, at

COPY = Done("Copiez ce secret dans le logiciel prévenu : il ne sera plus montré.", to_copy="whsec_c2VjcmV0/a+b=")
URL = "https://facturation.exemple.invalid/annonces/rendez-vous/et-tournees/de-duret-electricite"
PROGRAMS = ProgramsView(
    FIRM,
    HELENE,
    (TokenLine("f1", "Facturation", "creneau-api…a1b2c3", ("appointments:read", "customers:read"), at(8), at(9)),),
    (
        WebhookLine("W1", URL, ("appointment.confirmed", "appointment.cancelled"), at(8), at(10)),
        WebhookLine("W2", "https://b.invalid/", ("route.saved",), at(8), None, "Réponse 500, au lieu de 200.", at(9)),
        WebhookLine("W3", "https://c.invalid/", ("route.saved",), at(8), None, "Pas de réponse.", at(9), stopped=True),
    ),
    tuple(Scope),
    tuple(EVENTS.values()),
)


def programs(caller: Caller, slug: str) -> ProgramsView:
    """All of them."""
    return PROGRAMS


def make_token(caller: Caller, slug: str, form: TokenForm) -> Done | Refused:
    """Needs a name and something it may do."""
    if form.name and form.scopes:
        return Done("Copiez ce jeton dans ce logiciel : il ne sera plus montré.", to_copy="creneau-api.x.y")
    return Refused("Vérifiez les champs signalés.", {"scopes": "Choisissez ce que ce logiciel peut faire."})


def revoke_token(caller: Caller, slug: str, *, token: str) -> Done:
    """Revokes it."""
    return Done("Ce logiciel n’entre plus.")


def add_webhook(caller: Caller, slug: str, form: WebhookForm) -> Done | Refused:
    """Needs an address by https."""
    if form.url.startswith("https://"):
        return COPY
    return Refused("Vérifiez les champs signalés.", {"url": "Indiquez une adresse qui commence par https://."})


def renew_webhook(caller: Caller, slug: str, *, webhook: str) -> Done | Refused:
    """Renews it."""
    return COPY


def check_webhook(caller: Caller, slug: str, *, webhook: str) -> Done | Refused:
    """The second one does not listen."""
    return (
        Refused("Le message d’essai n’est pas arrivé.") if webhook == "W2" else Done("Le message d’essai est arrivé.")
    )


def close_webhook(caller: Caller, slug: str, *, webhook: str) -> Done:
    """Closes it."""
    return Done("Ce logiciel n’est plus prévenu.")
