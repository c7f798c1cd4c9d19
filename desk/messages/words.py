"""The words a message about an appointment, or about a person's access, puts into its template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from desk.contact_details import show_phone
from desk.wording import say_count, say_day, say_hours, say_moment, say_month, say_window
from planner.appointments import Appointment
from planner.firms import Firm
from planner.intervals import Interval
from planner.services import Service
from planner.waiting import PlaceOffer


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message about an appointment names, where the appointment is, and the link that follows it."""

    name: str
    address: str
    link: str


def appointment_words(
    firm: Firm, appointment: Appointment, service: Service, recipient: Recipient, before: Interval | None = None
) -> dict[str, str]:
    """Return the words for an appointment; `before` is the window it was promised for until it moved."""
    words = {
        **_shared(firm, recipient.link),
        "client": recipient.name,
        "adresse": recipient.address,
        "prestation": service.name,
        "jour": say_day(appointment.window.start.astimezone(firm.zone).date()),
        "quand": say_window(appointment.window, firm.zone),
    }
    return words if before is None else {**words, "avant": say_window(before, firm.zone)}


def choice_words(firm: Firm, windows: Iterable[Interval], reason: str) -> dict[str, str]:
    """Return the words for a choice among other windows, and why the customer has to choose; `reason` may be empty."""
    return {"choix": " ; ".join(say_window(window, firm.zone) for window in windows), "raison": reason}


def owed_words(firm: Firm, service: Service, recipient: Recipient, latest: date) -> dict[str, str]:
    """Return the words for a visit that a contract owes until a day; the recipient's link is the one that books it."""
    return {
        **_shared(firm, recipient.link),
        "client": recipient.name,
        "adresse": recipient.address,
        "prestation": service.name,
        "echeance": say_day(latest),
    }


def arrival_words(firm: Firm, expected: Interval, technician: str) -> dict[str, str]:
    """Return the words for who is expected when; `technician` is a first name, empty when nobody is named yet."""
    return {"arrivee": say_hours(expected, firm.zone), "technicien": technician or "notre technicien"}


def place_words(firm: Firm, service: Service, offer: PlaceOffer, name: str, link: str) -> dict[str, str]:
    """Return the words for a freed place offered to somebody, or gone."""
    return {
        **_shared(firm, link),
        "client": name,
        "prestation": service.name,
        "jour": say_day(offer.window.start.astimezone(firm.zone).date()),
        "quand": say_window(offer.window, firm.zone),
        "echeance": say_moment(offer.expires_at, firm.zone),
    }


def link_words(firm: Firm, person: str, link: str, expires_at: datetime) -> dict[str, str]:
    """Return the words for an invitation or a password reset."""
    return {**_shared(firm, link), "personne": person, "echeance": say_moment(expires_at, firm.zone)}


def report_words(firm: Firm, person: str, link: str, month: date) -> dict[str, str]:
    """Return the words for the report of a month."""
    return {**_shared(firm, link), "personne": person, "mois": say_month(month)}


def calls_words(calls: int, last: date) -> dict[str, str]:
    """Return the words for how many calls are expected to the end of a day."""
    return {"appels": say_count(calls, "appel"), "jour": say_day(last)}


def _shared(firm: Firm, link: str) -> dict[str, str]:
    return {"entreprise": firm.name, "telephone": show_phone(firm.phone), "lien": link}
