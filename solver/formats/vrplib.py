"""The VRPLIB format with time windows: one depot or several, equal vehicles or each with customers of its own.

Kinds: VRPTW, MDVRPTW (several depots), SDVRPTW (site-dependent: which vehicle may serve whom). Fields as in the
collections of CVRPLIB and of PyVRP; nodes count from one, a solution's customers from the first depot as zero.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.errors import FormatNotKept
from solver.formats.instance import (
    NO_DAY,
    NO_LIMITS,
    SERVE_ALL,
    Instance,
    Measure,
    Plane,
    Rounding,
    numbers,
    weights,
    whole,
)
from solver.formats.solomon import LOAD
from solver.problem import Problem, Shift, Visit, Window
from solver.solution import Solution

_NOBODY = "nobody"
"""Who must serve a node that no vehicle may serve."""

_FIELD = re.compile(r"([A-Z_]+)\s*:\s*(.*)")
_HEADING = re.compile(r"([A-Z_]+)_SECTION")
_ROUTE = re.compile(r"route\s*#?\s*\d+\s*:(.*)", re.IGNORECASE)
_COST = re.compile(r"cost\s*:?\s*(\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _File:
    """A file as its format has it: fields by name, and the lines of each section as numbers."""

    fields: Mapping[str, str]
    sections: Mapping[str, Sequence[Sequence[float]]]

    def section(self, name: str, columns: int, count: int | None = None) -> list[Sequence[float]]:
        """The lines of a section without their leading number, which runs from one to `count`.

        Raises:
            FormatNotKept: there is no such section, a line of it is too short, or it has too few or too many.
        """
        lines = sorted(self.sections.get(name, ()), key=lambda line: line[0])
        if any(len(line) <= columns for line in lines):
            fr, en = f"il faut {columns + 1} nombres par ligne", f"a line needs {columns + 1} numbers"
            raise FormatNotKept((f"{name}_SECTION", fr, en))
        wanted = count or max(1, len(lines))
        if [line[0] for line in lines] != list(range(1, wanted + 1)):
            fr, en = f"il faut les lignes 1 à {wanted}", f"the lines 1 to {wanted} are needed"
            raise FormatNotKept((f"{name}_SECTION", fr, en))
        return [line[1:] for line in lines]

    def number(self, name: str) -> float:
        """A field that is a number.

        Raises:
            FormatNotKept: there is no such field, or it is no number.
        """
        return numbers(self.fields.get(name, ""), 1, name)[0]

    def column(self, name: str, count: int) -> list[float]:
        """A number for each node or vehicle: those of a section, or `count` times those of a field."""
        if name in self.sections:
            return [line[0] for line in self.section(name, 1, count)]
        return [self.number(name)] * count

    def counts(self, name: str, count: int) -> list[int]:
        """The same, where they count things.

        Raises:
            FormatNotKept: one of them is no integer.
        """
        where = f"{name}_SECTION" if name in self.sections else name
        return [whole(number, where) for number in self.column(name, count)]


def read_vrplib(text: str, rounding: Rounding = Rounding.EXACT) -> Instance:
    """The instance that a file of this format describes.

    Raises:
        FormatNotKept: a field or section is missing, or a line does not hold the numbers it should.
    """
    file = _parse(text)
    points = file.section("NODE_COORD", 2)
    plane = Plane.holding(coordinate for point in points for coordinate in point[:2])
    listed = {whole(line[0], "DEPOT_SECTION") for line in file.sections.get("DEPOT", ((1.0,),)) if line[0] > 0}
    depots = listed & set(range(1, len(points) + 1))
    problem = Problem(
        shifts=tuple(_shifts(file, plane, rounding, depots)),
        visits=tuple(_visits(file, plane, rounding, depots)),
        travel=plane.travel(rounding),
        weights=weights(Measure.DISTANCE),
        working_time=NO_LIMITS,
    )
    return Instance(file.fields.get("NAME", ""), problem, 10 if rounding is Rounding.DIMACS else 1)


def read_vrplib_solution(text: str, problem: Problem) -> tuple[Solution, float]:
    """The plan and the cost that a solution file states; its n-th route is that of the n-th shift.

    Raises:
        FormatNotKept: a route or the cost is not made of numbers, the cost is missing, or a customer is unknown.
        PlanRefused: a customer is served twice, or there are more routes than shifts.
    """
    index = {visit.key: number for number, visit in enumerate(problem.visits)}
    routes: list[list[int]] = []
    for line in text.splitlines():
        if route := _ROUTE.fullmatch(line.strip()):
            customers = numbers(route[1], len(route[1].split()), line.strip())
            keys = [str(whole(one, line.strip()) + 1) for one in customers]
            unknown = [key for key in keys if key not in index]
            if unknown:
                raise FormatNotKept((line.strip(), "client inconnu de l'instance", "a customer the instance lacks"))
            routes.append([index[key] for key in keys])
    cost = _COST.search(text)
    if cost is None:
        raise FormatNotKept(("Cost", "il manque la ligne Cost", "the line Cost is missing"))
    routes += [[]] * (len(problem.shifts) - len(routes))
    return Solution.of(problem, routes), numbers(cost[1], 1, "Cost")[0]


def _parse(text: str) -> _File:
    """Fields and sections of a file; whatever stands after `EOF` is not read."""
    fields: dict[str, str] = {}
    sections: dict[str, list[list[float]]] = {}
    below: list[list[float]] | None = None
    for line in (line.strip() for line in text.splitlines()):
        if line == "EOF":
            break
        if heading := _HEADING.fullmatch(line):
            below = sections.setdefault(heading[1], [])
        elif field := _FIELD.fullmatch(line):
            fields[field[1]] = field[2].strip()
        elif line and below is not None:
            below.append(numbers(line, 1, line))
    return _File(fields, sections)


def _technicians_of(file: _File, nodes: int) -> list[frozenset[str]]:
    """For each node the vehicles that alone may serve it; empty where any may."""
    vehicles = whole(file.number("VEHICLES"), "VEHICLES")
    if "VEHICLES_ALLOWED_CLIENTS" not in file.sections:
        return [frozenset()] * nodes
    lists = file.section("VEHICLES_ALLOWED_CLIENTS", 0, vehicles)
    allowed: list[set[str]] = [set() for _ in range(nodes)]
    for vehicle, line in enumerate(lists, start=1):
        for node in line:
            if not 1 <= node <= nodes:
                raise FormatNotKept(("VEHICLES_ALLOWED_CLIENTS_SECTION", f"pas de nœud {node:g}", f"no node {node:g}"))
            allowed[whole(node, "VEHICLES_ALLOWED_CLIENTS_SECTION") - 1].add(str(vehicle))
    return [frozenset() if len(those) == vehicles else frozenset(those or {_NOBODY}) for those in allowed]


def _homes(file: _File, depots: set[int]) -> list[int]:
    """The depot of each vehicle, by its node number."""
    count = whole(file.number("VEHICLES"), "VEHICLES")
    homes = file.column("VEHICLES_DEPOT", count) if "VEHICLES_DEPOT" in file.sections else [1.0] * count
    strangers = set(homes) - depots
    if strangers:
        fr, en = f"{min(strangers):g} n'est pas un dépôt", f"{min(strangers):g} is no depot"
        raise FormatNotKept(("VEHICLES_DEPOT_SECTION", fr, en))
    return [int(home) for home in homes]


def _shifts(file: _File, plane: Plane, rounding: Rounding, depots: set[int]) -> list[Shift]:
    """One shift per vehicle, from and to its depot while that is open."""
    points = file.section("NODE_COORD", 2)
    hours = file.section("TIME_WINDOW", 2, len(points))
    homes = _homes(file, depots)
    capacity = file.counts("CAPACITY", len(homes))
    longest = rounding.integer(file.number("VEHICLES_MAX_DURATION")) if "VEHICLES_MAX_DURATION" in file.fields else None
    places = [plane.place(*point[:2]) for point in points]
    return [
        Shift(
            technician=str(number),
            day=NO_DAY,
            start_place=places[home - 1],
            end_place=places[home - 1],
            start=rounding.integer(hours[home - 1][0]),
            end=rounding.integer(hours[home - 1][1]),
            max_duration=longest,
            parts={LOAD: capacity[number - 1]},
        )
        for number, home in enumerate(homes, start=1)
    ]


def _visits(file: _File, plane: Plane, rounding: Rounding, depots: set[int]) -> list[Visit]:
    """One visit per customer, named by its node number."""
    points = file.section("NODE_COORD", 2)
    hours = file.section("TIME_WINDOW", 2, len(points))
    allowed = _technicians_of(file, len(points))
    demand, service = file.counts("DEMAND", len(points)), file.column("SERVICE_TIME", len(points))
    return [
        Visit(
            key=str(node),
            place=plane.place(*points[node - 1][:2]),
            duration=rounding.integer(service[node - 1]),
            windows=(Window(*(rounding.integer(hour) for hour in hours[node - 1][:2])),),
            required=allowed[node - 1],
            parts={LOAD: demand[node - 1]},
            prize=SERVE_ALL,
        )
        for node in range(1, len(points) + 1)
        if node not in depots
    ]
