"""A customer on the line: found, asked, offered, promised, on one page and by keys alone."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Caller, CallForm, CallView, Done, Refused, SlotTaken, said
from web.rendering import NOTHING, REFUSED, go, page
from web.routing import Asking, Sent, page_router

router = page_router()
_TAKEN = 409


@router.get("/f/{slug}/appel")
def ask(request: Request, slug: str, caller: Asking, q: str = "", client: str = "", nouveau: str = "") -> Response:
    """Whom the words may mean, or a form for somebody new; a link may name the service and the place as well."""
    named = request.query_params
    form = CallForm(customer=client, service=named.get("prestation", ""), site=named.get("lieu", ""))
    view = actions.call(caller, slug, query=q, form=form, newcomer=bool(nouveau))
    return _shown(request, caller, view)


@router.get("/f/{slug}/rendez-vous/{appointment}/reprendre")
def again(request: Request, slug: str, appointment: str, caller: Asking) -> Response:
    """The slots for an appointment that came to nothing."""
    answer = actions.call_again(caller, slug, appointment)
    if isinstance(answer, Refused):
        return _shown(request, caller, actions.call(caller, slug), answer, REFUSED)
    return _shown(request, caller, answer)


@router.post("/f/{slug}/appel")
def offer(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Shows the slots for what was typed; promises the one that was chosen."""
    form, chosen = sent.record(CallForm), sent.text("offer")
    if sent.text("way"):
        return _answered(request, slug, caller, form, sent.text("way"))
    if sent.text("urgent"):
        return _soonest(request, slug, caller, form)
    if chosen:
        return _booked(request, slug, caller, form, chosen)
    answer = actions.offer_to_caller(caller, slug, form)
    if isinstance(answer, Refused):
        return _shown(request, caller, actions.call(caller, slug, form=form), answer, REFUSED)
    return _shown(request, caller, answer)


def _booked(request: Request, slug: str, caller: Caller, form: CallForm, chosen: str) -> Response:
    """Promises a slot; one lost meanwhile shows the nearest."""
    booked = actions.book_for_caller(caller, slug, form, offer=chosen)
    if isinstance(booked, Refused):
        return _shown(request, caller, actions.call(caller, slug, form=form), booked, REFUSED)
    if isinstance(booked, SlotTaken):
        view = actions.call(caller, slug, form=form)
        return _shown(request, caller, view, Refused(booked.sentence), _TAKEN, booked)
    return go(f"/f/{slug}/rendez-vous/{booked.appointment}", Done(said("C’est noté : le rendez-vous est pris.")))


def _soonest(request: Request, slug: str, caller: Caller, form: CallForm, sentence: str = "") -> Response:
    """Shows who can be there soonest."""
    answer = actions.emergency(caller, slug, form)
    if isinstance(answer, Refused):
        return _shown(request, caller, actions.call(caller, slug, form=form), answer, REFUSED)
    return _shown(request, caller, answer, Refused(sentence), _TAKEN if sentence else 200)


def _answered(request: Request, slug: str, caller: Caller, form: CallForm, way: str) -> Response:
    """Sends somebody; leads to whoever has to be promised anew, if anybody has."""
    booked = actions.answer_emergency(caller, slug, form, offer=way)
    if isinstance(booked, Refused):
        return _shown(request, caller, actions.call(caller, slug, form=form), booked, REFUSED)
    if isinstance(booked, SlotTaken):
        return _soonest(request, slug, caller, form, booked.sentence)
    if booked.displaced:
        done = Done(said("L’urgence est prise. Il reste à proposer un autre moment à ce client."))
        return go(f"/f/{slug}/rendez-vous/{booked.displaced}/repromettre", done)
    return go(f"/f/{slug}/rendez-vous/{booked.appointment}", Done(said("C’est noté : l’urgence est prise.")))


def _shown(
    request: Request,
    caller: Caller,
    view: CallView,
    refused: Refused = NOTHING,
    status: int = 200,
    taken: SlotTaken | None = None,
) -> Response:
    slots = taken.slots if taken else view.slots
    return page(request, caller, "call.html", firm=view.firm, status=status, view=view, refused=refused, slots=slots)
