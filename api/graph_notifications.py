"""The address Microsoft tells of changes in a mailbox: it rings, at once, and does nothing else."""

import hashlib
from contextlib import suppress
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from itsdangerous import BadSignature, Signer
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from api.house import House
from api.security import house_of
from api.wakes import Whose
from calendar_sync.remote.graph_subscriptions import read_notifications
from desk.events import CalendarNews
from planner.errors import NotFound
from planner.identifiers import FirmId, TechnicianId
from planner.ports import Work

PATH = "/calendars/microsoft/notifications"

router = APIRouter(include_in_schema=False)


@router.post(PATH)
async def told(request: Request, validation_token: Annotated[str, Query(alias="validationToken")] = "") -> Response:
    """Give back what Microsoft wants to see again; else have the calendars looked at that it speaks of.

    What carries no state of ours is accepted as well and rings nothing: whoever guesses learns nothing.
    """
    if validation_token:
        return PlainTextResponse(validation_token)
    await run_in_threadpool(_ring, house_of(request), await request.body())
    return Response(status_code=202)


def _ring(house: House, body: bytes) -> None:
    """Tell through the outbox, for whichever process looks after calendars."""
    known = {whose for one in read_notifications(body) if (whose := owner_of(house, one.state))}
    for firm_id, technician_id in known:
        with suppress(NotFound):  # the firm is no more
            house.transactions.write(firm_id, partial(_publish, technician_id=technician_id))


def _publish(work: Work, technician_id: TechnicianId) -> None:
    work.publish(CalendarNews(technician_id))


def state_of(house: House, whose: Whose) -> str:
    """Return the state by which notifications about a technician's mailbox are known for Microsoft's."""
    return _signer(house).sign("/".join(whose)).decode()


def owner_of(house: House, state: str) -> Whose | None:
    """Return whose calendars a state speaks of; None when this house did not make it."""
    try:
        firm, _, technician = _signer(house).unsign(state).decode().partition("/")
    except BadSignature:
        return None
    return FirmId(firm), TechnicianId(technician)


def _signer(house: House) -> Signer:
    return Signer(
        house.settings.signing_key,
        salt="creneau.graph_notifications",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
