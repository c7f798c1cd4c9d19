"""The expert's score: points anybody can add up by hand, and against which the model has to prove itself."""

import numpy as np

from forecasting.churn.snapshots import Floats

COMPLAINT, NO_ACCESS, SECOND_VISIT = 3, 2, 1
"""Points for each, of the last year; four complaints at most count, three of the others."""
UNVISITED = 1
"""A point for each three months without a visit beyond nine, up to four."""
NEW, YOUNG, DEAR = 1, 1, 1
"""Points for a contract of less than a year, of less than three, and for a price a tenth above what is usual."""


def points(facts: Floats) -> Floats:
    """The points of each fact of `facts` (n, 7), columns as `Facts` names them; a customer's score is their sum."""
    complaints, no_access, second, unvisited, years, price, visits = facts.T
    found: Floats = np.column_stack(
        [
            COMPLAINT * np.minimum(complaints, 4),
            NO_ACCESS * np.minimum(no_access, 3),
            SECOND_VISIT * np.minimum(second, 3),
            UNVISITED * np.clip((unvisited - 9) // 3, 0, 4),
            NEW * (years < 1) + YOUNG * (years < 3),  # noqa: PLR2004 - as the sentence above says
            DEAR * (price >= np.log(1.1)),
            np.zeros_like(visits),
        ]
    )
    return found
