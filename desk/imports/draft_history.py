"""Appointments and calls out of a file: the past becomes history, what is still to come goes on the routes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from desk.calls import Call, Reason
from desk.identifiers import CallId, PastAppointmentId
from desk.imports.draft import Draft
from desk.imports.draft_firm import draft_services, service_code
from desk.imports.draft_routes import Coming, place_on_routes
from desk.imports.known import Known
from desk.imports.rows import CallRow, PastAppointmentRow
from desk.past import PastAppointment
from planner.appointments import CANCELLED, State
from planner.working_days import local_day

MINUTE = timedelta(minutes=1)
ANY_SERVICE = "intervention"
"""The service of an appointment whose file tells none."""

REASON_WORDS = {
    Reason.APPOINTMENT: ("rdv_sav", "rdv", "rendez_vous", "sav", "depannage", "intervention"),
    Reason.QUOTE: ("devis", "demande_de_devis"),
    Reason.COMPLAINT: ("reclamation", "plainte", "litige"),
    Reason.FOLLOW_UP: ("suivi", "relance", "rappel"),
    Reason.ADMINISTRATIVE: ("administratif", "facture", "facturation", "comptabilite"),
    Reason.OTHER: ("autre", "divers"),
}
"""How each reason to call is written, as slugs."""

_REASON_OF = {word: reason for reason, words in REASON_WORDS.items() for word in (reason.value, *words)}


def draft_appointments(draft: Draft, known: Known) -> None:
    """Draft the past as history and the future on the routes; a line says which by its day, or its state."""
    today = local_day(known.work.now, known.work.firm.zone)
    known_past = _counted(known.work.of(PastAppointment).find())
    lengths: dict[str, list[timedelta]] = defaultdict(list)
    coming: list[Coming] = []
    unkept: set[int] = set()
    for row in draft.reading.records_of(PastAppointmentRow):
        with draft.giving_back(row.row, "customer_reference", "customer_name"):
            customer_id = known.customer(row.customer_reference, row.customer_name)
            code = service_code(known, row.service or ANY_SERVICE)
            lengths[code] += [row.planned] if row.planned else []
            if row.day >= today and row.state in {None, State.CONFIRMED}:
                coming.append(Coming(row, customer_id, code))
            else:
                past = _past(row, PastAppointment(PastAppointmentId(""), row.day, code, customer_id, 0))
                _put_once(draft, past, row.row, known_past)
                unkept |= {row.row} if row.technician or row.comment or row.starts_at else set()
    draft_services(draft, known, dict(lengths))
    place_on_routes(draft, known, coming)
    draft.note_rows("L'heure, le technicien et la remarque d'un rendez-vous passé ne sont pas gardés", unkept)


def _past(row: PastAppointmentRow, blank: PastAppointment) -> PastAppointment:
    """Return a blank past appointment with what its line tells; a cancelled one took no time."""
    state = row.state if row.state not in {None, State.CONFIRMED} else State.DONE
    actual = None if state in CANCELLED or row.actual is None else round(row.actual / MINUTE)
    return replace(
        blank,
        planned_minutes=round((row.planned or timedelta(0)) / MINUTE),
        state=state,
        actual_minutes=actual,
        requested_on=row.requested_on,
        confirmation_minutes=None if row.confirmed_after is None else round(row.confirmed_after / MINUTE),
        second_visit=row.second_visit or False,
        external_ref=row.reference,
    )


def draft_calls(draft: Draft, known: Known) -> None:
    """Draft the calls of a file; one without a customer's number belongs to the only customer with its telephone."""
    known_calls = _counted(known.work.of(Call).find())
    for row in draft.reading.records_of(CallRow):
        with draft.giving_back(row.row, "customer_reference", "customer_name"):
            phone = row.caller if row.caller.startswith("+") else ""
            named = known.customer(row.customer_reference, "") if row.customer_reference else None
            call = Call(
                id=CallId(""),
                started_at=row.started_at,
                caller=phone,
                customer_id=named or known.caller(phone),
                reason=_REASON_OF.get(row.reason, Reason.OTHER),
                duration_s=round((row.duration or timedelta(0)).total_seconds()),
                missed=row.missed or False,
            )
            _put_once(draft, call, row.row, known_calls)


def _counted(entities: Iterable[Call | PastAppointment]) -> Counter[Any]:
    """Count what the firm has already, whatever its identifiers: the same list sent again adds nothing."""
    return Counter(_blank(entity) for entity in entities)


def _blank(entity: Any) -> Any:  # noqa: ANN401 - a frozen dataclass whose identifier has a type of its own
    return replace(entity, id="")


def _put_once(draft: Draft, entity: Call | PastAppointment, row: int, known: Counter[Any]) -> None:
    blank: Any = entity
    if known[blank]:
        known[blank] -= 1
        draft.joined.add(row)
    else:
        draft.puts.append(replace(blank, id=draft.new_id(type(entity).__name__, row)))
