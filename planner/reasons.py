"""Why a technician cannot keep a window: one sentence for each reason, for whoever steers."""

from datetime import timedelta

from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.ports import Work
from planner.services import Service
from planner.slots import Board, Wish, in_person
from planner.technicians import Technician
from planner.translation import compile_day
from planner.windows import bookable
from planner.working_days import local_day
from solver.explain import explain_refusal
from solver.sentence import Sentence


def why_not(work: Work, wish: Wish, technician_id: TechnicianId, window: Interval, board: Board) -> list[Sentence]:
    """Return why a technician cannot keep a window, one sentence per reason; empty when he can."""
    service = work.of(Service).get(wish.service_id)
    if window.end <= work.now:
        return [Sentence("Cette plage est passée.", "This window is over.")]
    if not wish.by_firm and not bookable(service, window, work.now):
        return [_not_bookable(service)]
    technician = work.of(Technician).get(technician_id)
    day = local_day(window.start, work.firm.zone)
    worked = board.day(work, technician_id, day)
    if worked is None:
        return [_absent(technician)]
    route = work.routes.load(technician_id, day).at(work.now).without([wish.moving] if wish.moving else [])
    block = compile_day(work.firm, worked, route.visits)
    if not block.feasible:
        return [_broken(technician)]
    request = in_person(work, wish, route, window)
    if request is None:
        return [_too_far(technician)]
    names: dict[str, str] = {technician_id: technician.name}
    refusals = explain_refusal(block, request, request.windows[0], labels=names, zone=work.firm.zone)
    return [refusal.sentence for refusal in refusals]


def _not_bookable(service: Service) -> Sentence:
    hours, days = service.lead_time // timedelta(hours=1), service.horizon // timedelta(days=1)
    return Sentence(
        f"« {service.name} » se réserve au moins {hours} h et au plus {days} jours à l'avance.",
        f"“{service.name}” is booked at least {hours} h and at most {days} days ahead.",
    )


def _absent(technician: Technician) -> Sentence:
    return Sentence(f"{technician.name} ne travaille pas ce jour-là.", f"{technician.name} does not work that day.")


def _broken(technician: Technician) -> Sentence:
    return Sentence(
        f"La tournée de {technician.name} ne tient plus toutes ses promesses : à réparer d'abord.",
        f"{technician.name}'s route no longer keeps all its promises: mend it first.",
    )


def _too_far(technician: Technician) -> Sentence:
    return Sentence(
        f"{technician.name} ne peut plus y être avant la fin de cette plage.",
        f"{technician.name} can no longer be there before the end of this window.",
    )
