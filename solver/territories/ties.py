"""What borders may not part: the days of one technician, visits tied by links, and technicians tied by pinned ones."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Self

from solver.problem import Link, Problem, Together


@dataclass(frozen=True, slots=True)
class Ties:
    """The shifts of each crew, which stay together: those of one technician, or of several tied by pins and links.

    `crew` gives the crew of each shift; `parties` are the visits that links tie, directly or by way of others; `held`
    the crew of each visit that is pinned to a technician.
    """

    crews: tuple[tuple[int, ...], ...]
    crew: tuple[int, ...]
    parties: tuple[tuple[int, ...], ...]
    held: dict[int, int]

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """What is tied in a problem; a visit pinned to somebody without a shift is held by nobody."""
        number = {visit.key: index for index, visit in enumerate(problem.visits)}
        pins = {
            index: visit.pinned.technician
            for index, visit in enumerate(problem.visits)
            if visit.pinned is not None and visit.pinned.technician is not None
        }
        linked = [tuple(number[key] for key in ends(link)) for link in problem.links]
        tied = {visit for pair in linked for visit in pair}
        groups = _Groups()
        for one, other in (*linked, *((visit, name) for visit, name in pins.items() if visit in tied)):
            groups.tie(one, other)
        crews = groups.sorted((shift.technician, index) for index, shift in enumerate(problem.shifts))
        crew = {shift: at for at, shifts in enumerate(crews) for shift in shifts}
        of = {shift.technician: crew[index] for index, shift in enumerate(problem.shifts)}
        return cls(
            crews=crews,
            crew=tuple(crew[shift] for shift in range(len(problem.shifts))),
            parties=groups.sorted((visit, visit) for visit in sorted(tied)),
            held={visit: of[name] for visit, name in pins.items() if name in of},
        )


def ends(link: Link) -> tuple[str, str]:
    """The visits a link ties."""
    return (link.one, link.other) if isinstance(link, Together) else (link.earlier, link.later)


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
