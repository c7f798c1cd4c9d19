"""Which territory each crew and each visit belongs to in one wave, on the plan as it stands."""

import math
import random
from dataclasses import dataclass
from typing import Self

import numpy as np

from solver import rules
from solver.problem import Problem, Shift, Visit
from solver.territories.borders import Flags, Floats, Numbers, Spots, flat, territories, turned
from solver.territories.pieces import Piece, Whole
from solver.territories.ties import Ties, holder


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What is the same in every wave: `homes` (crews, 2) and `places` (visits, 2) on a plane, who is tied to whom.

    `able` (crews) are the seconds a crew works in all, `needed` (visits) those a visit takes; `choosy` (visits) tells
    those that only named technicians may make.
    """

    problem: Problem
    ties: Ties
    homes: Floats
    places: Floats
    able: Floats
    needed: Floats
    choosy: Flags

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The survey of a problem with shifts and visits."""
        ties, shifts, visits = Ties.of(problem), problem.shifts, problem.visits
        mean = float(np.mean([visit.place.lat for visit in visits]))
        starts = flat([shift.start_place for shift in shifts], mean)
        return cls(
            problem=problem,
            ties=ties,
            homes=np.array([starts[list(crew)].mean(axis=0) for crew in ties.crews]),
            places=flat([visit.place for visit in visits], mean),
            able=np.array([sum(shifts[at].end - shifts[at].start for at in crew) for crew in ties.crews], np.float64),
            needed=np.array([visit.duration for visit in visits], np.float64),
            choosy=np.array([bool(visit.required) or holder(visit) is not None for visit in visits]),
        )

    def pieces(self, whole: Whole, count: int, rng: random.Random) -> list[Piece]:
        """The territories of a wave, in any order; those without visits are no pieces."""
        crew = self._crews(whole)
        of_crew, of_visit = self._territories(crew, count, rng.random() * math.pi)
        parted = [v for party in self.ties.parties if len({int(of_visit[v]) for v in party}) > 1 for v in party]
        fixed = whole.begins({visit for visit in parted if crew[visit] >= 0})
        of_visit[[visit for visit in parted if crew[visit] < 0]] = count
        of_shift = of_crew[list(self.ties.crew)]
        pieces = []
        for territory in range(count):
            visits = tuple(np.flatnonzero(of_visit == territory).tolist())
            held = {visit: fixed[visit] for visit in fixed.keys() & set(visits)}
            pieces.append(Piece(tuple(np.flatnonzero(of_shift == territory).tolist()), visits, held))
        rng.shuffle(pieces)
        return [piece for piece in pieces if piece.visits]

    def _crews(self, whole: Whole) -> Numbers:
        """(visits) the crew each visit is planned with; -1 for those left out."""
        crew = np.full(len(self.places), -1)
        for shift, route in enumerate(whole.routes):
            crew[list(route)] = self.ties.crew[shift]
        return crew

    def _territories(self, crew: Numbers, count: int, angle: float) -> tuple[Numbers, Numbers]:
        """The territory of each crew and of each visit.

        Visits left out are divided like land while they are the most; later, and where only some may come, each goes
        with the nearest crew that may. Linked ones stay with each other.
        """
        places, loose = turned(self.places, angle), crew < 0
        centres = self._centres(crew, places, turned(self.homes, angle))
        land = np.flatnonzero(loose & ~self.choosy & (2 * np.count_nonzero(loose) > crew.size))
        with_crew = crew.copy()
        for visit in np.setdiff1d(np.flatnonzero(loose), land).tolist():
            with_crew[visit] = self._nearest(visit, centres - places[visit])
        loads = self.able if land.size else np.bincount(with_crew, minlength=len(centres)).astype(np.float64)
        of_crew, of_visit = np.zeros(len(centres), np.int64), np.zeros(len(crew), np.int64)
        regions = territories(Spots(centres, loads), Spots(places[land], self.needed[land]), count)
        for territory, (crews, visits) in enumerate(regions):
            of_crew[crews] = territory
            of_visit[land[visits]] = territory
        settled = with_crew >= 0
        of_visit[settled] = of_crew[with_crew[settled]]
        self._keep_parties(crew, of_visit)
        return of_crew, of_visit

    def _centres(self, crew: Numbers, places: Floats, homes: Floats) -> Floats:
        """The middle of each crew's visits, or its home where it has none."""
        planned = crew >= 0
        counts = np.bincount(crew[planned], minlength=len(homes))[:, None]
        sums = [np.bincount(crew[planned], places[planned, axis], len(homes)) for axis in (0, 1)]
        return np.where(counts > 0, np.stack(sums, axis=1) / np.maximum(counts, 1), homes)

    def _nearest(self, visit: int, ways: Floats) -> int:
        """The nearest crew that may make a visit on one of its days, else the nearest; `ways` (crews, 2) lead there."""
        order: list[int] = np.argsort((ways**2).sum(axis=1), kind="stable").tolist()
        wanted, shifts = self.problem.visits[visit], self.problem.shifts
        for crew in order:
            if any(_may_come(wanted, shifts[shift]) for shift in self.ties.crews[crew]):
                return crew
        return order[0]

    def _keep_parties(self, crew: Numbers, of_visit: Numbers) -> None:
        """Let linked visits that are left out go with one that is planned, or else with one that is pinned."""
        for party in self.ties.parties:
            bound = {visit for visit in party if holder(self.problem.visits[visit]) is not None}
            first = min(party, key=lambda visit: (crew[visit] < 0, visit not in bound))
            for visit in party:
                if crew[visit] < 0 and visit not in bound:
                    of_visit[visit] = of_visit[first]


def _may_come(visit: Visit, shift: Shift) -> bool:
    """Whether he may make it at all, and at some hour of his shift."""
    days = (window.earliest <= shift.latest_return and shift.start <= window.latest for window in visit.start_windows)
    return rules.may_serve(visit, shift) and any(days)
