"""At the firm's hour on the day before, the reminder of each promise falls due: once, whoever looks, however often."""

from datetime import timedelta
from functools import partial

from api.house import House
from desk.events import ReminderFellDue
from desk.messages import MessageRules, message_rules, told_since
from planner.appointments import Appointment, State
from planner.events import Event
from planner.idempotency import once
from planner.ports import Work
from planner.working_days import local_day

EVERY = timedelta(minutes=1)
"""How often the worker looks at the clock for reminders."""

_DAY = timedelta(days=1)


def let_reminders_fall_due(house: House) -> None:
    """Publish each reminder whose hour has come, firm by firm; one that was published is left alone."""
    for firm in house.transactions.firms():
        with house.transactions.read(firm.id) as work:
            due = _due(work)
        if due:
            house.transactions.write(firm.id, _publish)


def still_wanted(work: Work, event: Event) -> bool:
    """Tell whether a reminder that fell due still says what is true: not moved, not cancelled, not begun, not told."""
    if not isinstance(event, ReminderFellDue):
        return False
    found = work.of(Appointment).find(id=event.appointment_id)
    rules = message_rules(work)
    return any(one.window.start == event.window_start and _wants(work, rules, one) for one in found)


def _due(work: Work) -> list[Appointment]:
    """Return the appointments of today and tomorrow whose reminder is to be published now."""
    rules, today = message_rules(work), local_day(work.now, work.firm.zone)
    visits = [visit for route in work.routes.between(today, today + _DAY) for visit in route.visits]
    near = [
        visit.appointment_id
        for visit in visits
        if rules.reminder_due(visit.window, work.firm.zone) <= work.now < visit.window.start
    ]
    found = work.of(Appointment).find(id=near) if near else []
    return [one for one in found if _wants(work, rules, one) and work.answers.recall(_key(one)) is None]


def _wants(work: Work, rules: MessageRules, appointment: Appointment) -> bool:
    """Tell whether a customer should be reminded now; whoever heard of the appointment since its hour knows."""
    due = rules.reminder_due(appointment.window, work.firm.zone)
    return (
        appointment.state is State.CONFIRMED
        and appointment.created_at < due <= work.now < appointment.window.start
        and not told_since(work, appointment.id, due)
    )


def _publish(work: Work) -> None:
    for appointment in _due(work):
        once(work, _key(appointment), "", partial(_published, work, appointment))


def _published(work: Work, appointment: Appointment) -> str:
    work.publish(ReminderFellDue(appointment.id, appointment.window.start))
    return ""


def _key(appointment: Appointment) -> str:
    """Return what a reminder is known by; answers are remembered longer than it can be due."""
    return f"reminder {appointment.id} {appointment.window.start.isoformat()}"
