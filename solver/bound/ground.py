"""What the routes of a class of shifts are made of, as arrays the kernels read and never write."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.rules import Prices
from solver.segments import FOREVER, Segment

Int64s: TypeAlias = NDArray[np.int64]

NO_FIT: Segment = (0, FOREVER, -FOREVER)
"""A stop nothing fits before or after."""


class Ground(NamedTuple):
    """The roads, hours and prices of n visits; times count seconds from the begin of the shift, prices are × scale.

    `service` (n) seconds. The windows of visit v are rows `first_window[v]` to `first_window[v + 1]` of `opens` and
    `closes` (w); `last` (n) is its latest start. `roads` (ways, n + 1, n + 1) seconds on the road: row n leaves home,
    column n comes back; the second way, where there is one, goes by the depot. `between` is the same with the seconds
    of loading; `reach` (n + 1, n + 1) the least seconds from the end of one visit to the start of another, over any
    others. `needs` (n, k) and `stock` (k) are the tools and parts that could run short before he has loaded. `hungry`,
    `fed`, `back_hungry`, `back_fed` are departure and return before and after lunch, `meal` is lunch where he is;
    without lunch he is fed all day. `straight` is what it costs at most to go straight where he could load on the way:
    seconds he would wait. `limits` and `prices` are those of the rules.
    """

    service: Int64s
    first_window: Int64s
    opens: Int64s
    closes: Int64s
    last: Int64s
    roads: Int64s
    between: Int64s
    reach: Int64s
    needs: Int64s
    stock: Int64s
    hungry: Segment
    fed: Segment
    back_hungry: Segment
    back_fed: Segment
    meal: Segment
    straight: int
    limits: tuple[int, int, int]
    prices: Prices
