"""What a program does to be told of what happens instead of asking again and again."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.actions.common import house_of
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
    house, person = house_of(asking.caller), asking.caller.person
    by = AccountId(person.person if person else "")

    def command(work: Work) -> OpenedWebhook:
        plain = house.settings.private_addresses
        webhook, secret = open_webhook(work, house.seal, wish.url, wish.events, made_by=by, plain=plain)
        return OpenedWebhook(webhook.id, secret)

    return house.transactions.write(asking.firm.id, command)


@router.delete("/webhooks/{webhook}", status_code=204, responses=answers(None, 401, 403, status=204))
def remove_webhook(webhook: str, asking: SettingsWriter) -> Response:
    """Tell an address nothing any more."""
    house_of(asking.caller).transactions.write(asking.firm.id, lambda work: close_webhook(work, WebhookId(webhook)))
    return Response(status_code=204)
