"""What the kernels of pricing are asked, and the tables they fill in."""

from typing import NamedTuple

import numpy as np

from solver.bound.ground import Ground, Int64s

WORD = 62
"""Members per word of a set."""

NO_ROUTE = 2**62
"""The cost of what is no route."""

COMPLETION, PLAIN, LATE, WORK, LATEST, SERVICE, NODE, FED, LOADED, PARENT, NEXT, KEPT, COLUMNS = range(13)
"""The columns of a row that is a label; NEXT is the label behind it in its queue, KEPT the one kept before it."""

SUMS, WAITED, BEYOND = 4, 1, 2
"""The sums of `completions` that a whole route costs the largest of, and the bits of their numbers."""

LOOSELY, EXACTLY, APART = range(3)
"""Which labels make needless: any at their visit, though routes are missed; only such as could make whatever visit the
other one could; or only those that made the very same visits."""

CHAINS = 2**16
"""Chains of labels when only labels of one set are compared."""


class PricingQuestion(NamedTuple):
    """What is asked of n visits: `worth` (n) is the cost × scale of serving each one, less its dual value.

    Those that may follow visit v are `arc_to[first_arc[v] : first_arc[v + 1]]`; row n leaves home. `memory` (n, words)
    is the set of visits each one remembers. `cuts_of`, in rows as the arcs are, names the cuts each visit is in,
    `cut_prices` (c) what a route pays that makes two visits of one. `rest` (2, n, steps, 4, 2) is what the rest of the
    day adds at least, hungry and fed, from each visit and each time, `width` seconds apart, to each of the four sums of
    `completions`; `onward` (2, n, steps, 4) is the visit it goes on to, or -1, and the second `rest` goes on to another
    one. Only routes below the `threshold` matter; labels are compared LOOSELY, EXACTLY or APART.
    """

    worth: Int64s
    first_arc: Int64s
    arc_to: Int64s
    memory: Int64s
    first_cut: Int64s
    cuts_of: Int64s
    cut_prices: Int64s
    rest: Int64s
    onward: Int64s
    width: int
    threshold: int
    compared: int


class Table(NamedTuple):
    """Room for m labels.

    `rows` (m, COLUMNS); `sets` (m, words) the visits each remembers; `used` (m, k) parts, one more than there are once
    he needs more; `odd` (m, words) the cuts of which it made one visit; `totals` (m) what it costs as a whole route.
    `queue` holds labels by completion, `step` seconds each; `kept` the last label of each chain, `size` (1) how many
    there are.
    """

    rows: Int64s
    sets: Int64s
    used: Int64s
    odd: Int64s
    totals: Int64s
    queue: Int64s
    kept: Int64s
    size: Int64s
    step: int


def empty_table(ground: Ground, question: PricingQuestion, capacity: int) -> Table:
    """A table with room for so many labels."""
    step = ground.back_fed[2] // 4096 + 1
    return Table(
        rows=np.empty((capacity, COLUMNS), np.int64),
        sets=np.zeros((capacity, question.memory.shape[1]), np.int64),
        used=np.zeros((capacity, ground.stock.size), np.int64),
        odd=np.zeros((capacity, -(-question.cut_prices.size // WORD)), np.int64),
        totals=np.empty(capacity, np.int64),
        queue=np.full(ground.back_fed[2] // step + 1, -1, np.int64),
        kept=np.full(4 * (CHAINS if question.compared == APART else ground.service.size + 1), -1, np.int64),
        size=np.zeros(1, np.int64),
        step=step,
    )
