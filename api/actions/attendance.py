"""Somebody is not there today: said in one step, with a plan that saves every promise it can."""

from datetime import date
from functools import partial

from api.actions.common import firm_for, house_of
from api.actions.steering import STEERING
from api.reacting import looked_for
from api.views import Caller, Done, Refused
from desk.wording import say_count, say_day
from planner.errors import NotFound
from planner.identifiers import TechnicianId, new_id
from planner.intervals import Interval
from planner.plans import Cause
from planner.ports import Work
from planner.promises import broken_promises
from planner.staffing import add_absence, remove_absence
from planner.technicians import OFFICE, Absence, Technician
from planner.working_days import day_interval

_ELSEWHERE = "Cette absence vient d’un agenda : elle se retire là-bas."


def mark_absent(caller: Caller, slug: str, *, technician: str, day: date, reason: str = "") -> Done | Refused:
    """Take a technician out of a day, or of what is left of it, and propose at once who goes in his place."""
    firm, _ = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    whole = day_interval(day, firm.zone)
    away = Interval(max(whole.start, house.clock()), whole.end) if house.clock() < whole.end else None
    if away is None:
        return Refused("Ce jour est passé.")
    absence = Absence(new_id(), TechnicianId(technician), away, reason or "Absent")
    house.transactions.write(firm.id, partial(add_absence, absence=absence))
    with house.transactions.read(firm.id) as work:
        name = work.of(Technician).get(technician).name
        broken = bool(broken_promises(work, day, day))
    said = f"{name} est noté absent le {say_day(day)}."
    if not broken:
        return Done(f"{said} Aucun rendez-vous promis n’en souffre.")
    proposal = looked_for(house, firm.id, day, Cause.DISTURBED)
    moved = {line.appointment_id for group in proposal.groups for line in group}
    if moved:
        said += f" Proposition prête : {say_count(len(moved), 'passage')} à confier ou à déplacer."
    if proposal.unplaced:
        number = say_count(len(proposal.unplaced), "rendez-vous", "rendez-vous")
        said += f" Personne ne peut reprendre {number} : proposez-leur un autre moment."
    return Done(said)


def mark_present(caller: Caller, slug: str, *, technician: str, day: date) -> Done | Refused:
    """Give a technician back the day that somebody of the office had taken from him."""
    firm, _ = firm_for(caller, slug, *STEERING)
    house = house_of(caller)

    def command(work: Work) -> int:
        whole = day_interval(day, work.firm.zone)
        said = work.of(Absence).find(technician_id=technician, source=OFFICE)
        mine = [one for one in said if one.interval.overlaps(whole)]
        for one in mine:
            remove_absence(work, one.id)
        return len(mine)

    try:
        given_back = house.transactions.write(firm.id, command)
    except NotFound as error:
        return Refused(str(error))
    return (
        Done("Absence retirée.") if given_back else Refused("Cette absence vient d’un agenda : elle se retire là-bas.")
    )
