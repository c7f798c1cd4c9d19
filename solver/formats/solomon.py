"""Solomon's text format: one depot, a fleet of equal vehicles, customers with demands and time windows.

Also used by Gehring and Homberger. Source: Solomon, "Algorithms for the vehicle routing and scheduling problems with
time window constraints" (1987); the format as described on the SINTEF pages.
"""

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
from solver.problem import Problem, Shift, Visit, Window

LOAD = "load"
"""The one kind of part a capacity is made of."""

_COLUMNS = 7


def read_solomon(text: str, rounding: Rounding = Rounding.DIMACS) -> Instance:
    """The instance that a file of this format describes.

    Raises:
        FormatNotKept: a heading is missing, or a line does not hold the numbers it should.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    vehicles, capacity = (whole(one, "VEHICLE") for one in numbers(_after(lines, "VEHICLE")[1], 2, "VEHICLE")[:2])
    nodes = [numbers(line, _COLUMNS, "CUSTOMER") for line in _after(lines, "CUSTOMER")[1:]]
    plane = Plane.holding(coordinate for node in nodes for coordinate in node[1:3])
    depot = plane.place(*nodes[0][1:3])
    shifts = (
        Shift(
            technician=str(number),
            day=NO_DAY,
            start_place=depot,
            end_place=depot,
            start=rounding.integer(nodes[0][4]),
            end=rounding.integer(nodes[0][5]),
            parts={LOAD: capacity},
        )
        for number in range(1, vehicles + 1)
    )
    visits = (_customer(node, plane, rounding) for node in nodes[1:])
    problem = Problem(
        shifts=tuple(shifts),
        visits=tuple(visits),
        travel=plane.travel(rounding),
        weights=weights(Measure.DISTANCE),
        working_time=NO_LIMITS,
    )
    return Instance(lines[0], problem, 10 if rounding is Rounding.DIMACS else 1)


def _customer(node: list[float], plane: Plane, rounding: Rounding) -> Visit:
    """One line: number, x, y, demand, ready time, due date, service time.

    Raises:
        FormatNotKept: its number or its demand is no integer.
    """
    number, x, y, demand, ready, due, service = node[:_COLUMNS]
    return Visit(
        key=str(whole(number, "CUSTOMER")),
        place=plane.place(x, y),
        duration=rounding.integer(service),
        windows=(Window(rounding.integer(ready), rounding.integer(due)),),
        parts={LOAD: whole(demand, "CUSTOMER")},
        prize=SERVE_ALL,
    )


def _after(lines: list[str], heading: str) -> list[str]:
    """What stands below a heading: at least its column titles and one line.

    Raises:
        FormatNotKept: there is no such heading.
    """
    below = lines[lines.index(heading) + 1 :] if heading in lines else []
    if len(below) <= 1:
        raise FormatNotKept((heading, f"il manque la rubrique {heading}", f"the section {heading} is missing"))
    return below
