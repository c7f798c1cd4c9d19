"""What every store agrees on, whatever it is made of: the kinds it keeps and the fields they are found by."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from planner.appointments import Appointment
from planner.errors import PlannerError
from planner.events import Event
from planner.identifiers import AppointmentId, FirmId
from planner.maintenance import MaintenanceDue
from planner.personal import NOBODY, Keeping, Mark, Nobody, Personal, Purpose, Whose
from planner.plans import Proposal, Refusal
from planner.ports import Committed, Entry, Snapshot
from planner.reserve import ReserveForecast
from planner.services import Service
from planner.sites import Position, Site
from planner.technicians import Absence, Technician
from planner.waiting import PlaceOffer, Waiting

E = TypeVar("E")

_log = logging.getLogger(__name__)

_NOWHERE = Position(0, 0)

LEASE = timedelta(minutes=2)
"""How long a worker may take to tell a delivery before another one may take it."""

ATTEMPTS = 10
"""How often a delivery is tried before it is given up."""

SCALARS = frozenset({str, int, float, bool, bytes, date, datetime, time, timedelta})


class NotUnique(PlannerError):
    """Un autre élément porte déjà cette valeur."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain value: `base` is one of SCALARS, `enum` its enumeration if it has one."""

    base: type
    optional: bool = False
    enum: type[Enum] | None = None


def plain(annotation: object) -> Plain | None:
    """Return how a field's annotation is a plain value, perhaps None or one of an enumeration; None if it is not."""
    if isinstance(annotation, NewType):
        return plain(annotation.__supertype__)
    if get_origin(annotation) is Literal:
        return Plain(type(get_args(annotation)[0]))
    if get_origin(annotation) in {Union, UnionType}:
        rest = [argument for argument in get_args(annotation) if argument is not NoneType]
        found = plain(rest[0]) if len(rest) == 1 else None
        return found and Plain(found.base, optional=True, enum=found.enum)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Plain(str, enum=annotation) if issubclass(annotation, str) else None
    return Plain(annotation) if isinstance(annotation, type) and annotation in SCALARS else None


@cache
def _plain_fields(entity: type) -> frozenset[str]:
    hints = get_type_hints(entity)
    return frozenset(field.name for field in fields(entity) if plain(hints[field.name]))


@dataclass(frozen=True, slots=True)
class Kind(Generic[E]):
    """One sort of entity that a firm keeps: a frozen dataclass with a text `id`, and the name of its table.

    `indexes` names the fields it is often found by, `unique` those of which a firm has each value at most once;
    `personal` what it holds of persons, which every kind that ships has to say.
    """

    entity: type[E]
    table: str
    indexes: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    personal: Personal | Nobody | None = None

    def __post_init__(self) -> None:
        """Refuse indexes on what cannot be searched."""
        known_by = self.personal.known_by if isinstance(self.personal, Personal) else ()
        self.check_searchable(("id", *self.indexes, *self.unique, *known_by))

    def check_searchable(self, names: Iterable[str]) -> None:
        """Raise TypeError unless the entity has these fields and each holds a plain value."""
        for name in names:
            if name not in _plain_fields(self.entity):  # type: ignore[arg-type]  # python/mypy#5107
                raise TypeError(f"{self.entity.__name__} cannot be found by {name}: it is not a field of plain values")


_CUSTOMER, _STAFF = (Whose.CUSTOMER,), (Whose.STAFF,)
_PLANNING = Purpose.PLANNING

