"""Reads the longer forms into the records actions take, field by field, as typed."""

from typing import Any

from api.views import (
    ClearanceForm,
    FirmForm,
    InstallationForm,
    OpeningForm,
    ServiceForm,
    ServiceSheet,
    TechnicianForm,
    TechnicianSheet,
)
from web.routing import Form

DAYS = range(7)
ROWS = range(8)
"""So many titles a technician's sheet has room for."""


def opening_forms(sent: Form) -> tuple[OpeningForm, ...]:
    """The hours of the seven weekdays."""
    return tuple(OpeningForm(day, sent.text(f"opens-{day}"), sent.text(f"closes-{day}")) for day in DAYS)


def technician_form(sent: Form, prefix: str) -> TechnicianForm:
    """One of several technicians, whose fields begin with `prefix`."""
    return TechnicianForm(
        name=sent.text(f"{prefix}name"),
        phone=sent.text(f"{prefix}phone"),
        start_address=sent.text(f"{prefix}start_address"),
        skills=_words(sent.text(f"{prefix}skills")),
        starts=sent.text(f"{prefix}starts"),
        ends=sent.text(f"{prefix}ends"),
        clearances=_words(sent.text(f"{prefix}clearances")),
    )


def service_form(sent: Form, prefix: str) -> ServiceForm:
    """One of several services, whose fields begin with `prefix`."""
    return ServiceForm(
        name=sent.text(f"{prefix}name"),
        description=sent.text(f"{prefix}description"),
        minutes=sent.text(f"{prefix}minutes"),
        skills=_words(sent.text(f"{prefix}skills")),
        window_minutes=sent.text(f"{prefix}window_minutes"),
        notice_hours=sent.text(f"{prefix}notice_hours"),
        price=sent.text(f"{prefix}price"),
        online=bool(sent.text(f"{prefix}online")),
    )


def technician_sheet(sent: Form) -> TechnicianSheet:
    """All of one technician."""
    return TechnicianSheet(
        **_texts(sent, "technician", "name", "phone", "email", "start_address", "end_address", "skill"),
        **_texts(sent, "lunch_earliest", "lunch_latest", "lunch_minutes"),
        active=bool(sent.text("active")),
        lunch=bool(sent.text("lunch")),
        levels=_levels(sent),
        clearances=tuple(ClearanceForm(sent.text(f"clearance-{row}"), sent.text(f"expires-{row}")) for row in ROWS),
        hours=opening_forms(sent),
        areas=sent.texts("area"),
    )


def service_sheet(sent: Form) -> ServiceSheet:
    """All of one service."""
    return ServiceSheet(
        **_texts(sent, "service", "name", "description", "minutes", "window_minutes", "notice_hours", "horizon_days"),
        **_texts(sent, "price_class", "price", "skill", "clearances"),
        levels=_levels(sent),
        halves=sent.texts("half"),
        weekdays=sent.texts("weekday"),
        online=bool(sent.text("online")),
        active=bool(sent.text("active")),
    )


def _texts(sent: Form, *names: str) -> dict[str, Any]:
    return {name: sent.text(name) for name in names}


def _levels(sent: Form) -> dict[str, str]:
    """The level of each skill a sheet shows."""
    return {skill: sent.text(f"level-{skill}") for skill in sent.texts("skill-shown")}


def installation_form(sent: Form) -> InstallationForm:
    """The whole first-run page: rows left without a name are not kept."""
    technicians = (technician_form(sent, f"technician-{row}-") for row in sent.texts("technician-row"))
    services = (service_form(sent, f"service-{row}-") for row in sent.texts("service-row"))
    return InstallationForm(
        firm=sent.record(FirmForm, "firm-"),
        hours=opening_forms(sent),
        technicians=tuple(technician for technician in technicians if technician.name),
        services=tuple(service for service in services if service.name),
        person_name=sent.text("person_name"),
        person_email=sent.text("person_email"),
        password=sent.secret("password"),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))
