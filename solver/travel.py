"""Travel times between places: the port, and the crow's line every firm can start with."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import DurationNegative, MatrixRefused, PlaceUnknown

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius of the earth (IUGG)."""

_RADIAN, _AROUND = math.pi / 180, 2 * math.pi

_COSINE = (1 / 479_001_600, -1 / 3_628_800, 1 / 40_320, -1 / 720, 1 / 24, -1 / 2, 1.0)
"""Taylor coefficients of the cosine in the square of the angle, highest power first."""


Floats: TypeAlias = Any
"""A float, or a float64 array of any shape: the same arithmetic serves both, and the compiled kernels."""

Point: TypeAlias = tuple[Floats, Floats, Floats]
"""See `crow_point`."""


class TravelTimes(Protocol):
    """Port: how long the road is from one place to another.

    Implementations are pure: the same coordinates always give the same seconds, whatever the shape of the call.
    """

    def seconds(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        """Seconds by road, pairwise with numpy broadcasting: degrees in, never negative, possibly asymmetric."""
        ...


@dataclass(frozen=True, slots=True)
class CrowTravel:
    """Crow distance times a calibrated line: `base_seconds + seconds_per_km · km`, rounded up, 0 when already there.

    The default line (1.2 min + 1.44 min/km) was calibrated on alpine valleys and is right within ±25 %.
    """

    base_seconds: int = 72
    seconds_per_km: int = 86

    def __post_init__(self) -> None:
        """Refuse roads below zero."""
        if min(self.base_seconds, self.seconds_per_km) < 0:
            raise DurationNegative(base_seconds=self.base_seconds, seconds_per_km=self.seconds_per_km)

    @property
    def line(self) -> tuple[float, float]:
        """Seconds of any road at all, and seconds of one radian of it; see `crow_seconds`."""
        return float(self.base_seconds), self.seconds_per_km * EARTH_RADIUS_METRES / 1000

    def seconds(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        """See `TravelTimes.seconds`."""
        seconds = crow_seconds(_points(from_lat, from_lon), _points(to_lat, to_lon), self.line)
        return np.asarray(seconds, np.float64).astype(np.int64)

    def metres(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        """Metres as the crow flies, pairwise with numpy broadcasting, rounded up."""
        radians = crow_radians(_points(from_lat, from_lon), _points(to_lat, to_lon))
        return np.asarray(np.ceil(EARTH_RADIUS_METRES * radians), np.float64).astype(np.int64)


def crow_point(lat: Floats, lon: Floats) -> Point:
    """What the crow's line needs of a place: its latitude and longitude in radians, and the cosine of its latitude.

    Taken once for each place; the cosine is its Taylor series to the 12th power (error below 1e-8), in Horner form.
    """
    north, east = lat * _RADIAN, lon * _RADIAN
    square = north * north
    cosine = _COSINE[0]
    for coefficient in _COSINE[1:]:
        cosine = cosine * square + coefficient
    return north, east, cosine


def _points(lat: ArrayLike, lon: ArrayLike) -> Point:
    return crow_point(np.asarray(lat, np.float64), np.asarray(lon, np.float64))


def crow_radians(here: Point, there: Point) -> Floats:
    """The angle between two points seen from the middle of the earth, by the haversine formula for small angles.

    The shorter way round, where the line of 180° lies between them. Within 0.2 % of the great circle across France,
    0.002 % within 100 km. Only sums, products, square roots and the lesser of two, which IEEE 754 rounds in one way:
    the answer depends neither on the shape of the call nor on the machine, as that of a library's cosine may, and the
    compiled kernels find the same.
    """
    north, east = there[0] - here[0], np.abs(there[1] - here[1])
    east = np.minimum(east, _AROUND - east)
    return np.sqrt(north * north + here[2] * there[2] * (east * east))


def crow_seconds(here: Point, there: Point, line: tuple[float, float]) -> Floats:
    """Whole seconds by road between two points, as floats: arrays here, one pair at a time in a compiled kernel."""
    radians = crow_radians(here, there)
    return np.ceil(line[0] + line[1] * radians) * (radians > 0)


@dataclass(frozen=True, slots=True)
class PlaneTravel:
    """Straight lines on a plane, as published instances measure them: `seconds_per_degree` · distance, as an integer.

    Rounded to the nearest second, or `truncated`. Multiplying every coordinate by a power of two and dividing
    `seconds_per_degree` by it changes no answer: IEEE 754 does both without rounding.
    """

    seconds_per_degree: float
    truncated: bool = False

    def __post_init__(self) -> None:
        """Refuse roads below zero, and NaN."""
        if not self.seconds_per_degree >= 0:
            raise DurationNegative(seconds_per_degree=self.seconds_per_degree)

    def seconds(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        """See `TravelTimes.seconds`."""
        north = np.asarray(to_lat, np.float64) - np.asarray(from_lat, np.float64)
        east = np.asarray(to_lon, np.float64) - np.asarray(from_lon, np.float64)
        line = self.seconds_per_degree * np.sqrt(north * north + east * east)
        return (np.trunc(line) if self.truncated else np.rint(line)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class MatrixTravel:
    """Roads that somebody else measured: whole seconds from each place (row) to each other one (column).

    `coordinates` are the places as pairs of latitude and longitude; a question finds them by these very numbers.
    """

    coordinates: tuple[tuple[float, float], ...]
    matrix: tuple[tuple[int, ...], ...]
    _sorted: NDArray[np.complex128] = field(init=False, repr=False, compare=False)
    _order: NDArray[np.int64] = field(init=False, repr=False, compare=False)
    _roads: NDArray[np.int64] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a place given twice, a matrix that is not square or does not fit, and roads below zero."""
        count = len(self.coordinates)
        if len(set(self.coordinates)) < count:
            raise MatrixRefused(places=count, different=len(set(self.coordinates)))
        if len(self.matrix) != count or any(len(row) != count for row in self.matrix):
            raise MatrixRefused(places=count, rows=len(self.matrix))
        if any(road < 0 for row in self.matrix for road in row):
            raise MatrixRefused(shortest=min(map(min, self.matrix)))
        points = np.array([complex(lat, lon) for lat, lon in self.coordinates], np.complex128)
        order = np.argsort(points)
        object.__setattr__(self, "_sorted", points[order])
        object.__setattr__(self, "_order", order)
        object.__setattr__(self, "_roads", np.array(self.matrix, np.int64).reshape(count, count))

    @classmethod
    def numbered(cls, matrix: Sequence[Sequence[int]]) -> "MatrixTravel":
        """The roads between places of which only the numbers are known: they stand side by side on the equator."""
        return cls(tuple((0.0, number / 1024) for number in range(len(matrix))), tuple(map(tuple, matrix)))

    def seconds(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        """See `TravelTimes.seconds`; raises `PlaceUnknown` for coordinates that are not those of a place."""
        return np.asarray(self._roads[self._numbers(from_lat, from_lon), self._numbers(to_lat, to_lon)])

    def _numbers(self, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.int64]:
        """The number of the place at each pair of coordinates."""
        points = np.asarray(np.asarray(lat, np.float64) + 1j * np.asarray(lon, np.float64))
        at = np.minimum(np.searchsorted(self._sorted, points), len(self._sorted) - 1)
        unknown = self._sorted[at] != points
        if np.any(unknown):
            point = points[unknown].ravel()[0]
            raise PlaceUnknown(lat=float(point.real), lon=float(point.imag))
        return np.asarray(self._order[at])
