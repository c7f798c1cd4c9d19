"""The dispatcher's day: routes, the map, moves with the kernel's verdict, proposals and undo."""

from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.responses import JSONResponse, Response

from api import actions
from api.views import Day, Done, Refused
from web.languages import in_language
from web.narrowing import LANES, Narrowed, day_address
from web.rendering import go, page
from web.routing import Asking, Sent, page_router
from web.words import clock

router = page_router()


@router.get("/f/{slug}/jour")
def today(slug: str, caller: Asking, filters: Narrowed) -> Response:
    """Leads to today."""
    return go(day_address(slug, actions.today(caller, slug), filters))


@router.get("/f/{slug}/aller")
def jump(slug: str, jour: Day, filters: Narrowed) -> Response:
    """Leads to the day chosen in the calendar field."""
    return go(day_address(slug, jour, filters))


@router.get("/f/{slug}/jour/{day}")
def show(request: Request, slug: str, day: Day, caller: Asking, filters: Narrowed, absent: str = "") -> Response:
    """Who goes where, and when; asks why a technician is absent, where one is named."""
    view = actions.day(caller, slug, day, filters=filters)
    lanes = int(filters.lanes or LANES)
    working = (route.technician for route in view.routes if route.shift_start and day >= view.today)
    leaving = next((one for one in working if one.technician == absent), None)
    return page(
        request, caller, "day.html", firm=view.firm, view=view, lanes=lanes, more=lanes + LANES, leaving=leaving
    )


@router.get("/f/{slug}/jour/{day}/verdicts")
def verdicts(
    slug: str, day: Day, appointment: str, caller: Asking, filters: Narrowed, *, briefly: bool = False
) -> Response:
    """Where an appointment could go that day, for the timeline, which shows yes and no before it knows more."""
    view = actions.verdicts(caller, slug, appointment=appointment, day=day, briefly=briefly)
    zone = ZoneInfo(view.firm.zone)
    answers = [
        {
            "technician": verdict.technician.technician,
            "start": verdict.start.isoformat(),
            "end": verdict.end.isoformat(),
            "possible": verdict.possible,
            "keeps_promise": verdict.keeps_promise,
            "offer": verdict.offer,
            "sentence": verdict.sentence,
            "hour": clock((verdict.planned_start or verdict.start).astimezone(zone), caller.language),
        }
        for verdict in in_language(view.verdicts, caller.language)
    ]
    stands = view.visit.start.astimezone(zone).date()
    home = day_address(slug, stands, filters, f"rdv-{appointment}")
    moving = {"appointment": appointment, "name": view.visit.customer_name, "home": home, "verdicts": answers}
    return JSONResponse(moving, headers={"Cache-Control": "no-store"})


@router.get("/f/{slug}/jour/{day}/deplacer/{appointment}")
def choose(request: Request, slug: str, day: Day, appointment: str, caller: Asking, filters: Narrowed) -> Response:
    """The tap alternative to dragging: the best places of a day, and why the others are refused."""
    view = actions.verdicts(caller, slug, appointment=appointment, day=day)
    return page(request, caller, "move.html", firm=view.firm, view=view, chosen=filters)


@router.post("/f/{slug}/jour/{day}/deplacer/{appointment}")
def move(slug: str, day: Day, appointment: str, caller: Asking, sent: Sent, filters: Narrowed) -> Response:
    """Moves an appointment where the kernel said it could go."""
    answer = actions.move_appointment(caller, slug, appointment=appointment, offer=sent.text("offer"))
    return go(day_address(slug, day, filters, f"rdv-{appointment}"), answer)


@router.post("/f/{slug}/jour/{day}/plusieurs")
def several(slug: str, day: Day, caller: Asking, sent: Sent, filters: Narrowed) -> Response:
    """Gives the chosen visits to one technician, keeps them where they are, or lets them go."""
    chosen = sent.texts("appointment")
    answer = (
        actions.entrust_several(caller, slug, appointments=chosen, technician=sent.text("technician"))
        if sent.text("do") == "entrust"
        else actions.pin_several(caller, slug, appointments=chosen, pinned=sent.text("pinned"))
    )
    return go(day_address(slug, day, filters), answer)


