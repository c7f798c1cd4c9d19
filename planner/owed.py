"""A visit that a contract owes is booked by the appointment that will make it, and owed again when it falls through."""

from dataclasses import replace

from planner.appointments import CANCELLED, Appointment, State
from planner.maintenance import MaintenanceDue
from planner.ports import Snapshot, Work
from planner.sites import Site
from planner.working_days import local_day

FELL_THROUGH = CANCELLED | {State.NO_ACCESS}
"""The states in which an appointment will make no visit."""


def follow_owed(work: Work, before: Snapshot, after: Snapshot) -> None:
    """Keep what is owed in step with a change of appointments, whoever made it and however it was booked."""
    stood = {one.id: one.state for one in before.appointments}
    for appointment in after.appointments:
        if appointment.customer_id and appointment.state is not stood.get(appointment.id):
            _follow(work, appointment)


def _follow(work: Work, appointment: Appointment) -> None:
    dues = work.of(MaintenanceDue).find(customer_id=appointment.customer_id, service_id=appointment.service_id)
    booked = [due for due in dues if due.appointment_id == appointment.id]
    if appointment.state in FELL_THROUGH:
        work.of(MaintenanceDue).put_all([replace(due, appointment_id=None) for due in booked])
    elif not booked:
        day = local_day(appointment.window.start, work.firm.zone)
        owed = [due for due in dues if due.appointment_id is None and due.earliest <= day]
        here = [due for due in owed if _made_there(work, due, appointment)]
        for due in sorted(here, key=lambda one: (abs(one.due_on - day), one.id))[:1]:
            work.of(MaintenanceDue).put(replace(due, appointment_id=appointment.id))


def _made_there(work: Work, due: MaintenanceDue, appointment: Appointment) -> bool:
    """Tell whether an appointment is at the contract's site, or where it stands although a visitor typed it anew."""
    if due.site_id in {None, appointment.site_id}:
        return True
    there = work.of(Site).find(id=[due.site_id, appointment.site_id])
    return len({site.position for site in there}) == 1
