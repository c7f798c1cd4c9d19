"""Reads the longer forms into the records actions take, field by field, as typed."""

from api.views import FirmForm, InstallationForm, OpeningForm, ServiceForm, TechnicianForm
from web.routing import Form

DAYS = range(7)


def opening_forms(sent: Form) -> tuple[OpeningForm, ...]:
    """The hours of the seven weekdays."""
    return tuple(OpeningForm(day, sent.text(f"opens-{day}"), sent.text(f"closes-{day}")) for day in DAYS)


def technician_form(sent: Form, prefix: str = "") -> TechnicianForm:
    """One technician; `prefix` tells one from another when a page has several."""
    return TechnicianForm(
        technician=sent.text(f"{prefix}technician"),
        name=sent.text(f"{prefix}name"),
        phone=sent.text(f"{prefix}phone"),
        start_address=sent.text(f"{prefix}start_address"),
        skills=_words(sent.text(f"{prefix}skills")),
        starts=sent.text(f"{prefix}starts"),
        ends=sent.text(f"{prefix}ends"),
        active=bool(sent.text(f"{prefix}active")),
        clearances=_words(sent.text(f"{prefix}clearances")),
    )


def service_form(sent: Form, prefix: str = "") -> ServiceForm:
    """One service; `prefix` tells one from another when a page has several."""
    return ServiceForm(
        service=sent.text(f"{prefix}service"),
        name=sent.text(f"{prefix}name"),
        description=sent.text(f"{prefix}description"),
        minutes=sent.text(f"{prefix}minutes"),
        skills=_words(sent.text(f"{prefix}skills")),
        window_minutes=sent.text(f"{prefix}window_minutes"),
        notice_hours=sent.text(f"{prefix}notice_hours"),
        price=sent.text(f"{prefix}price"),
        online=bool(sent.text(f"{prefix}online")),
    )


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
