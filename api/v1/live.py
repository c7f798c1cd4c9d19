"""The live stream tells watching pages what has just changed; whoever reconnects first gets what was missed."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.house import House
from api.security import Staff, house_of, staff
from api.v1.described import answers
from desk.accounts import Scope
from planner.history import newest
from planner.identifiers import FirmId
from planner.ports import Entry
from planner.records import touched

router = APIRouter(prefix="/v1", tags=["Planning"])
Watcher = Annotated[Staff, Depends(staff(Scope.PLAN_READ))]
KEEP_ALIVE = 15.0  # seconds; shorter than what proxies give up after, and the look another server's changes wait for
LONGEST = timedelta(minutes=15)
"""A page reconnects after this long, and is asked again who it is."""
REPLAYED = 200
"""A page that has missed more than this reads everything again."""
_DIGITS = 18
"""Longer numbers are none of ours."""
PACE = 0.5
"""Seconds between two words about searches at least: they have news many times a second."""


@router.get("/live", responses=answers("text/event-stream", 401, 403))
async def live(
    request: Request, asking: Watcher, after: Annotated[int | None, Query(ge=0)] = None
) -> StreamingResponse:
    """What changes in the plan, as it changes (server-sent events): after the change numbered `after`, or from now on.

    Last-Event-ID, which browsers send when they reconnect, goes before `after`.
    """
    last = request.headers.get("last-event-id", "")
    known = int(last) if last.isdecimal() and len(last) <= _DIGITS else after
    stream = changes(house_of(request), asking.firm.id, known)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def changes(house: House, firm_id: FirmId, last: int | None) -> AsyncIterator[str]:
    """Yield what history has after the line numbered `last` (None: from now on), then each new line.

    Between them, how the searches for better plans stand: at once, so that nobody waits for one that a restart has
    forgotten, and whenever that changes.
    """
    end, told = house.clock() + LONGEST, ""
    with house.hub.watching(firm_id) as bell:
        if last is None:
            last = await run_in_threadpool(_newest, house, firm_id)
            yield _event(last, "ready", {})
        while house.clock() < end:
            for entry in await run_in_threadpool(_after, house, firm_id, last):
                last = entry.number
                yield _told(entry)
            if told != (standing := _searches(house, firm_id)):
                told = standing
                yield told
                await asyncio.sleep(PACE)
            if not await bell.heard(KEEP_ALIVE):
                yield ": encore là\n\n"


def _newest(house: House, firm_id: FirmId) -> int:
    with house.transactions.read(firm_id) as work:
        return newest(work)


def _after(house: House, firm_id: FirmId, last: int) -> list[Entry]:
    """Return the lines after one, oldest first; when too many were missed only the newest, which says so."""
    with house.transactions.read(firm_id) as work:
        newer = work.history.changes(REPLAYED, after=last)
    return list(reversed(newer if len(newer) < REPLAYED else newer[:1]))


def _told(entry: Entry) -> str:
    days = {route.day.isoformat() for side in (entry.before, entry.after) for route in side.routes}
    return _event(entry.number, "changed", {"verb": entry.verb, "days": sorted(days), "appointments": _keys(entry)})


def _keys(entry: Entry) -> list[str]:
    return sorted(touched(entry))


def _searches(house: House, firm_id: FirmId) -> str:
    """Return how the searches of a firm stand, as an event of no number: nobody catches up on them."""
    standings = [(run.day, run.standing()) for run in house.searches.of(firm_id)]
    data = [
        {
            "day": day.isoformat(),
            "mark": now.mark,
            "left_out": now.left_out,
            "stopping": now.stopping,
            "points": [] if now.outcome else [(round(after, 1), saved) for after, saved in now.points],
        }
        for day, now in standings
    ]
    return f"event: searches\ndata: {json.dumps({'searches': data})}\n\n"


def _event(number: int, name: str, data: dict[str, object]) -> str:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"
