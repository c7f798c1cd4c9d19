"""A problem as plain arrays: what the compiled search reads, never writes.

Nodes are numbered: visits first (0 … n - 1), then the departure of each shift (n … n + r - 1), then its return
(n + r … n + 2r - 1). Times are seconds from the earliest shift, so that they stay small.
"""

from typing import Any, NamedTuple

from numpy.typing import NDArray

Array = NDArray[Any]

NOBODY = 2**32 - 1
"""The number of no node, and of no route.

Numbers of nodes, routes and kinds are unsigned, of 32 bits: what is compiled then never asks whether one is counted
from the end of an array, which makes rounds a quarter faster.
"""

NEVER = 2**40
"""Later than every instant of a search."""

PINNED = 2**45
"""What leaving out a pinned visit costs a search: more than any other cost."""

MAY_NOT = -1
"""The price of a visit on a shift that may not serve it."""


class Model(NamedTuple):
    """One problem: n visits and r shifts, of which g kinds differ in whom they may serve and at what price.

    `road` (places, places) seconds; `at` (nodes) the place of each node. `kind` (r) the kind of each shift; `price`
    and `duration` (n, g) the assignment cost, `MAY_NOT` where he may not, and the seconds of service. `windows` (w,
    2) bounds on the start, those of visit v from `first_window[v]` on. `hours` (r, 2) first departure and last
    return; `limits` (r, 3) see `solver.rules.Limits`; `lunch` (r, 3) earliest and latest start and duration, -1
    without. `prize` (n) cost of leaving out, `PINNED` where that may not be. `demand` (n, d) and `stock` (r, d)
    parts. `twins` (r) the first shift that is the same in everything, `groups` each such first, `next_twin` (r) the
    next in a ring of them. `depot` (r) the place where each may load, -1 without, `loading` (r) the seconds that
    takes; `lacks` (n, g) whether he has not all tools from home. `related` (n, k) the visits that go with each
    best; `orders` (o, n) keys to insert by; `before` and `after` (n, k) the nodes a visit follows or precedes well,
    `NOBODY` where there is none, `come` and `go` (n, k) the seconds from and to them; `alone` (n) the least a route
    with one visit costs. `prices` see `solver.rules.Prices`. `look_everywhere` is how often a visit without room
    near others is tried everywhere.
    """

    road: Array
    at: Array
    kind: Array
    price: Array
    duration: Array
    windows: Array
    first_window: Array
    hours: Array
    limits: Array
    lunch: Array
    prize: Array
    demand: Array
    stock: Array
    depot: Array
    loading: Array
    lacks: Array
    twins: Array
    groups: Array
    next_twin: Array
    related: Array
    orders: Array
    before: Array
    after: Array
    come: Array
    go: Array
    alone: Array
    prices: tuple[int, int, int, int]
    look_everywhere: float
