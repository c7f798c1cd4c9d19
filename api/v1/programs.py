"""What a program does to be told of what happens instead of asking again and again."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.actions.common import firm_for, house_of, noted
from api.actions.programs import webhook_line
from api.security import Staff, staff
from api.v1.described import answers
from api.v1.models import OpenedWebhook, WebhookWish
from api.views import WebhookLine
from desk.accounts import Scope
from desk.identifiers import AccountId, WebhookId
from desk.webhooks import close_webhook, open_webhook, webhooks
from planner.ports import Work

router = APIRouter(prefix="/v1", tags=["Annonces"])
SettingsReader = Annotated[Staff, Depends(staff(Scope.SETTINGS_READ))]
SettingsWriter = Annotated[Staff, Depends(staff(Scope.SETTINGS_WRITE))]


@router.get("/webhooks", responses=answers(tuple[WebhookLine, ...], 401, 403))
def list_webhooks(asking: SettingsReader) -> tuple[WebhookLine, ...]:
    """The addresses that are told what happens, the oldest first."""
    with house_of(asking.caller).transactions.read(asking.firm.id) as work:
        return tuple(map(webhook_line, webhooks(work)))


@router.post("/webhooks", status_code=201, responses=answers(OpenedWebhook, 401, 403, 422, status=201))
def add_webhook(wish: WebhookWish, asking: SettingsWriter) -> OpenedWebhook:
    """Have an address told; the secret that signs its messages is in this answer and nowhere else."""
    house, (firm, person) = house_of(asking.caller), firm_for(asking.caller, asking.slug)

    def command(work: Work) -> OpenedWebhook:
        plain, by = house.settings.private_addresses, AccountId(person.person)
        webhook, secret = open_webhook(work, house.seal, wish.url, wish.events, made_by=by, plain=plain)
        return OpenedWebhook(webhook.id, secret)

    return house.transactions.write(firm.id, noted(person, "open_webhook", command))


@router.delete("/webhooks/{webhook}", status_code=204, responses=answers(None, 401, 403, status=204))
def remove_webhook(webhook: str, asking: SettingsWriter) -> Response:
    """Tell an address nothing any more."""
    firm, person = firm_for(asking.caller, asking.slug)
    command = noted(person, "close_webhook", lambda work: close_webhook(work, WebhookId(webhook)), webhook)
    house_of(asking.caller).transactions.write(firm.id, command)
    return Response(status_code=204)
