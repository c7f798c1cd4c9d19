"""What borders may not part: visits tied by links, and the shifts of technicians to whom such visits are pinned."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Self

from solver.problem import Problem, Visit


@dataclass(frozen=True, slots=True)
class Ties:
    """The shifts of each crew, which stay together: one, or all of technicians to whom linked visits are pinned.

    `crew` gives the crew of each shift; `parties` are the visits that links tie, directly or by way of others.
    """

    crews: tuple[tuple[int, ...], ...]
    crew: tuple[int, ...]
    parties: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """What is tied in a problem."""
        number = {visit.key: index for index, visit in enumerate(problem.visits)}
        linked = [tuple(number[key] for key in link.visits) for link in problem.links]
        tied = sorted({visit for pair in linked for visit in pair})
        pins = [(visit, name) for visit in tied if (name := holder(problem.visits[visit])) is not None]
        groups, held = _Groups(), {name for _, name in pins}
        for one, other in (*linked, *pins):
            groups.tie(one, other)
        crews = groups.sorted(
            (shift.technician if shift.technician in held else (index,), index)
            for index, shift in enumerate(problem.shifts)
        )
        crew = {shift: at for at, shifts in enumerate(crews) for shift in shifts}
        return cls(
            crews=crews,
            crew=tuple(crew[shift] for shift in range(len(problem.shifts))),
            parties=groups.sorted((visit, visit) for visit in tied),
        )


def holder(visit: Visit) -> str | None:
    """The technician a visit is pinned to."""
    return None if visit.pinned is None else visit.pinned.technician


class _Groups:
    """Things tied to each other, each group known by one of them (Galler and Fischer 1964)."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def tie(self, one: Hashable, other: Hashable) -> None:
        """Let these two be in one group."""
        self._above[self.name(one)] = self.name(other)

    def name(self, thing: Hashable) -> Hashable:
        """By what its group is known."""
        while self._above.get(thing, thing) != thing:
            thing = self._above[thing]
        return thing

    def sorted(self, named: Iterable[tuple[Hashable, int]]) -> tuple[tuple[int, ...], ...]:
        """Numbers, each with a thing of its group, group by group."""
        groups: dict[Hashable, list[int]] = {}
        for thing, number in named:
            groups.setdefault(self.name(thing), []).append(number)
        return tuple(map(tuple, groups.values()))
