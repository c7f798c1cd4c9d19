"""Somebody is not there today: said in one step, with a plan that saves every promise it can."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from api.actions.common import firm_for, house_of
from api.actions.steering import STEERING
from api.reacting import looked_for
from api.views import Caller, Done, Refused
from desk.said import Said, counted, said, together, told
from planner.errors import NotFound
from planner.identifiers import TechnicianId, new_id
from planner.intervals import Interval
from planner.plans import Cause, Proposal
from planner.ports import Work
from planner.promises import broken_promises
from planner.staffing import add_absence, remove_absence
from planner.technicians import OFFICE, Absence, Technician
from planner.working_days import day_interval


def mark_absent(caller: Caller, slug: str, *, technician: str, day: date, reason: str = "") -> Done | Refused:
    """Take a technician out of a day, or of what is left of it, and propose at once who goes in his place."""
    firm, _ = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    whole = day_interval(day, firm.zone)
    away = Interval(max(whole.start, house.clock()), whole.end) if house.clock() < whole.end else None
    if away is None:
        return Refused(said("Ce jour est passé."))
    absence = Absence(new_id(), TechnicianId(technician), away, reason or "Absent")
    house.transactions.write(firm.id, partial(add_absence, absence=absence))
    with house.transactions.read(firm.id) as work:
        name = work.of(Technician).get(technician).name
        broken = bool(broken_promises(work, day, day))
    absent = said("{name} est noté absent le {day}.", name=name, day=day)
    if not broken:
        return Done(together(absent, said("Aucun rendez-vous promis n’en souffre.")))
    proposal = looked_for(house, firm.id, day, Cause.DISTURBED)
    return Done(together(absent, *_mended(proposal)))


def _mended(proposal: Proposal) -> Iterator[Said]:
    """Yield what a proposal does about the promises of somebody absent, and what nobody can do."""
    moved = {line.appointment_id for group in proposal.groups for line in group}
    if moved:
        yield counted(
            "Proposition prête : {count} passage à confier ou à déplacer.",
            "Proposition prête : {count} passages à confier ou à déplacer.",
            len(moved),
        )
    if proposal.unplaced:
        yield counted(
            "Personne ne peut reprendre {count} rendez-vous : proposez-leur un autre moment.",
            "Personne ne peut reprendre {count} rendez-vous : proposez-leur un autre moment.",
            len(proposal.unplaced),
        )


def mark_present(caller: Caller, slug: str, *, technician: str, day: date) -> Done | Refused:
    """Give a technician back the day that somebody of the office had taken from him."""
    firm, _ = firm_for(caller, slug, *STEERING)
    house = house_of(caller)

    def command(work: Work) -> int:
        whole = day_interval(day, work.firm.zone)
        noted = work.of(Absence).find(technician_id=technician, source=OFFICE)
        mine = [one for one in noted if one.interval.overlaps(whole)]
        for one in mine:
            remove_absence(work, one.id)
        return len(mine)

    try:
        given_back = house.transactions.write(firm.id, command)
    except NotFound as error:
        return Refused(told(error))
    if given_back:
        return Done(said("Absence retirée."))
    return Refused(said("Cette absence vient d’un agenda : elle se retire là-bas."))
