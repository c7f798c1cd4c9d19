"""What a firm says of itself: hours, technicians, services, people who may sign in, calendar feeds, its data."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Caller, Done, FirmForm, PlacesForm, Refused
from web.forms import opening_forms, service_form, technician_form
from web.rendering import go, handed, page
from web.routing import Asking, Sent, page_router

router = page_router()
_REFUSED = 422


@router.get("/f/{slug}/reglages")
def settings(request: Request, slug: str, caller: Asking) -> Response:
    """Everything at a glance."""
    view = actions.settings(caller, slug)
    return page(request, caller, "settings.html", firm=view.firm, view=view, form=None, refused=Refused(""), part="")


@router.post("/f/{slug}/reglages/entreprise")
def save_firm(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps the firm's name and how to reach it."""
    form = sent.record(FirmForm)
    return _saved(request, caller, actions.save_firm(caller, slug, form), "entreprise", form)


@router.post("/f/{slug}/reglages/horaires")
def save_hours(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps the opening hours."""
    form = opening_forms(sent)
    return _saved(request, caller, actions.save_hours(caller, slug, form), "horaires", form)


@router.post("/f/{slug}/reglages/places")
def save_places(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps what is held back for emergencies, and how long a freed place waits for an answer."""
    form = sent.record(PlacesForm)
    return _saved(request, caller, actions.save_places(caller, slug, form), "places", form)


@router.post("/f/{slug}/reglages/techniciens")
def save_technician(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps a technician, new or known."""
    form = technician_form(sent)
    return _saved(request, caller, actions.save_technician(caller, slug, form), "techniciens", form)


@router.post("/f/{slug}/reglages/prestations")
def save_service(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps a service, new or known."""
    form = service_form(sent)
    return _saved(request, caller, actions.save_service(caller, slug, form), "prestations", form)


@router.post("/f/{slug}/reglages/agendas")
def feed(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Opens the secret calendar address of a technician, an area or the team (anew), or revokes it."""
    change = actions.revoke_feed if sent.text("do") == "revoke" else actions.open_feed
    done = change(caller, slug, technician=sent.text("technician"), area=sent.text("area"))
    return _saved(request, caller, done, "agendas")


@router.post("/f/{slug}/reglages/equipe")
def invite(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Invites someone to sign in."""
    form = {name: sent.text(name) for name in ("name", "email", "role")}
    return _saved(request, caller, actions.invite(caller, slug, **form), "equipe", form)


@router.post("/f/{slug}/reglages/equipe/{person}/retirer")
def withdraw(request: Request, slug: str, person: str, caller: Asking, _sent: Sent) -> Response:
    """Takes an invitation or an access back."""
    return _saved(request, caller, actions.withdraw(caller, slug, person=person), "equipe")


@router.post("/f/{slug}/reglages/mot-de-passe")
def change_password(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Changes one's own password."""
    old, new = sent.secret("old_password"), sent.secret("password")
    return _saved(request, caller, actions.change_password(caller, slug, old=old, new=new), "mot-de-passe")


@router.post("/f/{slug}/reglages/exporter")
def export(slug: str, caller: Asking, _sent: Sent) -> Response:
    """Hands over everything the firm has put in."""
    return handed(actions.export(caller, slug))


def _saved(request: Request, caller: Caller, answer: Done | Refused, part: str, form: object = None) -> Response:
    """Back to the settings; a refused form is shown again as it was typed."""
    slug = request.path_params["slug"]
    if isinstance(answer, Done):
        return go(f"/f/{slug}/reglages#{part}", answer)
    view = actions.settings(caller, slug)
    shown = {"view": view, "form": form, "refused": answer, "part": part}
    return page(request, caller, "settings.html", firm=view.firm, status=_REFUSED, **shown)
