"""An import is taken back as long as nothing was built on it: the firm stands again as before the file."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from desk.calls import Call
from desk.connections import look_again
from desk.contracts import MaintenanceContract
from desk.customers import Contact, Customer
from desk.feeds import Feed
from desk.imports.errors import AlreadySettled, UndoRefused
from desk.imports.journal import CustomerChange, Import, ImportFile, ImportId, ImportState
from desk.imports.looks import look
from desk.inviting import DueInvitation
from desk.past import PastAppointment
from desk.said import said
from planner.appointments import Appointment
from planner.errors import NotFound
from planner.history import Change, record
from planner.identifiers import AppointmentId
from planner.maintenance import MaintenanceDue
from planner.ports import Actor, Snapshot, Work
from planner.routes import Route
from planner.services import Service
from planner.sites import Site
from planner.technicians import Absence, Technician

BUILT_ON: Mapping[type, tuple[tuple[type[Any], str, str], ...]] = {
    Customer: (
        (Appointment, "customer_id", said("des rendez-vous")),
        (MaintenanceContract, "customer_id", said("des contrats")),
        (PastAppointment, "customer_id", said("des rendez-vous passés")),
        (Call, "customer_id", said("des appels")),
        (Contact, "customer_id", said("des réservations")),
        (Site, "customer_id", said("des lieux")),
    ),
    Site: (
        (Appointment, "site_id", said("des rendez-vous")),
        (MaintenanceContract, "site_id", said("des contrats")),
    ),
    Service: ((Appointment, "service_id", said("des rendez-vous")),),
    Technician: (
        (Absence, "technician_id", said("des absences")),
        (Feed, "technician_id", said("des agendas partagés")),
    ),
}
"""What may have been built on what an import made: the kind, its field, and how it is said."""

_KINDS: Mapping[str, type[Any]] = {
    kind.__name__: kind
    for kind in (Absence, Appointment, Call, Customer, MaintenanceContract, PastAppointment, Service, Site, Technician)
}
_SETTINGS = frozenset({Absence, Service, Technician})
_CHUNK = 500
_FIRST, _LAST = date(1970, 1, 1), date(2200, 1, 1)


def undo(work: Work, import_id: ImportId, *, actor: Actor) -> Import:
    """Take back all that an import made, in this transaction; return it as undone.

    Raises:
        AlreadySettled: it was never kept, or was taken back before.
        UndoRefused: something it made was changed since, or something was built on it; the text says which.
    """
    summary = work.of(Import).get(import_id)
    if summary.state is not ImportState.IMPORTED:
        raise AlreadySettled
    file = work.of(ImportFile).get(import_id)
    made = _unchanged(work, file)
    _refuse_if_built_on(work, made)
    _give_back_customers(work, file.changes)
    _leave_routes(work, made.get(Appointment, []), actor)
    _remove(work, made)
    undone = replace(summary, state=ImportState.UNDONE, aliases={})
    work.of(Import).put(undone)
    work.of(ImportFile).put(ImportFile(import_id, corrections=file.corrections))
    return undone


def _unchanged(work: Work, file: ImportFile) -> dict[type, list[str]]:
    """Return the identifiers of what the import made and is still there, by kind.

    Raises:
        UndoRefused: one of them no longer looks as it was made.
    """
    still: dict[type, list[str]] = defaultdict(list)
    for made in file.made:
        kind = _KINDS[made.kind]
        if not made.look:
            still[kind].append(made.id)
            continue
        try:
            entity: Any = work.of(kind).get(made.id)
        except NotFound:
            continue
        if made.look != look(entity):
            name = getattr(entity, "name", said("un élément"))
            raise UndoRefused("« {name} » a été modifié depuis cet import : il ne peut plus être annulé.", name=name)
        still[kind].append(made.id)
    return still


def _refuse_if_built_on(work: Work, made: Mapping[type, list[str]]) -> None:
    for kind, ids in made.items():
        for other, field, words in BUILT_ON.get(kind, ()):
            own = set(made.get(other, ()))
            if any(entity.id not in own for chunk in _chunks(ids) for entity in work.of(other).find(**{field: chunk})):
                raise UndoRefused("Depuis cet import, {words} s’appuient sur lui : annulez-les d’abord.", words=words)
    dues = [due for chunk in _chunks(made.get(MaintenanceContract, [])) for due in _dues(work, chunk)]
    if any(due.appointment_id for due in dues):
        raise UndoRefused("Des visites de ces contrats sont déjà prises : annulez-les d’abord.")
    technicians = set(made.get(Technician, ()))
    if technicians and any(
        route.visits for route in work.routes.between(_FIRST, _LAST) if route.technician_id in technicians
    ):
        raise UndoRefused("Des rendez-vous sont sur les tournées de ces techniciens : confiez-les d’abord à d’autres.")


def _dues(work: Work, contract_ids: Sequence[str]) -> list[MaintenanceDue]:
    return work.of(MaintenanceDue).find(contract_id=contract_ids)


def _give_back_customers(work: Work, changes: Collection[CustomerChange]) -> None:
    """Give the customers that learned something back what they were."""
    for change in changes:
        if work.of(Customer).get(change.before.id) != change.after:
            raise UndoRefused(
                "« {name} » a été modifié depuis cet import : il ne peut plus être annulé.", name=change.after.name
            )
        work.of(Customer).put(change.before)
    if changes:
        look_again(work)


def _leave_routes(work: Work, ids: Sequence[str], actor: Actor) -> None:
    """Take the visits of imported appointments off their routes, each route saved once."""
    gone = [AppointmentId(key) for key in ids]
    holding = [route for route in map(work.routes.holding, gone) if route is not None]
    before: dict[tuple[str, date], Route] = {(route.technician_id, route.day): route for route in holding}
    if before:
        after = tuple(route.without(gone) for route in before.values())
        record(work, Change("undo_import", actor, Snapshot((), tuple(before.values())), Snapshot((), after)))


def _remove(work: Work, made: Mapping[type, list[str]]) -> None:
    for chunk in _chunks(made.get(MaintenanceContract, [])):
        for due in _dues(work, chunk):
            work.of(MaintenanceDue).remove(due.id)
            work.of(DueInvitation).remove(due.id)
    for kind, ids in made.items():
        for key in ids:
            work.of(kind).remove(key)
    if _SETTINGS & made.keys():
        work.save_firm(work.firm)


def _chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
