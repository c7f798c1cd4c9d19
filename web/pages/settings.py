"""What a firm says of itself: its name, people who may sign in, calendar feeds, its data; opening hours and rules."""

from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import AreaForm, Caller, Done, FirmForm, MessagesForm, PlacesForm, Refused, StorefrontForm
from web.forms import opening_forms
from web.rendering import NOTHING, REFUSED, go, handed, page
from web.routing import Asking, Sent, page_router
from web.rule_words import RULES

router = page_router()


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """Days to close, as typed."""

    first: str = ""
    last: str = ""


@router.get("/f/{slug}/reglages")
def settings(request: Request, slug: str, caller: Asking) -> Response:
    """The firm, its people and its data."""
    view = actions.settings(caller, slug)
    return page(request, caller, "settings.html", firm=view.firm, view=view, form=None, refused=NOTHING, part="")


@router.post("/f/{slug}/reglages/entreprise")
def save_firm(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps the firm's name and how to reach it."""
    form = sent.record(FirmForm)
    return _saved(request, caller, actions.save_firm(caller, slug, form), "entreprise", form)


@router.post("/f/{slug}/reglages/messages")
def save_messages(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps when customers are reminded, and the most mails anybody gets."""
    form = sent.record(MessagesForm)
    return _saved(request, caller, actions.save_messages(caller, slug, form), "messages", form)


@router.post("/f/{slug}/reglages/places")
def save_places(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps what is held back for emergencies, and how long a freed place waits for an answer."""
    form = sent.record(PlacesForm)
    return _saved(request, caller, actions.save_places(caller, slug, form), "places", form)


@router.post("/f/{slug}/reglages/page-des-clients")
def save_storefront(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps what customers meet, and on which sites."""
    form = sent.record(StorefrontForm)
    return _saved(request, caller, actions.save_storefront_settings(caller, slug, form), "page-des-clients", form)


@router.post("/f/{slug}/reglages/logo")
def save_logo(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps the firm's logo, or takes it away."""
    _, content = sent.file("logo")
    return _saved(request, caller, actions.save_firm_logo(caller, slug, content=content), "page-des-clients")


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


@router.post("/f/{slug}/reglages/equipe/{person}/role")
def change_role(request: Request, slug: str, person: str, caller: Asking, sent: Sent) -> Response:
    """Gives someone another role."""
    answer = actions.change_role(caller, slug, person=person, role=sent.text("role"))
    return _saved(request, caller, answer, "equipe")


@router.post("/f/{slug}/reglages/equipe/{person}/retirer")
def withdraw(request: Request, slug: str, person: str, caller: Asking, _sent: Sent) -> Response:
    """Takes an invitation or an access back."""
    return _saved(request, caller, actions.withdraw(caller, slug, person=person), "equipe")


@router.post("/f/{slug}/reglages/exporter")
def export(slug: str, caller: Asking, _sent: Sent) -> Response:
    """Hands over everything the firm has put in."""
    return handed(actions.export(caller, slug))


@router.get("/f/{slug}/reglages/ouverture")
def opening(request: Request, slug: str, caller: Asking) -> Response:
    """When and where the firm works."""
    view = actions.opening(caller, slug)
    return page(
        request, caller, "settings_opening.html", firm=view.firm, view=view, refused=NOTHING, part="", form=None
    )


@router.post("/f/{slug}/reglages/horaires")
def save_hours(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps the opening hours."""
    form = opening_forms(sent)
    return _opened(request, caller, actions.save_hours(caller, slug, form), "horaires", form)


@router.post("/f/{slug}/reglages/fermetures")
def close_days(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Closes the firm on some days."""
    form = sent.record(ClosedForm)
    answer = actions.close_days(caller, slug, first=form.first, last=form.last)
    return _opened(request, caller, answer, "fermetures", form)


@router.post("/f/{slug}/reglages/fermetures/rouvrir")
def reopen_day(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Opens it on one of them again."""
    return _opened(request, caller, actions.reopen_day(caller, slug, day=sent.text("day")), "fermetures", None)


@router.post("/f/{slug}/reglages/secteurs")
def save_areas(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps the areas served."""
    form = tuple(AreaForm(sent.text(f"area-{row}"), sent.text(f"postcodes-{row}")) for row in sent.texts("row"))
    return _opened(request, caller, actions.save_areas(caller, slug, form), "secteurs", form)


@router.get("/f/{slug}/reglages/regles")
def rules(request: Request, slug: str, caller: Asking) -> Response:
    """Every rule, with what it changes."""
    view = actions.rules(caller, slug)
    return page(
        request,
        caller,
        "settings_rules.html",
        firm=view.firm,
        view=view,
        values=view.values,
        words=RULES,
        refused=NOTHING,
    )


@router.post("/f/{slug}/reglages/regles")
def save_rules(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps the rules."""
    view = actions.rules(caller, slug)
    form = {name: sent.text(name) for name in view.values}
    answer = actions.save_rules(caller, slug, form)
    if isinstance(answer, Done):
        return go(f"/f/{slug}/reglages/regles", answer)
    shown = {"view": view, "values": form, "words": RULES, "refused": answer}
    return page(request, caller, "settings_rules.html", firm=view.firm, status=REFUSED, **shown)


def _saved(request: Request, caller: Caller, answer: Done | Refused, part: str, form: object = None) -> Response:
    """Back to the settings; a refused form is shown again as it was typed."""
    slug = request.path_params["slug"]
    if isinstance(answer, Done):
        return go(f"/f/{slug}/reglages#{part}", answer)
    view = actions.settings(caller, slug)
    shown = {"view": view, "form": form, "refused": answer, "part": part}
    return page(request, caller, "settings.html", firm=view.firm, status=REFUSED, **shown)


def _opened(request: Request, caller: Caller, answer: Done | Refused, part: str, form: object) -> Response:
    """Back to the page of opening hours; a refused form is shown again as it was typed."""
    slug = request.path_params["slug"]
    if isinstance(answer, Done):
        return go(f"/f/{slug}/reglages/ouverture#{part}", answer)
    view = actions.opening(caller, slug)
    shown = {"view": view, "refused": answer, "part": part, "form": form}
    return page(request, caller, "settings_opening.html", firm=view.firm, status=REFUSED, **shown)
