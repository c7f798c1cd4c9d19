"""Why a technician cannot keep a window: one sentence for each reason, for whoever steers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.board import Board
from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.ports import Work
from planner.reach import reachable
from planner.routes import Route
from planner.services import Service
from planner.slots import Wish, requested_stop
from planner.technicians import Technician
from planner.translation import compile_day
from planner.windows import bookable
from planner.working_days import local_day
from solver.blocks import RouteBlock
from solver.explain import explain_refusal
from solver.problem import Visit as Stop
from solver.problem import Window
from solver.sentence import Sentence


@dataclass(frozen=True, slots=True)
class _Standing:
    """A technician's route of a day without what moves, and compiled; no block: he does not work that day."""

    technician: Technician
    route: Route
    block: RouteBlock | None


def why_not(work: Work, wish: Wish, technician_id: TechnicianId, window: Interval, board: Board) -> list[Sentence]:
    """Return why a technician cannot keep a window, one sentence per reason; empty when he can."""
    return Refusals(work, wish, board).of(technician_id, window)


class Refusals:
    """Why technicians cannot keep windows: each of their routes is read and compiled once for all its windows."""

    def __init__(self, work: Work, wish: Wish, board: Board) -> None:
        self._work, self._wish, self._board = work, wish, board
        self._service = work.of(Service).get(wish.service_id)
        self._stop: Stop | None = None
        self._stands: dict[tuple[TechnicianId, date], _Standing] = {}

    def of(self, technician_id: TechnicianId, window: Interval) -> list[Sentence]:
        """Return why a technician cannot keep a window, one sentence per reason; empty when he can."""
        work = self._work
        if window.end <= work.now:
            return [Sentence("Cette plage est passée.", "This window is over.")]
        if not self._wish.by_firm and not bookable(self._service, window, work.now):
            return [_not_bookable(self._service)]
        stands = self._standing(technician_id, local_day(window.start, work.firm.zone))
        technician, block = stands.technician, stands.block
        if block is None:
            return [_absent(technician)]
        if not block.feasible:
            return [_broken(technician)]
        left = reachable(work, technician, stands.route, window, self._wish.position)
        if left is None:
            return [_too_far(technician)]
        names: dict[str, str] = {technician_id: technician.name}
        refusals = explain_refusal(block, self._asked_in(window, left), left, labels=names, zone=work.firm.zone)
        return [refusal.sentence for refusal in refusals]

    def _asked_in(self, window: Interval, left: Window) -> Stop:
        """Return the wish as the solver's visit in what is left of a window."""
        if self._stop is None:
            self._stop = requested_stop(self._work, self._wish, self._service, [window])
        return replace(self._stop, windows=(left,))

    def _standing(self, technician_id: TechnicianId, day: date) -> _Standing:
        key = technician_id, day
        if key not in self._stands:
            work, moving = self._work, self._wish.moving
            worked = self._board.day(work, technician_id, day)
            route = work.routes.load(technician_id, day).at(work.now).without([moving] if moving else [])
            block = compile_day(work.firm, worked, route.visits) if worked else None
            self._stands[key] = _Standing(work.of(Technician).get(technician_id), route, block)
        return self._stands[key]


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
