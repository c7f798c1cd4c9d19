"""What staff and programs ask of the plan: a day, an appointment, where it could go, a proposal, and to take back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api import actions
from api.security import Staff, staff
from api.v1.answers import granted, on_condition, tagged
from api.v1.described import answers
from api.v1.models import Acceptance, Cancellation, Move, Pinning, PlaceWish, PlanWish
from api.views import AppointmentView, Day, DayView, Done, JournalView, MoveView, SearchView
from desk.accounts import Scope

router = APIRouter(prefix="/v1", tags=["Planning"])
PlanReader = Annotated[Staff, Depends(staff(Scope.PLAN_READ))]
PlanWriter = Annotated[Staff, Depends(staff(Scope.PLAN_WRITE))]
AppointmentReader = Annotated[Staff, Depends(staff(Scope.APPOINTMENTS_READ))]
AppointmentWriter = Annotated[Staff, Depends(staff(Scope.APPOINTMENTS_WRITE))]


@router.get("/days/{day}", responses=answers(DayView, 401, 403))
def read_day(request: Request, day: Day, asking: PlanReader) -> Response:
    """Every route of a day (ETag; 304 when nothing has changed)."""
    return tagged(request, actions.day(asking.caller, asking.slug, day))


@router.get("/appointments/{appointment}", responses=answers(AppointmentView, 401, 403, 404))
def read_appointment(request: Request, appointment: str, asking: AppointmentReader) -> Response:
    """All that is known of an appointment, with its ETag."""
    return tagged(request, actions.appointment(asking.caller, asking.slug, appointment))


@router.get("/appointments/{appointment}/verdicts", responses=answers(MoveView, 401, 403, 404))
def verdicts(appointment: str, day: Day, asking: AppointmentReader) -> MoveView:
    """Where an appointment could go on a day, and why not elsewhere."""
    return actions.verdicts(asking.caller, asking.slug, appointment=appointment, day=day)


@router.post("/appointments/{appointment}/move", responses=answers(Done, 401, 403, 404, 409, 410, 412, 428))
def move(request: Request, appointment: str, wish: Move, asking: AppointmentWriter) -> Done:
    """Move an appointment to one of its verdicts (header If-Match: its ETag)."""
    on_condition(request, lambda: actions.appointment(asking.caller, asking.slug, appointment))
    done = actions.move_appointment(asking.caller, asking.slug, appointment=appointment, offer=wish.offer)
    return granted(done)


@router.post("/appointments/{appointment}/cancel", responses=answers(Done, 401, 403, 404, 409, 412, 428))
def cancel(request: Request, appointment: str, wish: Cancellation, asking: AppointmentWriter) -> Done:
    """Cancel an appointment (header If-Match: its ETag)."""
    on_condition(request, lambda: actions.appointment(asking.caller, asking.slug, appointment))
    done = actions.cancel_appointment(asking.caller, asking.slug, appointment=appointment, reason=wish.reason)
    return granted(done)


@router.put("/appointments/{appointment}/place", responses=answers(Done, 401, 403, 404, 409, 412, 428))
def correct_place(request: Request, appointment: str, wish: PlaceWish, asking: AppointmentWriter) -> Done:
    """Correct where an appointment is; the answer names whoever may then be reached too late (If-Match: its ETag)."""
    on_condition(request, lambda: actions.appointment(asking.caller, asking.slug, appointment))
    lat, lon = str(wish.lat), str(wish.lon)
    return granted(actions.correct_place(asking.caller, asking.slug, appointment=appointment, lat=lat, lon=lon))


@router.get("/search", responses=answers(SearchView, 401, 403))
def search(q: str, asking: AppointmentReader) -> SearchView:
    """Appointments by customer, telephone or street."""
    return actions.search(asking.caller, asking.slug, q)


@router.post("/proposals", status_code=202, responses=answers(Done, 401, 403, 409, status=202))
def propose(wish: PlanWish, asking: PlanWriter) -> Done:
    """Have a better plan of a day looked for: its `search` tells how far it is, its `proposal` what was found."""
    return granted(actions.propose_plan(asking.caller, asking.slug, day=wish.day))


@router.post("/proposals/stop", responses=answers(Done, 401, 403, 409))
def stop(wish: PlanWish, asking: PlanWriter) -> Done:
    """End the search of a day with the best plan it has found."""
    return granted(actions.stop_search(asking.caller, asking.slug, day=wish.day))


@router.post("/proposals/{proposal}/accept", responses=answers(Done, 401, 403, 404, 409))
def accept(proposal: str, wish: Acceptance, asking: PlanWriter) -> Done:
    """Accept some changes of a proposal."""
    return granted(actions.accept_plan(asking.caller, asking.slug, proposal=proposal, changes=wish.changes))


@router.post("/proposals/{proposal}/refuse", responses=answers(Done, 401, 403, 404))
def refuse(proposal: str, asking: PlanWriter) -> Done:
    """Set a proposal aside."""
    return granted(actions.refuse_plan(asking.caller, asking.slug, proposal=proposal))


@router.post("/appointments/{appointment}/pin", responses=answers(Done, 401, 403, 404, 409))
def pin(appointment: str, wish: Pinning, asking: AppointmentWriter) -> Done:
    """Keep an appointment with its technician, also at its hour, or let it go again."""
    pinned = wish.pinned or ""
    return granted(actions.pin_appointment(asking.caller, asking.slug, appointment=appointment, pinned=pinned))


@router.get("/days/{day}/history", responses=answers(JournalView, 401, 403))
def history(day: Day, asking: PlanReader) -> JournalView:
    """What was done to a day, newest first, and which of it can be taken back."""
    return actions.journal(asking.caller, asking.slug, day)


@router.post("/history/{number}/undo", responses=answers(Done, 401, 403, 404, 409))
def undo_step(number: int, asking: PlanWriter) -> Done:
    """Take one line of history back, if reality has not overtaken it."""
    return granted(actions.undo_step(asking.caller, asking.slug, number))


@router.post("/history/{number}/redo", responses=answers(Done, 401, 403, 404, 409))
def redo_step(number: int, asking: PlanWriter) -> Done:
    """Do again what one line of history took back."""
    return granted(actions.redo_step(asking.caller, asking.slug, number))


@router.post("/undo", responses=answers(Done, 401, 403, 409))
def undo(asking: PlanWriter) -> Done:
    """Take the last action back, if reality has not overtaken it."""
    return granted(actions.undo_last(asking.caller, asking.slug))
