"""Where an absence breaks promises, a plan that mends them is looked for at once, and whoever steers gets a word."""

from datetime import date, timedelta
from functools import partial

from api.actions.steering import a_few_seconds
from api.house import House
from desk.notices import Notice, notify
from desk.wording import say_count, say_day
from planner.events import Delivery, TechnicianAbsent
from planner.plans import Proposal
from planner.ports import Work
from planner.promises import broken_promises
from planner.replanning import propose_plan
from planner.technicians import Technician
from planner.working_days import days_between, local_day

AHEAD = timedelta(days=60)
"""How far ahead an absence is looked at: nobody is promised more."""


def mend_after_absence(house: House, delivery: Delivery) -> None:
    """Propose what keeps the promises that an absence breaks, day by day, and say what nobody can keep."""
    event = delivery.event
    if not isinstance(event, TechnicianAbsent):
        return
    with house.transactions.read(delivery.firm_id) as work:
        broken = [day for day in _days(work, event) if broken_promises(work, day, day)]
    for day in broken:
        proposal = propose_plan(house.transactions, delivery.firm_id, (day, day), a_few_seconds())
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
