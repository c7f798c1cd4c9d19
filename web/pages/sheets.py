"""Settings with a page of their own for each thing: technicians, services, absences, wordings of messages."""

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import AbsenceForm, AbsencesView, Caller, Done, Refused, ServicePage, TechnicianPage, TemplatePage
from web.forms import service_sheet, technician_sheet
from web.rendering import NOTHING, REFUSED, go, page
from web.routing import Asking, Sent, page_router

router = page_router()


@router.get("/f/{slug}/reglages/techniciens")
def technicians(request: Request, slug: str, caller: Asking) -> Response:
    """Everybody who drives a route, or did."""
    view = actions.technicians(caller, slug)
    return page(request, caller, "settings_technicians.html", firm=view.firm, view=view, refused=NOTHING)


@router.get("/f/{slug}/reglages/techniciens/fiche")
def technician(request: Request, slug: str, caller: Asking, qui: str = "") -> Response:
    """One of them, or a new one."""
    return _technician(request, caller, actions.technician_page(caller, slug, technician=qui))


@router.post("/f/{slug}/reglages/techniciens")
def save_technician(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps a technician, new or known."""
    form = technician_sheet(sent)
    answer = actions.save_technician(caller, slug, form)
    if isinstance(answer, Done):
        return go(f"/f/{slug}/reglages/techniciens", answer)
    view = actions.technician_page(caller, slug, technician=form.technician)
    return _technician(request, caller, replace(view, form=form), answer)


@router.get("/f/{slug}/reglages/prestations")
def services(request: Request, slug: str, caller: Asking) -> Response:
    """Everything that can be booked, or could."""
    view = actions.services(caller, slug)
    return page(request, caller, "settings_services.html", firm=view.firm, view=view, refused=NOTHING)


@router.get("/f/{slug}/reglages/prestations/fiche")
def service(request: Request, slug: str, caller: Asking, quoi: str = "") -> Response:
    """One of them, or a new one."""
    return _service(request, caller, actions.service_page(caller, slug, service=quoi))


@router.post("/f/{slug}/reglages/prestations")
def save_service(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps a service, new or known."""
    form = service_sheet(sent)
    answer = actions.save_service(caller, slug, form)
    if isinstance(answer, Done):
        return go(f"/f/{slug}/reglages/prestations", answer)
    view = actions.service_page(caller, slug, service=form.service)
    return _service(request, caller, replace(view, form=form), answer)


@router.post("/f/{slug}/reglages/prestations/duree")
def accept_length(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Plans a service for as long as its visits really take."""
    service = sent.text("service")
    answer = actions.accept_length(caller, slug, service=service, seconds=sent.text("seconds"))
    if isinstance(answer, Done):
        return go(f"/f/{slug}/reglages/prestations/fiche?{urlencode({'quoi': service})}", answer)
    return _service(request, caller, actions.service_page(caller, slug, service=service), answer)


@router.get("/f/{slug}/reglages/absences")
def absences(request: Request, slug: str, caller: Asking, modifier: str = "") -> Response:
    """Who is away, now and later; one of them in the form to be changed."""
    view = actions.absences(caller, slug, absence=modifier)
    return _absences(request, caller, view)


@router.post("/f/{slug}/reglages/absences")
def save_absence(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps an absence, new or changed."""
    form = sent.record(AbsenceForm)
    answer = actions.save_absence(caller, slug, form)
    if isinstance(answer, Done):
        return go(f"/f/{slug}/reglages/absences", answer)
    return _absences(request, caller, replace(actions.absences(caller, slug), form=form), answer)


@router.post("/f/{slug}/reglages/absences/{absence}/retirer")
def remove_absence(slug: str, absence: str, caller: Asking, _sent: Sent) -> Response:
    """Gives him his time back."""
    return go(f"/f/{slug}/reglages/absences", actions.remove_absence(caller, slug, absence=absence))


@router.get("/f/{slug}/reglages/messages")
def templates(request: Request, slug: str, caller: Asking) -> Response:
    """Every occasion on which the firm writes."""
    view = actions.templates(caller, slug)
    return page(request, caller, "settings_messages.html", firm=view.firm, view=view, refused=NOTHING)


@router.get("/f/{slug}/reglages/messages/{template}")
def template(request: Request, slug: str, template: str, caller: Asking) -> Response:
    """One wording, and how it reads."""
    return _template(request, caller, actions.template_page(caller, slug, template=template))


@router.post("/f/{slug}/reglages/messages/{template}")
def save_template(request: Request, slug: str, template: str, caller: Asking, sent: Sent) -> Response:
    """Shows how a wording would read, keeps it, or gives the proposed one back."""
    text, there = sent.text("text"), f"/f/{slug}/reglages/messages/{template}"
    if sent.text("do") == "reset":
        return go(there, actions.reset_template(caller, slug, template=template))
    if sent.text("do") != "preview":
        answer = actions.save_template(caller, slug, template=template, text=text)
        if isinstance(answer, Done):
            return go(there, answer)
    return _template(request, caller, actions.template_page(caller, slug, template=template, text=text), text)


def _technician(request: Request, caller: Caller, view: TechnicianPage, refused: Refused = NOTHING) -> Response:
    status = REFUSED if refused is not NOTHING else 200
    shown = {"view": view, "form": view.form, "refused": refused}
    return page(request, caller, "settings_technician.html", firm=view.firm, status=status, **shown)


def _service(request: Request, caller: Caller, view: ServicePage, refused: Refused = NOTHING) -> Response:
    status = REFUSED if refused is not NOTHING else 200
    shown = {"view": view, "form": view.form, "refused": refused}
    return page(request, caller, "settings_service.html", firm=view.firm, status=status, **shown)


def _absences(request: Request, caller: Caller, view: AbsencesView, refused: Refused = NOTHING) -> Response:
    status = REFUSED if refused is not NOTHING else 200
    shown = {"view": view, "form": view.form, "refused": refused}
    return page(request, caller, "settings_absences.html", firm=view.firm, status=status, **shown)


def _template(request: Request, caller: Caller, view: TemplatePage, text: str | None = None) -> Response:
    """The page of a wording, with a text that is not kept yet, if there is one."""
    refused = Refused(view.trouble, {"text": view.trouble}) if view.trouble else NOTHING
    shown = {"view": view, "refused": refused, "text": view.template.text if text is None else text}
    status = REFUSED if view.trouble else 200
    return page(request, caller, "settings_message.html", firm=view.firm, status=status, **shown)
