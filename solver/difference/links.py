"""What ties decisions on several routes: links between visits."""

from collections.abc import Iterator
from dataclasses import dataclass

from solver.difference.lines import routes_of
from solver.difference.mixture import Mixture
from solver.problem import Link, Together
from solver.rules import precedence, together


@dataclass(frozen=True, slots=True, eq=False)
class Tie:
    """A link, the indices of its two visits, and the steps that decide whether it is kept."""

    mixture: Mixture
    link: Link
    visits: tuple[int, int]
    lines: frozenset[int]

    def kept(self, taken: frozenset[int]) -> bool:
        """Whether the link is kept with these of its steps; on a route that does not work there is nothing to keep."""
        starts: dict[str, int] = {}
        ends: dict[str, int] = {}
        technicians: list[str] = []
        for visit in self.visits:
            route = self.mixture.where(visit, taken)
            if route is None:
                continue
            hours = self.mixture.hours(visit, route, taken)
            if hours is None:
                return True
            key = self.mixture.problem.visits[visit].key
            starts[key], ends[key] = hours
            technicians.append(self.mixture.problem.shifts[route].technician)
        if isinstance(self.link, Together):
            return together.kept(self.link, starts) and len(set(technicians)) == len(technicians)
        return precedence.kept(self.link, starts, ends)


def ties(mixture: Mixture) -> Iterator[Tie]:
    """Every link of the problem that some step may touch."""
    index = {visit.key: number for number, visit in enumerate(mixture.problem.visits)}
    for link in mixture.problem.links:
        one, other = link.visits
        visits = index[one], index[other]
        lines = frozenset(line for visit in visits for line in _deciding(mixture, visit))
        yield Tie(mixture, link, visits, lines)


def _deciding(mixture: Mixture, visit: int) -> Iterator[int]:
    """The steps on which the hours of a visit depend: its own, and those of its routes unless its start is fixed."""
    own = mixture.step_of.get(visit)
    if own is not None:
        yield own
    for plan in (mixture.before, mixture.after):
        route = routes_of(plan).get(visit)
        if route is not None and mixture.start(visit, plan) is None:
            yield from mixture.touching[route]
