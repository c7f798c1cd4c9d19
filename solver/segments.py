"""Time-window segments: any run of stops folds into three integers, and two runs join in constant time.

A segment is `(work, completion, latest)`: its seconds of travel, service and lunch; the earliest second it can be
completed; the latest second it can be begun. Begun at `t ≤ latest` it is completed at `max(t + work, completion)`.
Waiting is whatever lies between. A visit of `s` seconds with the window `[a, b]` on its start is `(s, a + s, b)`.

Sources: Savelsbergh, "The vehicle routing problem with time windows: minimizing route duration" (1992); Vidal,
Crainic, Gendreau and Prins, "A hybrid genetic algorithm with adaptive diversity management" (2013).
"""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np

Segment: TypeAlias = tuple[int, int, int]

Ints: TypeAlias = Any
"""An integer, or an int64 array of any shape: the same arithmetic serves both, and the compiled kernel."""

Segments: TypeAlias = tuple[Ints, Ints, Ints]

FOREVER = 2**60
"""Beyond every instant, and far enough from the end of 64 bits for any sum."""

NO_STOP: Segment = (0, -FOREVER, FOREVER)
"""Joining it changes nothing."""


def fits(first: Segment, travel: int, second: Segment) -> bool:
    """Whether the second segment can still begin `travel` seconds after the first completes."""
    return first[1] + travel <= second[2]


def join(first: Segment, travel: int, second: Segment) -> Segment:
    """The two segments with `travel` seconds between them as one; meaningful only where they fit."""
    return (
        first[0] + travel + second[0],
        max(first[1] + travel + second[0], second[1]),
        min(first[2], second[2] - travel - first[0]),
    )


def fits_all(first: Segments, travel: Ints, second: Segments) -> Ints:
    """`fits` element by element."""
    return first[1] + travel <= second[2]


def join_all(first: Segments, travel: Ints, second: Segments) -> Segments:
    """`join` element by element."""
    return (
        first[0] + travel + second[0],
        np.maximum(first[1] + travel + second[0], second[1]),
        np.minimum(first[2], second[2] - travel - first[0]),
    )


def joined(first: Iterable[Segment], travel: int, second: Iterable[Segment]) -> list[Segment]:
    """Every first segment with every second one it fits, without those another makes needless."""
    later = tuple(second)
    return undominated(join(one, travel, two) for one in first for two in later if fits(one, travel, two))


def undominated(segments: Iterable[Segment]) -> list[Segment]:
    """The segments worth keeping, in a fixed order.

    One makes another needless only when it holds the same work, completes no later and may begin no earlier: then
    it is at least as good in every route, to the second. Segments of unequal work are never compared, because less
    work can mean more waiting.
    """
    kept: list[Segment] = []
    for segment in sorted(set(segments), key=lambda each: (each[0], each[1], -each[2])):
        if not kept or kept[-1][0] != segment[0] or kept[-1][2] < segment[2]:
            kept.append(segment)
    return kept
