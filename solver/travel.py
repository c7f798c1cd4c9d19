"""Travel times between places: the port, and the crow's line every firm can start with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import MatrixRefused, PlaceUnknown

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius of the earth (IUGG)."""

_COSINE = (1 / 479_001_600, -1 / 3_628_800, 1 / 40_320, -1 / 720, 1 / 24, -1 / 2, 1.0)
"""Taylor coefficients of the cosine in the square of the angle, highest power first."""


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

    def seconds(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        """See `TravelTimes.seconds`."""
        metres = _crow_metres(from_lat, from_lon, to_lat, to_lon)
        line = np.ceil(self.base_seconds + self.seconds_per_km * metres / 1000)
        return np.where(metres > 0, line, 0).astype(np.int64)

    def metres(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        """Metres as the crow flies, pairwise with numpy broadcasting, rounded up."""
        return np.ceil(_crow_metres(from_lat, from_lon, to_lat, to_lon)).astype(np.int64)


def _crow_metres(from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike) -> NDArray[np.float64]:
    """Equirectangular distance, within 0.1 % of the great circle up to some 300 km at our latitudes.

    Only additions, products and square roots, which IEEE 754 rounds in one way: the answer depends neither on
    the shape of the call nor on the machine, as a library cosine may.
    """
    lat_1, lat_2 = np.radians(np.asarray(from_lat, np.float64)), np.radians(np.asarray(to_lat, np.float64))
    lon_1, lon_2 = np.radians(np.asarray(from_lon, np.float64)), np.radians(np.asarray(to_lon, np.float64))
    north = lat_2 - lat_1
    east = (lon_2 - lon_1) * _cosine((lat_1 + lat_2) * 0.5)
    return np.asarray(EARTH_RADIUS_METRES * np.sqrt(north * north + east * east))


def _cosine(angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cosine on ±π/2 by its Taylor series to the 12th power (error below 1e-8), in Horner form."""
    square = angle * angle
    value = np.full_like(square, _COSINE[0])
    for coefficient in _COSINE[1:]:
        value = value * square + coefficient
    return value


@dataclass(frozen=True, slots=True)
class PlaneTravel:
    """Straight lines on a plane, as published instances measure them: `seconds_per_degree` · distance, as an integer.

    Rounded to the nearest second, or `truncated`. Multiplying every coordinate by a power of two and dividing
    `seconds_per_degree` by it changes no answer: IEEE 754 does both without rounding.
    """

    seconds_per_degree: float
    truncated: bool = False

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
