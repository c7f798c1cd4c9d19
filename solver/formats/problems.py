"""A problem as JSON: shifts, visits, links, weights, working time, and the roads as a line or as a matrix."""

import json
from dataclasses import dataclass
from typing import Any

from solver.errors import FormatNotKept, PlaceUnknown, SolverError
from solver.formats.structure import Reader, as_json, needed
from solver.problem import Place, Problem
from solver.travel import CrowTravel, MatrixTravel, PlaneTravel, TravelTimes

SCHEMA_KEY = "$schema"
"""May stand in every document, for editors."""

_LINES = (CrowTravel, PlaneTravel)


def read_problem(text: str) -> Problem:
    """The problem that a JSON document describes.

    A place is an object with `lat` and `lon`, or the number of one of the `places` of the matrix.

    Raises:
        FormatNotKept: with every fault, each with its path in the document.
    """
    document = parsed(text)
    return _ProblemReader(document).whole(Problem, document)  # type: ignore[no-any-return]


def write_problem(problem: Problem) -> dict[str, Any]:
    """The problem as JSON; `read_problem` reads it back.

    Raises:
        TypeError: roads of another kind than a line or a matrix.
    """
    travel = problem.travel
    if isinstance(travel, MatrixTravel):
        places = [{"lat": lat, "lon": lon} for lat, lon in travel.coordinates]
        roads: dict[str, Any] = {"places": places, "matrix": [list(row) for row in travel.matrix]}
    elif isinstance(travel, _LINES):
        roads = as_json(travel)
    else:
        raise TypeError(type(travel).__name__)
    return {**as_json(problem), "travel": roads}


def parsed(text: str) -> dict[str, Any]:
    """The object of a JSON document, without its `$schema`.

    Raises:
        FormatNotKept: it is no JSON, or no object.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = (
            f"ligne {error.lineno}, colonne {error.colno}" if isinstance(error, json.JSONDecodeError) else "document"
        )
        raise FormatNotKept((where, "ce n'est pas du JSON", "this is not JSON")) from error
    if not isinstance(document, dict):
        raise FormatNotKept(("document", *needed("un objet", "an object", document)))
    return {name: value for name, value in document.items() if name != SCHEMA_KEY}


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Roads as the document has them; without `places`, these are known by their numbers only."""

    matrix: tuple[tuple[int, ...], ...]
    places: tuple[Place, ...] | None = None

    @property
    def travel(self) -> MatrixTravel:
        """The roads as the model has them; raises `MatrixRefused`."""
        if self.places is None:
            return MatrixTravel.numbered(self.matrix)
        return MatrixTravel(tuple((place.lat, place.lon) for place in self.places), self.matrix)


class _ProblemReader(Reader):
    """Reads the roads first, for places may be numbers of theirs."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__({Place: self._place, TravelTimes: lambda _value, _path: self._roads})
        self._numbered: tuple[Place, ...] = ()
        self._known: frozenset[Place] = frozenset()
        self._roads = self._read_roads(document["travel"]) if "travel" in document else CrowTravel()

    def _place(self, value: Any, path: str) -> Place | None:  # noqa: ANN401 - any JSON
        """A place by its coordinates, or by its number."""
        if type(value) is not int:
            place: Place | None = self.fields(Place, value, path)
            if place and isinstance(self._roads, MatrixTravel) and place not in self._known:
                self.refused(path, PlaceUnknown(lat=place.lat, lon=place.lon))
            return place
        if 0 <= value < len(self._numbered):
            return self._numbered[value]
        if self._roads is not None:
            self.fault(path, f"aucun lieu n'a le numéro {value}", f"no place has the number {value}")
        return None

    def _read_roads(self, value: Any) -> TravelTimes | None:  # noqa: ANN401 - any JSON
        """A matrix, a line on the plane, or the crow's; None once a fault is noted."""
        names = value if isinstance(value, dict) else {}
        if "matrix" not in names:
            return self.read(PlaneTravel if "seconds_per_degree" in names else CrowTravel, value, "travel")  # type: ignore[no-any-return]
        self._roads = None
        found = self.read(_Matrix, value, "travel")
        if found is None:
            return None
        try:
            travel: MatrixTravel = found.travel
        except SolverError as error:
            self.refused("travel.matrix", error)
            return None
        self._numbered = tuple(Place(lat, lon) for lat, lon in travel.coordinates)
        self._known = frozenset(self._numbered)
        return travel
