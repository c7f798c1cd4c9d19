"""The VRPLIB format with time windows: one depot or several, equal vehicles or each with customers of its own.

Kinds: VRPTW, MDVRPTW (several depots), SDVRPTW (site-dependent: which vehicle may serve whom). Fields as in the
collections of CVRPLIB and of PyVRP; nodes count from one, a solution's customers from the first depot as zero.
"""

import re
from collections.abc import Mapping

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
    on_line,
    weights,
    whole,
)
from solver.formats.sections import Sections
from solver.formats.solomon import LOAD
from solver.problem import Problem, Shift, Visit, Window
from solver.solution import Solution

_KINDS: Mapping[str, tuple[str, ...]] = {
    "TYPE": ("VRPTW", "SDVRPTW", "MDVRPTW"),
    "EDGE_WEIGHT_TYPE": ("EUC_2D",),
}
"""What these fields may say: anything else is another problem."""

_NOBODY = "nobody"
"""Who must serve a node that no vehicle may serve."""

_ROUTE = re.compile(r"route\s*#?\s*\d+\s*:(.*)", re.IGNORECASE)
_COST = re.compile(r"cost\s*:?\s*(\S+)", re.IGNORECASE)


def read_vrplib(text: str, rounding: Rounding = Rounding.EXACT) -> Instance:
    """The instance that a file of this format describes.

    Raises:
        FormatNotKept: a field or section is missing, unknown or says what is not read, or a line does not hold the
            numbers it should.
    """
    file = Sections.of(text)
    _ours(file)
    points = _points(file)
    plane = Plane.holding(coordinate for point in points for coordinate in point)
    depots = _depots(file) & set(range(1, len(points) + 1))
    problem = Problem(
        shifts=tuple(_shifts(file, plane, rounding, depots)),
        visits=tuple(_visits(file, plane, rounding, depots)),
        travel=plane.travel(rounding),
        weights=weights(Measure.DISTANCE),
        working_time=NO_LIMITS,
    )
    return Instance(file.word("NAME"), problem, 10 if rounding is Rounding.DIMACS else 1)


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


def _ours(file: Sections) -> None:
    """Whether it is a problem of the kinds that are read, of as many nodes as it says.

    Raises:
        FormatNotKept: it is another one, or has more or fewer.
    """
    for name, kinds in _KINDS.items():
        if (word := file.word(name)) not in kinds:
            names = ", ".join(kinds)
            fr, en = f"« {word} » ne se lit pas, seulement : {names}", f"“{word}” is not read, only: {names}"
            raise FormatNotKept((file.where(name), fr, en))
    nodes, told = len(file.sections.get("NODE_COORD", ())), file.count("DIMENSION")
    if nodes and nodes != told:
        fr = f"{told} annoncés, mais NODE_COORD_SECTION a {nodes} lignes : corrigez l'un ou l'autre"
        en = f"it says {told}, but NODE_COORD_SECTION has {nodes} lines: correct one or the other"
        raise FormatNotKept((file.where("DIMENSION"), fr, en))


def _points(file: Sections) -> list[tuple[float, float]]:
    """Where each node is."""
    rows = file.section("NODE_COORD", 2, max(1, file.count("DIMENSION")))
    return [(row.numbers[1], row.numbers[2]) for row in rows]


def _hours(file: Sections, rounding: Rounding) -> list[tuple[int, int]]:
    """Between what each node is open."""
    rows = file.section("TIME_WINDOW", 2, file.count("DIMENSION"))
    return [(rounding.integer(row.numbers[1]), rounding.integer(row.numbers[2])) for row in rows]


def _depots(file: Sections) -> set[int]:
    """The nodes that are depots: the first one, unless others are listed."""
    listed = file.sections.get("DEPOT")
    if listed is None:
        return {1}
    return {whole(row.numbers[0], on_line(row.line, "DEPOT_SECTION")) for row in listed if row.numbers[0] > 0}


def _technicians_of(file: Sections, nodes: int) -> list[frozenset[str]]:
    """For each node the vehicles that alone may serve it; empty where any may."""
    vehicles = file.count("VEHICLES")
    if "VEHICLES_ALLOWED_CLIENTS" not in file.sections:
        return [frozenset()] * nodes
    allowed: list[set[str]] = [set() for _ in range(nodes)]
    for vehicle, row in enumerate(file.section("VEHICLES_ALLOWED_CLIENTS", None, vehicles), start=1):
        where = on_line(row.line, "VEHICLES_ALLOWED_CLIENTS_SECTION")
        for node in row.numbers[1:]:
            if not 1 <= node <= nodes:
                raise FormatNotKept((where, f"pas de nœud {node:g}", f"no node {node:g}"))
            allowed[whole(node, where) - 1].add(str(vehicle))
    return [frozenset() if len(those) == vehicles else frozenset(those or {_NOBODY}) for those in allowed]


def _homes(file: Sections, depots: set[int]) -> list[int]:
    """The depot of each vehicle, by its node number."""
    count = file.count("VEHICLES")
    if "VEHICLES_DEPOT" not in file.sections:
        return [1] * count
    rows = file.section("VEHICLES_DEPOT", 1, count)
    for row in rows:
        if row.numbers[1] not in depots:
            fr, en = f"{row.numbers[1]:g} n'est pas un dépôt", f"{row.numbers[1]:g} is no depot"
            raise FormatNotKept((on_line(row.line, "VEHICLES_DEPOT_SECTION"), fr, en))
    return [int(row.numbers[1]) for row in rows]


def _shifts(file: Sections, plane: Plane, rounding: Rounding, depots: set[int]) -> list[Shift]:
    """One shift per vehicle, from and to its depot while that is open."""
    hours, homes = _hours(file, rounding), _homes(file, depots)
    capacity = file.counts("CAPACITY", len(homes))
    longest = rounding.integer(file.number("VEHICLES_MAX_DURATION")) if "VEHICLES_MAX_DURATION" in file.fields else None
    places = [plane.place(*point) for point in _points(file)]
    return [
        Shift(
            technician=str(number),
            day=NO_DAY,
            start_place=places[home - 1],
            end_place=places[home - 1],
            start=hours[home - 1][0],
            end=hours[home - 1][1],
            max_duration=longest,
            parts={LOAD: capacity[number - 1]},
        )
        for number, home in enumerate(homes, start=1)
    ]


def _visits(file: Sections, plane: Plane, rounding: Rounding, depots: set[int]) -> list[Visit]:
    """One visit per customer, named by its node number."""
    points, hours = _points(file), _hours(file, rounding)
    allowed = _technicians_of(file, len(points))
    demand, service = file.counts("DEMAND", len(points)), file.column("SERVICE_TIME", len(points))
    return [
        Visit(
            key=str(node),
            place=plane.place(*points[node - 1]),
            duration=rounding.integer(service[node - 1]),
            windows=(Window(*hours[node - 1]),),
            required=allowed[node - 1],
            parts={LOAD: demand[node - 1]},
            prize=SERVE_ALL,
        )
        for node in range(1, len(points) + 1)
        if node not in depots
    ]
