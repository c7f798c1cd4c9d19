"""Technician routing and scheduling: own homes, skills, tools that are kept, parts that are used up, perhaps a depot.

The instances of Pillac, Guéret and Medaglia, "A parallel matheuristic for the technician routing and scheduling
problem" (2013): node 0 is the depot, then come the technicians, then the requests.
"""

import re
from collections.abc import Sequence
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
    lines_of,
    numbers,
    on_line,
    weights,
    whole,
)
from solver.problem import LONGEST_SHIFT, Depot, Place, Problem, Shift, Visit, Window

_LIST = re.compile(r"\[([\d,\s]*)\]")
_COLUMNS, _LISTS, _SIZES = 6, 3, 4
_INFO, _NODES = "INFO", "DEPOT TECHNICIANS AND REQUESTS"
_TITLES = {
    _INFO: "CREW COUNT SKILLS TOOLS SPARE PARTS",
    _NODES: "ID X Y TWS TWE Serv SKILLS TOOLS SPARE PARTS",
}
"""Each section begins with its name, then the titles of its columns."""
_LEFT_OUT = 300
"""The prize of a request left out, in units of the file: more than any road there and back, in a square of 100."""


@dataclass(frozen=True, slots=True)
class _Node:
    """One line of the file: where, the hours of its window, seconds of service, skills, tools and parts."""

    place: Place
    earliest: int
    latest: int
    service: int
    skills: dict[str, int]
    tools: frozenset[str]
    parts: dict[str, int]


def read_trsp(text: str, *, depot: bool) -> Instance:
    """The instance that a file of this format describes, in one of two readings.

    With the `depot`, everyone is served, technicians may load tools and parts there once, and durations are added up
    (travel, service, waiting), as the authors do. Without, they have what they bring: as many requests as possible are
    served, then distances are added up. One unit is 1000 seconds, or 100 where the day would be longer than a shift
    may be.

    Raises:
        FormatNotKept: a heading is missing, or a line does not hold what it should.
    """
    lines = lines_of(text)
    rows = [_row(line, on_line(number, _NODES)) for number, line in _below(lines, _NODES)]
    number, told = _below(lines, _INFO)[0]
    where = on_line(number, _INFO)
    crew = whole(numbers(told, _SIZES, where)[0], where)
    if not 0 <= crew < len(rows):
        raise FormatNotKept((where, f"pas de lignes pour {crew} techniciens", f"no lines for {crew} technicians"))
    units = 1000 if rows[0][0][4] * 1000 <= LONGEST_SHIFT else 100
    plane = Plane.holding(coordinate for row in rows for coordinate in row[0][1:3])
    nodes = [_node(row, plane, units) for row in rows]
    measure = Measure.DURATION if depot else Measure.DISTANCE
    prize = SERVE_ALL if depot else _LEFT_OUT * units
    problem = Problem(
        shifts=tuple(_shift(str(number), nodes[number], nodes[0] if depot else None) for number in range(1, crew + 1)),
        visits=tuple(_visit(str(number), nodes[number], prize) for number in range(crew + 1, len(nodes))),
        travel=plane.travel(Rounding.EXACT, units),
        weights=weights(measure),
        working_time=NO_LIMITS,
    )
    return Instance(lines[0][1], problem, units, measure, everyone=depot)


def _shift(technician: str, home: _Node, depot: _Node | None) -> Shift:
    return Shift(
        technician=technician,
        day=NO_DAY,
        start_place=home.place,
        end_place=home.place,
        start=home.earliest,
        end=home.latest,
        skills=home.skills,
        tools=home.tools,
        parts=home.parts,
        depot=Depot(depot.place, depot.service) if depot else None,
    )


def _visit(key: str, node: _Node, prize: int) -> Visit:
    return Visit(
        key=key,
        place=node.place,
        duration=node.service,
        windows=(Window(node.earliest, node.latest),),
        skills=node.skills,
        tools=node.tools,
        parts=node.parts,
        prize=prize,
    )


def _node(row: tuple[list[float], list[list[int]]], plane: Plane, units: int) -> _Node:
    (_, x, y, earliest, latest, service), (skills, tools, parts) = row
    return _Node(
        place=plane.place(x, y),
        earliest=round(units * earliest),
        latest=round(units * latest),
        service=round(units * service),
        skills=dict.fromkeys(map(str, skills), 1),
        tools=frozenset(map(str, tools)),
        parts={str(kind): count for kind, count in enumerate(parts) if count},
    )


def _row(line: str, where: str) -> tuple[list[float], list[list[int]]]:
    """The six numbers and the three lists of one line.

    Raises:
        FormatNotKept: something of it is missing, or too much.
    """
    lists = [[int(one) for one in re.findall(r"\d+", found)] for found in _LIST.findall(line)]
    if len(lists) != _LISTS:
        raise FormatNotKept((where, "il faut trois listes entre crochets", "three lists in brackets are needed"))
    return numbers(line.partition("[")[0], _COLUMNS, where), lists


def _below(lines: Sequence[tuple[int, str]], heading: str) -> Sequence[tuple[int, str]]:
    """What stands below a heading and its column titles.

    Raises:
        FormatNotKept: there is no such heading, or it has other titles.
    """
    words, titles = [line for _, line in lines], _TITLES[heading]
    below = lines[words.index(heading) + 1 :] if heading in words else ()
    if len(below) <= 1:
        fr, en = f"il manque la rubrique {heading}", f"the section {heading} is missing"
        raise FormatNotKept((heading, f"{fr} : « {titles} », puis ces valeurs", f"{en}: “{titles}”, then these values"))
    number, told = below[0]
    if told.split() != titles.split():
        fr, en = f"il faut « {titles} », pas « {told} »", f"“{titles}” is needed, not “{told}”"
        raise FormatNotKept((on_line(number, heading), fr, en))
    return below[1:]
