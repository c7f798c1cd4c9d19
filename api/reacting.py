"""Where something has happened to a day a better plan of it is looked for at once, and whoever steers gets a word."""

from contextlib import suppress
from datetime import date, timedelta
from functools import partial

from api.house import House
from api.searching import a_few_seconds, proven_soon
from desk.notices import Notice, notify
from desk.wording import say_count, say_day
from planner.appointments import Appointment, State
from planner.deciding import accept_plan, still_good, waiting_for
from planner.errors import ProposalStale, Refused
from planner.events import (
    AppointmentCancelled,
    AppointmentProgressed,
    BetterPlanWanted,
    Delivery,
    RouteSaved,
    TechnicianAbsent,
)
from planner.history import SYSTEM, on_day
from planner.identifiers import FirmId
from planner.plans import Cause, Proposal
from planner.ports import Work
from planner.promises import broken_promises
from planner.replanning import Search, propose_plan
from planner.technicians import Technician
from planner.working_days import days_between, local_day

AHEAD = timedelta(days=60)
"""How far ahead an absence is looked at: nobody is promised more."""

_DISTURBING = frozenset({"cancel", "progress", "accept_plan"})
"""Lines of history after which a better plan is looked for."""

_FEW = 50
"""So many lines of history tell whether something else has happened to a day since."""


def looked_for(house: House, firm_id: FirmId, day: date, cause: Cause) -> Proposal:
    """Look for a better plan of a day that nobody waits for; where the firm wants it so, what may be accepted is."""
    proposal = _searched(house, firm_id, day, cause)
    house.transactions.write(firm_id, partial(_accept_itself, house, proposal=proposal))
    return proposal


def _searched(house: House, firm_id: FirmId, day: date, cause: Cause) -> Proposal:
    """Return a proposal of the firm as it is: where somebody has changed who works and how, look again."""
    while True:
        search = Search(a_few_seconds(), cause=cause, proof=proven_soon())
        with suppress(ProposalStale), house.traces.span("search"):
            return propose_plan(house.transactions, firm_id, (day, day), search, house.searcher)


def _accept_itself(house: House, work: Work, proposal: Proposal) -> None:
    """Accept what makes a day better, touches no promise and nothing sooner than the firm allows, if it wants that."""
    ahead = work.firm.rules.accepts_itself
    if not ahead or proposal.unplaced or not proposal.open:
        return
    late = [
        group
        for group in still_good(work, proposal)
        if all(at > work.now + ahead for line in group for _, at in (line.before, line.after))
    ]
    if late:
        chosen = {line.appointment_id for group in late for line in group}
        with suppress(Refused):
            accept_plan(work, proposal.id, house.boards.of(work.firm.id), actor=SYSTEM, chosen=chosen)


def look_for_better(house: House, delivery: Delivery) -> None:
    """Propose a better plan of a day that somebody left a gap in, or that a proposal no longer describes.

    Of several events that come close together only the last one has it looked for.
    """
    with house.transactions.read(delivery.firm_id) as work:
        day = _disturbed(work, delivery)
    if day is not None:
        looked_for(house, delivery.firm_id, day, Cause.DISTURBED)


def _disturbed(work: Work, delivery: Delivery) -> date | None:
    """Return the day an event opens something better for, or None."""
    event, verbs, day = delivery.event, _DISTURBING, None
    match event:
        case AppointmentCancelled() | AppointmentProgressed(state=State.NO_ACCESS):
            appointment = work.of(Appointment).get(event.appointment_id)
            day = local_day(appointment.window.start, work.firm.zone)
        case BetterPlanWanted():
            day = event.day
        case RouteSaved():
            waiting = waiting_for(work, event.day)
            outdated = any(len(still_good(work, one)) < len(one.groups) for one in waiting)
            day, verbs = event.day if outdated else None, frozenset()
    if day is None or day < local_day(work.now, work.firm.zone):
        return None
    newer = (line for line in work.history.changes(_FEW) if line.at > delivery.happened_at)
    again = any(on_day(line, day, work.firm.zone) and (not verbs or line.verb in verbs) for line in newer)
    return None if again else day


def mend_after_absence(house: House, delivery: Delivery) -> None:
    """Propose what keeps the promises that an absence breaks, day by day, and say what nobody can keep."""
    event = delivery.event
    if not isinstance(event, TechnicianAbsent):
        return
    with house.transactions.read(delivery.firm_id) as work:
        broken = [day for day in _days(work, event) if broken_promises(work, day, day)]
    for day in broken:
        proposal = looked_for(house, delivery.firm_id, day, Cause.DISTURBED)
        house.transactions.write(delivery.firm_id, partial(_tell, absent=event, day=day, proposal=proposal))


def _days(work: Work, absent: TechnicianAbsent) -> list[date]:
    """Return the days an absence touches, from today on."""
    zone, today = work.firm.zone, local_day(work.now, work.firm.zone)
    first, last = local_day(absent.start, zone), local_day(absent.end - timedelta(seconds=1), zone)
    return list(days_between(max(first, today), min(last, today + AHEAD)))


def _tell(work: Work, absent: TechnicianAbsent, day: date, proposal: Proposal) -> None:
    """Leave a word, once for each absence and day."""
    name = work.of(Technician).get(absent.technician_id).name
    moved = {line.appointment_id for group in proposal.groups for line in group}
    said = [f"{name} est absent le {say_day(day)}, et des rendez-vous promis ne tiennent plus."]
    if moved:
        said.append(f"Une proposition vous attend : {say_count(len(moved), 'passage')} à confier ou à déplacer.")
    if proposal.unplaced:
        said.append(f"Personne ne peut reprendre {say_count(len(proposal.unplaced), 'rendez-vous', 'rendez-vous')}.")
    key = f"absent-{absent.technician_id}-{absent.start:%Y%m%dT%H%M%S}-{absent.end:%Y%m%dT%H%M%S}-{day}"
    notify(work, Notice(key, work.now, absent.technician_id, " ".join(said), day))
