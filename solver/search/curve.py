"""The order in which visits are numbered for a search: visits near each other on the map are near in memory, too."""

from collections.abc import Sequence

import numpy as np

from solver.problem import Place
from solver.search.model import Array

LEVELS = 12
"""The map is cut into 2 ** LEVELS rows and columns."""


def along_a_curve(places: Sequence[Place]) -> Array:
    """The numbers of these places in the order in which a Hilbert curve passes them.

    Source: Hilbert, "Ueber die stetige Abbildung einer Linie auf ein Flächenstück" (1891).
    """
    x = _cells(np.array([place.lat for place in places]))
    y = _cells(np.array([place.lon for place in places]))
    along = np.zeros(len(places), np.int64)
    for level in range(LEVELS - 1, -1, -1):
        side = 1 << level
        right, up = x & side > 0, y & side > 0
        along += side * side * np.where(right, np.where(up, 2, 3), np.where(up, 1, 0))
        x, y = (np.where(right & ~up, ~each, each) & (side - 1) for each in (x, y))
        x, y = np.where(up, x, y), np.where(up, y, x)
    return np.argsort(along, kind="stable")


def _cells(values: Array) -> Array:
    """The row (or column) of the map each value lies in."""
    span = np.ptp(values) or 1.0
    cells: Array = ((values - values.min()) / span * (2**LEVELS - 1)).astype(np.int64)
    return cells
