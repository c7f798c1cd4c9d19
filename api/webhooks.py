"""Programs of the firm are told what happens: each by its own deliveries, so that none waits for one that is away.

A first listener writes one delivery for each webhook that asked; a second one posts it. Told twice, the first writes
the same message again under the same `webhook-id`, of which the program keeps one.
"""

from collections.abc import Callable
from contextlib import suppress

from api.house import House
from calendar_sync.errors import RemoteFailed
from calendar_sync.remote.addresses import guarded
from connectors.errors import ProgramGone, ProgramSilent
from connectors.webhooks import Message, post
from desk.errors import SealBroken
from desk.events import WebhookDue
from desk.identifiers import WebhookId
from desk.said import told
from desk.webhooks import TRIAL, Webhook, due_messages, message_body
from planner.events import Delivery
from planner.identifiers import FirmId, new_id
from planner.ports import Work


def announce(house: House, delivery: Delivery) -> None:
    """Write what is to be told to each program that listens."""
    with house.transactions.read(delivery.firm_id) as work:
        due = list(due_messages(work, delivery))
    if due:
        house.transactions.write(delivery.firm_id, lambda work: work.publish(*due))


def tell_program(house: House, delivery: Delivery) -> None:
    """Post what a program is to be told; nothing, where it is told nothing any more.

    Raises:
        ProgramSilent: it is away; the worker tries again later.
    """
    event = delivery.event
    if not isinstance(event, WebhookDue):
        return
    with house.transactions.read(delivery.firm_id) as work:
        found = next(iter(work.of(Webhook).find(id=event.webhook_id, stopped=False)), None)
    if found:
        with suppress(ProgramGone):
            _post(house, delivery.firm_id, found, Message(event.message_id, event.body))


def try_webhook(house: House, firm_id: FirmId, webhook_id: WebhookId) -> None:
    """Post a message that says nothing, now; a program that takes it is told everything again.

    Raises:
        NotFound: there is no such webhook.
        ProgramSilent, ProgramGone: it does not take it.
    """
    with house.transactions.read(firm_id) as work:
        found = work.of(Webhook).get(webhook_id)
        body = message_body(work, TRIAL, work.now, {})
    _post(house, firm_id, found, Message(f"msg_{new_id()}", body))


def _post(house: House, firm_id: FirmId, webhook: Webhook, message: Message) -> None:
    """Post a message and note what came of it."""
    now = house.clock()
    try:
        secrets = [house.seal.open(firm_id, webhook.id, sealed).decode() for sealed in webhook.secrets(now)]
        with guarded(private=house.settings.private_addresses) as client:
            post(client, webhook.url, message, secrets=secrets, at=now)
    except (ProgramSilent, ProgramGone, RemoteFailed, SealBroken) as error:
        trouble, gone = told(error), isinstance(error, ProgramGone)
        _note(house, firm_id, webhook, lambda known: known.failed(now, trouble, gone=gone))
        raise error if gone else ProgramSilent(trouble) from error
    if webhook.succeeded(now) != webhook:
        _note(house, firm_id, webhook, lambda known: known.succeeded(now))


def _note(house: House, firm_id: FirmId, told_to: Webhook, outcome: Callable[[Webhook], Webhook]) -> None:
    """Write what came of a message, unless the webhook was closed meanwhile."""

    def command(work: Work) -> None:
        for known in work.of(Webhook).find(id=told_to.id):
            work.of(Webhook).put(outcome(known))

    house.transactions.write(firm_id, command)
