"""The actions by which a firm decides how its customers meet it, answered with samples."""

from dataclasses import replace

from api.views import Caller, Done, MessagesForm, MessagesView, Refused
from tests.web.samples import CLAIRE, FIRM, MESSAGES

HELD = replace(
    MESSAGES[1],
    message="M0",
    trouble="Retenu : déjà 4 e-mails à cette adresse aujourd'hui.",
    held_back=True,
)


def messages(caller: Caller, slug: str) -> MessagesView:
    """The mails, one of them held back."""
    return MessagesView(FIRM, CLAIRE, (*MESSAGES, HELD))


def save_messages(caller: Caller, slug: str, form: MessagesForm) -> Done | Refused:
    """Keeps the rules of mails; no hour is refused."""
    if not form.reminder_hour:
        return Refused("Vérifiez les champs signalés.", {"reminder_hour": "Heure attendue sous la forme 08:30."})
    return Done("C’est noté.")
