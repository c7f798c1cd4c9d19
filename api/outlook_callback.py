"""Where Microsoft sends a technician back to, once he has opened his mailbox or refused: his calendar is connected."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.outlook import BACK, finish
from api.security import house_of

router = APIRouter(include_in_schema=False)


@router.post(BACK)
async def back(request: Request) -> Response:
    """Take what he comes back with, once, and show him the firm's calendars.

    He comes by a form of Microsoft's: without our cookies, known by a state that only he was given.
    """
    async with request.form(max_files=0, max_fields=20) as form:
        answer = {name: value for name, value in form.items() if isinstance(value, str)}
    firm = await run_in_threadpool(finish, house_of(request), answer)
    return RedirectResponse(f"/f/{firm.slug}/agendas", 303)
