"""How long a better plan is looked for while somebody waits, and how long it is proven."""

from solver.stop import NoImprovement, Seconds, StoppingCriterion, any_of

_PATIENCE = 3.0
"""How many seconds a dispatcher waits for a proposal at most."""

_HOPE = 10_000
"""After so many rounds without a better plan the search gives up: three times as many found nothing more."""

_PROOF = 2.0
"""So many seconds more tell how far it is from the best possible: of fifteen visits a tenth of one does."""


def a_few_seconds() -> StoppingCriterion:
    """Return how long a plan is looked for while somebody waits."""
    return any_of(Seconds(_PATIENCE), NoImprovement(_HOPE))


def proven_soon() -> StoppingCriterion:
    """Return how long a bound is looked for afterwards."""
    return Seconds(_PROOF)
