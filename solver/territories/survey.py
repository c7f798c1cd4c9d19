"""Which territory each crew and each visit belongs to in one wave, on the plan as it stands."""

import math
import random
from dataclasses import dataclass
from typing import Self

import numpy as np

from solver import rules
from solver.problem import Problem
from solver.territories.borders import Floats, Numbers, Spots, flat, territories, turned
from solver.territories.pieces import Piece, Whole
from solver.territories.ties import Ties


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What is the same in every wave: `homes` (crews, 2) and `places` (visits, 2) on a plane, who is tied to whom.

    `able` (crews) are the seconds a crew works in all, `needed` (visits) those a visit takes.
    """

    problem: Problem
    ties: Ties
    homes: Floats
    places: Floats
    able: Floats
    needed: Floats

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

        Visits left out are divided like land while they are the most; later each goes with the nearest crew that may
        come. Linked ones stay with each other, pinned ones with their technician.
        """
        places, loose = turned(self.places, angle), np.flatnonzero(crew < 0)
        centres, loads = self._centres(crew, places, turned(self.homes, angle))
        with_crew = crew.copy()
        if 2 * loose.size > crew.size:
            regions = territories(Spots(centres, self.able), Spots(places[loose], self.needed[loose]), count)
        else:
            with_crew[loose] = [self._nearest(visit, centres - places[visit]) for visit in loose.tolist()]
            loads = np.bincount(with_crew, minlength=len(loads))
            regions = territories(Spots(centres, loads.astype(np.float64)), Spots(places[:0], self.needed[:0]), count)
        of_crew, of_visit = np.zeros(len(loads), np.int64), np.zeros(len(crew), np.int64)
        for territory, (crews, visits) in enumerate(regions):
            of_crew[crews] = territory
            of_visit[loose[visits]] = territory
        of_visit[with_crew >= 0] = of_crew[with_crew[with_crew >= 0]]
        self._keep_ties(crew, of_crew, of_visit)
        return of_crew, of_visit

    def _centres(self, crew: Numbers, places: Floats, homes: Floats) -> tuple[Floats, Numbers]:
        """The middle of each crew's visits, or its home where it has none; and how many it has."""
        planned = crew >= 0
        loads = np.bincount(crew[planned], minlength=len(homes))
        sums = [np.bincount(crew[planned], places[planned, axis], len(homes)) for axis in (0, 1)]
        middle = np.stack(sums, axis=1) / np.maximum(loads, 1)[:, None]
        return np.where(loads[:, None] > 0, middle, homes), loads

    def _nearest(self, visit: int, ways: Floats) -> int:
        """The nearest crew that may make a visit, and the nearest one if none may; `ways` (crews, 2) lead to each."""
        order: list[int] = np.argsort((ways**2).sum(axis=1), kind="stable").tolist()
        wanted, shifts = self.problem.visits[visit], self.problem.shifts
        for crew in order:
            if any(rules.may_serve(wanted, shifts[shift]) for shift in self.ties.crews[crew]):
                return crew
        return order[0]

    def _keep_ties(self, crew: Numbers, of_crew: Numbers, of_visit: Numbers) -> None:
        """Let visits left out be where they are pinned to, or where those are that links tie them to."""
        for visit, with_whom in self.ties.held.items():
            if crew[visit] < 0:
                of_visit[visit] = of_crew[with_whom]
        for party in self.ties.parties:
            settled = [visit for visit in party if crew[visit] >= 0 or visit in self.ties.held]
            for visit in party:
                if crew[visit] < 0 and visit not in self.ties.held:
                    of_visit[visit] = of_visit[(settled or party)[0]]
