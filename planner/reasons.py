"""Why a technician cannot keep a window: one sentence for each reason, for whoever steers."""

from datetime import date, timedelta

from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.ports import Work
from planner.routes import Route
from planner.services import Service
from planner.slots import Board, Wish, in_person
from planner.technicians import Technician
from planner.translation import compile_day
from planner.windows import bookable
from planner.working_days import local_day
from solver.blocks import RouteBlock
from solver.explain import explain_refusal
from solver.sentence import Sentence


def why_not(work: Work, wish: Wish, technician_id: TechnicianId, window: Interval, board: Board) -> list[Sentence]:
    """Return why a technician cannot keep a window, one sentence per reason; empty when he can."""
    return Refusals(work, wish, technician_id, board).of(window)


class Refusals:
    """Why one technician cannot keep windows: each of his routes is read and compiled once for all its windows."""

    def __init__(self, work: Work, wish: Wish, technician_id: TechnicianId, board: Board) -> None:
        self._work, self._wish, self._board = work, wish, board
        self._service = work.of(Service).get(wish.service_id)
        self._technician = work.of(Technician).get(technician_id)
        self._stands: dict[date, tuple[Route, RouteBlock | None]] = {}

    def of(self, window: Interval) -> list[Sentence]:
        """Return why he cannot keep a window, one sentence per reason; empty when he can."""
        work, wish, technician = self._work, self._wish, self._technician
        if window.end <= work.now:
            return [Sentence("Cette plage est passée.", "This window is over.")]
        if not wish.by_firm and not bookable(self._service, window, work.now):
            return [_not_bookable(self._service)]
        route, block = self._standing(local_day(window.start, work.firm.zone))
        if block is None:
            return [_absent(technician)]
        if not block.feasible:
            return [_broken(technician)]
        request = in_person(work, wish, route, window)
        if request is None:
            return [_too_far(technician)]
        names: dict[str, str] = {technician.id: technician.name}
        refusals = explain_refusal(block, request, request.windows[0], labels=names, zone=work.firm.zone)
        return [refusal.sentence for refusal in refusals]

    def _standing(self, day: date) -> tuple[Route, RouteBlock | None]:
        """Return his route of a day without what moves, and compiled; None: he does not work that day."""
        if day not in self._stands:
            work, moving = self._work, self._wish.moving
            worked = self._board.day(work, self._technician.id, day)
            route = work.routes.load(self._technician.id, day).at(work.now).without([moving] if moving else [])
            self._stands[day] = route, compile_day(work.firm, worked, route.visits) if worked else None
        return self._stands[day]


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
