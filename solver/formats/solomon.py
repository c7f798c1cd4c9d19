"""Solomon's text format: one depot, a fleet of equal vehicles, customers with demands and time windows.

Also used by Gehring and Homberger. Source: Solomon, "Algorithms for the vehicle routing and scheduling problems with
time window constraints" (1987); the format as described on the SINTEF pages.
"""

import itertools
from collections.abc import Sequence

from solver.errors import FormatNotKept
from solver.formats.instance import (
    NO_DAY,
    NO_LIMITS,
    SERVE_ALL,
    Instance,
    Measure,
    Plane,
    Rounding,
    lines_of,
    numbers,
    on_line,
    weights,
    whole,
)
from solver.problem import Problem, Shift, Visit, Window

LOAD = "load"
"""The one kind of part a capacity is made of."""

_TITLES = {
    "VEHICLE": ("NUMBER CAPACITY", 2),
    "CUSTOMER": ("CUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME", 7),
}
"""Each section begins with its name, then the titles of its columns, which are so many."""

_Row = tuple[str, list[float]]
"""One line of numbers: where it stands, and they."""


def read_solomon(text: str, rounding: Rounding = Rounding.DIMACS) -> Instance:
    """The instance that a file of this format describes.

    Raises:
        FormatNotKept: a section or a title is missing, or a line does not hold the numbers it should.
    """
    lines = lines_of(text)
    rows = _section(lines, "CUSTOMER")
    (where, (fleet, load)), *others = _section(lines, "VEHICLE")
    if others:
        raise FormatNotKept((others[0][0], "il faut une seule ligne", "a single line is needed"))
    vehicles, capacity = whole(fleet, where), whole(load, where)
    nodes = [node for _, node in rows]
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
    visits = (_customer(row, plane, rounding) for row in rows[1:])
    problem = Problem(
        shifts=tuple(shifts),
        visits=tuple(visits),
        travel=plane.travel(rounding),
        weights=weights(Measure.DISTANCE),
        working_time=NO_LIMITS,
    )
    return Instance(lines[0][1], problem, 10 if rounding is Rounding.DIMACS else 1)


def _customer(row: _Row, plane: Plane, rounding: Rounding) -> Visit:
    """One line: number, x, y, demand, ready time, due date, service time.

    Raises:
        FormatNotKept: its number or its demand is no integer.
    """
    where, (number, x, y, demand, ready, due, service) = row
    return Visit(
        key=str(whole(number, where)),
        place=plane.place(x, y),
        duration=rounding.integer(service),
        windows=(Window(rounding.integer(ready), rounding.integer(due)),),
        parts={LOAD: whole(demand, where)},
        prize=SERVE_ALL,
    )


def _section(lines: Sequence[tuple[int, str]], heading: str) -> list[_Row]:
    """The rows of a section, one at least.

    Raises:
        FormatNotKept: there is no such section, its titles are others, or a line has other columns.
    """
    words = [line for _, line in lines]
    titles, columns = _TITLES[heading]
    below = lines[words.index(heading) + 1 :] if heading in words else []
    if len(below) <= 1:
        fr, en = f"il manque la rubrique {heading}", f"the section {heading} is missing"
        raise FormatNotKept(
            (heading, f"{fr} : « {titles} », puis ces nombres", f"{en}: “{titles}”, then these numbers")
        )
    (number, told), *rows = below
    if told.upper().split() != titles.split():
        fr, en = f"il faut « {titles} », pas « {told} »", f"“{titles}” is needed, not “{told}”"
        raise FormatNotKept((on_line(number, heading), fr, en))
    own = itertools.takewhile(lambda line: line[1] not in _TITLES, rows)
    return [(on_line(number, heading), numbers(line, columns, on_line(number, heading))) for number, line in own]
