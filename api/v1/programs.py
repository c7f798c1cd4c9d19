"""What a program does to be told of what happens instead of asking again and again."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api import actions
from api.actions.common import house_of
from api.actions.programs import opened_webhook, webhook_line
from api.security import Staff, staff
from api.v1.described import answers
from api.v1.models import OpenedWebhook, WebhookWish
from api.views import WebhookLine
from desk.accounts import Scope
from desk.webhooks import webhooks

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
    webhook, secret = opened_webhook(asking.caller, asking.slug, wish.url, wish.events)
    return OpenedWebhook(webhook.id, secret)


@router.delete("/webhooks/{webhook}", status_code=204, responses=answers(None, 401, 403, status=204))
def remove_webhook(webhook: str, asking: SettingsWriter) -> Response:
    """Tell an address nothing any more."""
    actions.close_webhook(asking.caller, asking.slug, webhook=webhook)
    return Response(status_code=204)
