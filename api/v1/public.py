"""What anybody may ask of a firm: its services, its slots, to keep one, to book it, and to follow what was booked."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api import actions
from api.security import Anybody
from api.v1.answers import granted, json_of, key_of
from api.v1.described import answers
from api.v1.models import Booking, Cancellation, HoldWish, Move
from api.views import BookedView, Day, Done, FollowView, HoldView, MoveByLinkView, PortalView, SlotsView

router = APIRouter(prefix="/v1", tags=["Réserver"])
Slug = Annotated[str, Path(description="The firm's public address.")]
Token = Annotated[str, Path(description="`token` of the booking.", max_length=4_000)]


@router.get("/firms/{firm}", responses=answers(PortalView, 404))
def read_firm(firm: Slug, caller: Anybody) -> PortalView:
    """What can be asked of a firm online."""
    return actions.portal(caller, firm)


@router.get("/slots", responses=answers(SlotsView, 404, 422))
def read_slots(
    caller: Anybody,
    firm: Annotated[str, Query(description="The firm's public address.")],
    service: Annotated[str, Query(description="Identifier of the service.")],
    commune: Annotated[str, Query(description="Postcode, name of the commune, or both.")] = "",
    first_day: Annotated[Day | None, Query(description="First day to show; by default the first possible.")] = None,
) -> Response:
    """The slots that somebody can really keep, each with the signed offer that books it."""
    view = actions.slots(caller, firm, service=service, commune=commune, first_day=first_day)
    return Response(json_of(view), media_type="application/json")


@router.post("/holds", status_code=201, responses=answers(HoldView, 400, 404, 409, 410, 422, 429, status=201))
def hold(request: Request, caller: Anybody, wish: HoldWish) -> HoldView:
    """Keep a slot for some minutes (header Idempotency-Key: sent twice, it is kept once)."""
    return granted(actions.hold_slot(caller, wish.firm, offer=wish.offer, key=key_of(request)))


@router.post("/appointments", status_code=201, responses=answers(BookedView, 400, 404, 409, 410, 422, status=201))
def book(request: Request, caller: Anybody, booking: Booking) -> BookedView:
    """Make a hold an appointment (header Idempotency-Key: sent twice, it is booked once)."""
    return granted(actions.confirm_hold(caller, booking.firm, booking.hold, booking.form(), key=key_of(request)))


@router.get("/firms/{firm}/bookings/{token}", responses=answers(FollowView, 404, 410))
def follow(firm: Slug, token: Token, caller: Anybody) -> FollowView:
    """Where a booking stands."""
    return actions.follow(caller, firm, token)


@router.get("/firms/{firm}/bookings/{token}/calendar", responses=answers("text/calendar", 404, 410))
def booking_file(firm: Slug, token: Token, caller: Anybody) -> Response:
    """The booking as an .ics file."""
    file = actions.appointment_file(caller, firm, token)
    return Response(file.content, media_type=file.media_type)


@router.get("/firms/{firm}/bookings/{token}/slots", responses=answers(MoveByLinkView, 404, 409, 410))
def slots_to_move(firm: Slug, token: Token, caller: Anybody, first_day: Day | None = None) -> MoveByLinkView:
    """The slots a booking may move to."""
    return actions.slots_to_move(caller, firm, token, first_day=first_day)


@router.post("/firms/{firm}/bookings/{token}/move", responses=answers(Done, 404, 409, 410))
def move(firm: Slug, token: Token, caller: Anybody, wish: Move) -> Done:
    """Move a booking."""
    return granted(actions.move_by_link(caller, firm, token, offer=wish.offer))


@router.post("/firms/{firm}/bookings/{token}/cancel", responses=answers(Done, 404, 409, 410))
def cancel(firm: Slug, token: Token, caller: Anybody, wish: Cancellation) -> Done:
    """Cancel a booking."""
    return granted(actions.cancel_by_link(caller, firm, token, reason=wish.reason))