KINDS: tuple[Kind[Any], ...] = (
    Kind(
        Technician,
        "technicians",
        personal=Personal(
            whose=_STAFF,
            purpose=Purpose.STAFF,
            fields=("name", "phone", "email", "start", "end", "shifts", "skills", "clearances"),
            kept=Keeping.EMPLOYMENT,
        ),
    ),
    Kind(Service, "services", indexes=("code",), personal=NOBODY),
    Kind(
        Site,
        "sites",
        indexes=("customer_id",),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=_PLANNING,
            fields=("street", "postcode", "city", "label", "access", "position"),
            kept=Keeping.CONTACT,
            known_by={"customer_id": Mark.CUSTOMER},
            gives=Mark.SITE,
        ),
    ),
    Kind(
        Absence,
        "absences",
        indexes=("technician_id",),
        personal=Personal(whose=_STAFF, purpose=Purpose.STAFF, fields=("interval", "reason"), kept=Keeping.EMPLOYMENT),
    ),
    Kind(
        Appointment,
        "appointments",
        indexes=("customer_id", "site_id", "state"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=_PLANNING,
            fields=("window", "service_id", "state", "comment"),
            kept=Keeping.CONTACT,
            known_by={"customer_id": Mark.CUSTOMER, "id": Mark.APPOINTMENT},
            gives=Mark.APPOINTMENT,
        ),
    ),
    Kind(
        MaintenanceDue,
        "maintenance_due",
        indexes=("contract_id", "customer_id", "due_on"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.CONTRACTS,
            fields=("due_on",),
            kept=Keeping.CONTACT,
            known_by={"customer_id": Mark.CUSTOMER},
            gives=Mark.DUE,
        ),
    ),
    Kind(
        Proposal,
        "proposals",
        personal=Personal(
            whose=(Whose.CUSTOMER, Whose.STAFF),
            purpose=_PLANNING,
            fields=("routes", "lines"),
            kept=Keeping.DECIDED,
            shared=True,
        ),
    ),
    Kind(
        Refusal,
        "refusals",
        indexes=("day",),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=_PLANNING,
            fields=("reason",),
            kept=Keeping.DECIDED,
            known_by={"appointment_id": Mark.APPOINTMENT},
        ),
    ),
    Kind(
        Waiting,
        "waiting",
        indexes=("appointment_id",),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=_PLANNING,
            fields=("position", "postcode"),
            kept=Keeping.DECIDED,
            known_by={"id": Mark.APPOINTMENT, "appointment_id": Mark.APPOINTMENT},
            gives=Mark.APPOINTMENT,
        ),
    ),
    Kind(ReserveForecast, "reserve_forecasts", indexes=("day",), personal=NOBODY),
    Kind(
        PlaceOffer,
        "place_offers",
        indexes=("place_id", "waiting_id", "answer"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=_PLANNING,
            fields=("window", "answer", "reason"),
            kept=Keeping.DECIDED,
            known_by={"waiting_id": Mark.APPOINTMENT},
        ),
    ),
)
"""What the planner itself keeps; other rooms bring their own."""


def kinds_by_entity(joined: Iterable[Kind[Any]]) -> Mapping[type, Kind[Any]]:
    """Return the planner's kinds and those of the rooms that join, by entity.

    Raises:
        ValueError: two kinds share an entity or a table.
    """
    kinds = (*KINDS, *joined)
    if len({kind.entity for kind in kinds}) < len(kinds) or len({kind.table for kind in kinds}) < len(kinds):
        raise ValueError("two kinds share an entity or a table")
    return {kind.entity: kind for kind in kinds}


def identifier(entity: object) -> str:
    """Return the text by which an entity is known within its firm."""
    key: str = entity.id  # type: ignore[attr-defined]  # each kind has one: Kind checked it
    return key


def alternatives(value: object) -> tuple[object, ...]:
    """Return the values of which a field must equal one: those of a collection, else the value itself."""
    return tuple(value) if isinstance(value, list | tuple | set | frozenset) else (value,)


def forgetting(entry: Entry, appointment_ids: Collection[str]) -> Entry:
    """Return a line of history with nothing left of persons about these appointments but opaque identifiers.

    Its reason goes where it is about one of them; who passes on the same route keeps what was said of another.
    """
    about = bool(touched(entry) & set(appointment_ids))
    before, after = (_without_persons(side, appointment_ids) for side in (entry.before, entry.after))
    return replace(entry, before=before, after=after, reason="" if about else entry.reason)


def _without_persons(snapshot: Snapshot, appointment_ids: Collection[str]) -> Snapshot:
    appointments = tuple(
        replace(one, comment="", customer_id=None, site_id=None) if one.id in appointment_ids else one
        for one in snapshot.appointments
    )
    routes = tuple(route.placing(map(AppointmentId, appointment_ids), _NOWHERE) for route in snapshot.routes)
    return Snapshot(appointments, routes)


def touched(entry: Entry) -> frozenset[str]:
    """Return the appointments that a line of history changed, or whose visit it changed."""
    before, after = _visits(entry.before), _visits(entry.after)
    listed = {appointment.id for side in (entry.before, entry.after) for appointment in side.appointments}
    return frozenset(listed | {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)})


def _visits(snapshot: Snapshot) -> dict[str, object]:
    return {visit.appointment_id: (route.technician_id, visit) for route in snapshot.routes for visit in route.visits}


def subject(event: Event) -> str:
    """Return what an event is about: the value of its first field; deliveries about one subject stay in order."""
    names = fields(event)
    return str(getattr(event, names[0].name)) if names else ""


def due(event: Event, now: datetime) -> datetime:
    """Return from when on an event is to be told: at once, unless it says itself."""
    later: datetime | None = getattr(event, "due_at", None)
    return later or now


def announce(on_commit: Committed, firm_id: FirmId, events: Sequence[Event]) -> None:
    """Call back after a commit; what fails there is logged, for the command has succeeded."""
    try:
        on_commit(firm_id, events)
    except Exception:  # noqa: BLE001 - whoever listens, whatever fails there
        _log.exception("the call after the commit failed")
