"""Linked visits: when those begin that wait for each other or begin together, and who makes them.

The search of routes knows no links. So it works in stretches in which each linked visit stays with its technician and
may begin only while all links are kept whatever the others do; between two stretches linked visits are taken out and
planned anew. `bundles` says which visits belong together, `choosing` when they begin on a `board`, the plan under
change; `starts` says when the visits of the finished plan begin, and how far each may move; `parts` stops a stretch.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from solver.links.board import ILLEGAL, Board, loss, within
from solver.links.bundles import Bundle, bundles
from solver.links.choosing import chosen
from solver.links.parts import Part
from solver.links.starts import held_apart, with_starts
from solver.offers import offers
from solver.problem import Problem, Visit
from solver.referee import referee
from solver.search.annealing import Search
from solver.solution import Solution
from solver.stop import Progress, StoppingCriterion

WAVE = 100
"""Rounds of one stretch, for each visit."""

OPENING = 0.1
"""The share of a search that its first stretch takes at most."""

BESIDE = 10
"""How many visits nearby are at most planned anew with a bundle."""

PACKINGS = 10
"""How often what must be planned is packed anew until all finds room."""

_UNKNOWN = 2**62
"""More than any plan costs."""


def solve_linked(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int,
    start: Solution | None,
    on_progress: Callable[[Progress], None] | None,
) -> Solution:
    """A good plan that keeps all links; see `solver.solve`. Pinned visits without room are left out."""
    search = LinkedSearch.of(problem, seed)
    search.run(stop, start, on_progress)
    return search.plan


@dataclass(slots=True, eq=False)
class LinkedSearch:
    """A search under way: its best plan, how many `faults` that has and what it costs.

    `loose` is the problem without its links.
    """

    problem: Problem
    loose: Problem
    bundles: tuple[Bundle, ...]
    rng: random.Random
    plan: Solution
    so_far: Progress
    faults: int = _UNKNOWN

    @classmethod
    def of(cls, problem: Problem, seed: int) -> Self:
        """A search that has no plan yet."""
        nothing = Solution.of(problem, [()] * len(problem.shifts))
        so_far = Progress(0, _UNKNOWN, len(problem.visits))
        return cls(problem, replace(problem, links=()), bundles(problem), random.Random(seed), nothing, so_far)

    def run(
        self, stop: StoppingCriterion, start: Solution | None, on_progress: Callable[[Progress], None] | None
    ) -> None:
        """Search until it is time to stop; `on_progress` hears of every better plan, and at once of the first."""
        if start is not None and referee(self.problem, start).feasible:
            self._keep(start)
        else:
            self._begin(stop, start)
        first, told = stop(self.so_far), _UNKNOWN
        while True:
            if on_progress is not None and self.so_far.cost < told:
                on_progress(self.so_far)
            told, done = self.so_far.cost, stop(self.so_far)
            if done >= 1:
                break
            self._move()
            self._search(self._part(stop, done, done - first))

    def _begin(self, stop: StoppingCriterion, start: Solution | None) -> None:
        """Let every visit be where it wants to be as if alone, then choose for each bundle."""
        search = Search.of(self.loose, self.rng.getrandbits(32), start)
        part = self._part(stop, stop(self.so_far), 0.0)
        search.run(part)
        self.so_far = replace(self.so_far, iteration=part.made)
        board = self._board(Solution.of(self.loose, search.routes()), {})
        board = board.without({visit for bundle in self.bundles for visit in (*bundle.visits, *bundle.hopeless)})
        for bundle in self.bundles:
            board = self._again(board, bundle)
        if board.cost >= ILLEGAL:
            board = min(board, self._packed(), key=_cost)
        self._keep(with_starts(self.problem, board.routes, self.bundles, board.held))
        self._search(Part(stop, self.so_far, 0))

    def _packed(self) -> Board:
        """A plan of what must be planned only: whatever finds no room goes first the next time.

        Source: the squeaky wheel optimization of Joslin and Clements (1999).
        """
        linked = {visit for bundle in self.bundles for visit in (*bundle.visits, *bundle.hopeless)}
        pinned = [number for number, visit in enumerate(self.problem.visits) if visit.pinned is not None]
        order = [each for each in self.bundles if each.must]
        order += [Bundle(((visit,),), (), frozenset({visit})) for visit in pinned if visit not in linked]
        boards = []
        for _ in range(PACKINGS):
            board = Board.of(self.problem, [()] * len(self.problem.shifts), {})
            unlucky = []
            for bundle in order:
                board = chosen(board, bundle)
                if not bundle.must <= board.held.keys():
                    unlucky.append(bundle)
            boards.append(board)
            if not unlucky:
                break
            order = [*unlucky, *(each for each in order if each not in unlucky)]
        return min(boards, key=_cost)

    def _move(self) -> None:
        """Plan each bundle anew, now and then with visits near it, where that is cheaper."""
        board = self._board(self.plan, held_apart(self.problem, self.plan, self.bundles))
        for bundle in self.rng.sample(self.bundles, len(self.bundles)):
            board = self._again(board, bundle)
        self._keep(with_starts(self.problem, board.routes, self.bundles, board.held))

    def _again(self, board: Board, bundle: Bundle) -> Board:
        """The plan with a bundle planned anew, alone or with some visits near it, where that is cheaper."""
        near = self._beside(board, bundle)
        return min((board, *(self._anew(board, bundle, visits) for visits in ([], near))), key=_cost)

    def _anew(self, board: Board, bundle: Bundle, near: Sequence[int]) -> Board:
        """The plan with a bundle taken out and planned anew, then some other visits."""
        board = chosen(board.without({*bundle.visits, *near}), bundle)
        for visit in near:
            found = offers(board.schedule, self.problem.visits[visit])
            for offer in found.ranked(1):
                if offer.cost.total < loss(self.problem, visit):
                    board = board.inserted(visit, offer.route, offer.position, offer.visits[offer.position])
        return board

    def _beside(self, board: Board, bundle: Bundle) -> list[int]:
        """Some planned visits near one of the bundle, neither linked nor pinned; the dearest to leave out first."""
        visits = self.problem.visits
        linked = {visit for each in self.bundles for visit in each.visits}
        free = [visit for visit in sorted(board.held) if visit not in linked and visits[visit].pinned is None]
        if not free or not bundle.parties:
            return []
        here = visits[self.rng.choice(bundle.visits)].place
        lat, lon = ([getattr(visits[visit].place, axis) for visit in free] for axis in ("lat", "lon"))
        road = self.problem.travel.seconds(here.lat, here.lon, np.array(lat), np.array(lon))
        near = [free[at] for at in np.argsort(road, kind="stable")[: self.rng.randint(1, BESIDE)].tolist()]
        return sorted(near, key=lambda visit: (-visits[visit].prize, visit))

    def _search(self, part: Part) -> None:
        """Search the routes for a while, linked visits staying apart."""
        held = held_apart(self.problem, self.plan, self.bundles)
        left = {visit for bundle in self.bundles for visit in (*bundle.visits, *bundle.hopeless)} - held.keys()
        held_out = {visit: within(self.problem.visits[visit], 1, 0) for visit in left}
        visits = [(held | held_out).get(number, visit) for number, visit in enumerate(self.problem.visits)]
        loose = replace(self.loose, visits=tuple(visits))
        search = Search.of(loose, self.rng.getrandbits(32), self.plan)
        search.run(part)
        self.so_far = replace(self.so_far, iteration=self.so_far.iteration + part.made)
        self._keep(with_starts(self.problem, search.routes(), self.bundles, held))

    def _board(self, plan: Solution, held: Mapping[int, Visit]) -> Board:
        """A plan ready to be changed; other visits than those held stay in the window they begin in."""
        hours = referee(self.loose, plan).timetables
        begins = {
            visit: stop.start
            for route, day in zip(plan.routes, hours, strict=True)
            for visit, stop in zip(route, day.stops, strict=True)
        }
        visits = self.problem.visits
        return Board.of(
            self.problem, plan.routes, {v: held.get(v) or _there(visits[v], at) for v, at in begins.items()}
        )

    def _part(self, stop: StoppingCriterion, done: float, gone: float) -> Part:
        """The next stretch: the first one is short, the others share what is left where that is known."""
        visits, made = len(self.problem.visits), self.so_far.iteration
        if gone <= 0:
            return Part(stop, self.so_far, WAVE * visits, done + OPENING * (1 - done))
        left = max(1.0, made / gone * (1 - done))
        return Part(stop, self.so_far, round(left / max(1, round(left / (WAVE * visits)))))

    def _keep(self, plan: Solution) -> None:
        """Keep a plan if it is better: it breaks fewer promises, or as few and costs less."""
        verdict = referee(self.problem, plan)
        rank = len(verdict.violations), verdict.cost.total
        if rank < (self.faults, self.so_far.cost):
            self.plan, self.faults = plan, rank[0]
            self.so_far = replace(self.so_far, cost=rank[1], left_out=len(plan.unserved))


def _there(visit: Visit, second: int) -> Visit:
    """The visit promised for the window in which it begins at this second."""
    return visit.promised(next(each for each in visit.start_windows if each.earliest <= second <= each.latest))


def _cost(board: Board) -> int:
    return board.cost
