"""How long a better plan is looked for, by itself or while somebody watches, and how long it is proven."""

from solver.stop import NoImprovement, Seconds, StoppingCriterion, any_of

_PATIENCE = 3.0
"""How many seconds of computing a search may take that nobody watches."""

_HOPE = 10_000
"""After so many rounds without a better plan it gives up: of a day replanned already, more of them find no more."""

_PROOF = 2.0
"""So many seconds more tell how far it is from the best possible: of fifteen visits a tenth of one does."""

_WATCHED = 20.0
"""How many seconds of computing a search may take that somebody watches, and can stop."""

_WATCHED_HOPE = 100_000
"""After so many it gives up, some two seconds of a usual day: now and then that is much better than after the few."""


def a_few_seconds() -> StoppingCriterion:
    """Return how long a plan is looked for that nobody watches."""
    return any_of(Seconds(_PATIENCE), NoImprovement(_HOPE))


def proven_soon() -> StoppingCriterion:
    """Return how long a bound is looked for afterwards."""
    return Seconds(_PROOF)


def thoroughly() -> StoppingCriterion:
    """Return how long a plan is looked for while somebody watches."""
    return any_of(Seconds(_WATCHED), NoImprovement(_WATCHED_HOPE))