@router.post("/f/{slug}/jour/{day}/proposition")
def propose(slug: str, day: Day, caller: Asking, _sent: Sent, filters: Narrowed) -> Response:
    """Asks the solver for a better day, which then says how far it is."""
    answer = actions.propose_plan(caller, slug, day=day)
    refused = answer if isinstance(answer, Refused) else None
    return go(day_address(slug, day, filters, "recherche"), refused)


@router.post("/f/{slug}/jour/{day}/recherche/arreter")
def stop(slug: str, day: Day, caller: Asking, _sent: Sent, filters: Narrowed) -> Response:
    """Ends the search with the best it has found; the day says what that is."""
    answer = actions.stop_search(caller, slug, day=day)
    refused = answer if isinstance(answer, Refused) else None
    return go(day_address(slug, day, filters, "proposition"), refused)


@router.post("/f/{slug}/jour/{day}/proposition/{proposal}")
def decide(slug: str, day: Day, proposal: str, caller: Asking, sent: Sent, filters: Narrowed) -> Response:
    """Accepts the ticked changes of a proposal or those of one technician; refuses one change, or all of them."""
    refused, only = sent.text("refuse"), sent.text("only")
    answer: Done | Refused
    if refused or sent.text("decision") == "refuse":
        some = [refused] if refused else None
        answer = actions.refuse_plan(caller, slug, proposal=proposal, changes=some, reason=sent.text("reason"))
    else:
        chosen = only.split() or sent.texts("change")
        answer = actions.accept_plan(caller, slug, proposal=proposal, changes=chosen)
    return go(day_address(slug, day, filters, "proposition"), answer)


@router.post("/f/{slug}/jour/{day}/absent/{technician}")
def absent(slug: str, day: Day, technician: str, caller: Asking, sent: Sent, filters: Narrowed) -> Response:
    """Takes a technician out of a day, and proposes who goes in his place."""
    answer = actions.mark_absent(caller, slug, technician=technician, day=day, reason=sent.text("reason"))
    return go(day_address(slug, day, filters, "proposition"), answer)


@router.post("/f/{slug}/jour/{day}/present/{technician}")
def present(slug: str, day: Day, technician: str, caller: Asking, _sent: Sent, filters: Narrowed) -> Response:
    """Gives him the day back."""
    answer = actions.mark_present(caller, slug, technician=technician, day=day)
    return go(day_address(slug, day, filters), answer)


@router.get("/f/{slug}/recherche")
def search(request: Request, slug: str, caller: Asking, q: str = "") -> Response:
    """Finds appointments by customer, telephone or street."""
    view = actions.search(caller, slug, q)
    return page(request, caller, "search.html", firm=view.firm, view=view)


@router.get("/f/{slug}/rendez-vous/{appointment}")
def appointment(request: Request, slug: str, appointment: str, caller: Asking) -> Response:
    """All that is known of one appointment, and why it moved."""
    view = actions.appointment(caller, slug, appointment)
    return page(request, caller, "appointment.html", firm=view.firm, view=view)


@router.post("/f/{slug}/rendez-vous/{appointment}/annuler")
def cancel(slug: str, appointment: str, caller: Asking, sent: Sent) -> Response:
    """Cancels an appointment on behalf of the firm or of the customer on the telephone."""
    answer = actions.cancel_appointment(caller, slug, appointment=appointment, reason=sent.text("reason"))
    return go(f"/f/{slug}/rendez-vous/{appointment}", answer)


@router.post("/f/{slug}/rendez-vous/{appointment}/fixer")
def pin(slug: str, appointment: str, caller: Asking, sent: Sent) -> Response:
    """Keeps an appointment with its technician, also at its hour, or lets it go again."""
    answer = actions.pin_appointment(caller, slug, appointment=appointment, pinned=sent.text("pinned"))
    return go(f"/f/{slug}/rendez-vous/{appointment}", answer)


@router.post("/f/{slug}/rendez-vous/{appointment}/lieu")
def correct_place(slug: str, appointment: str, caller: Asking, sent: Sent) -> Response:
    """Puts an appointment where the pin stands."""
    answer = actions.correct_place(caller, slug, appointment=appointment, lat=sent.text("lat"), lon=sent.text("lon"))
    return go(f"/f/{slug}/rendez-vous/{appointment}#lieu", answer)
