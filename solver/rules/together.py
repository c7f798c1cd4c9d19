"""Together: two technicians begin two visits at the same second."""

from solver.problem import Together
from solver.sentence import Sentence

NAME = "together"


def kept(link: Together, starts: dict[str, int]) -> bool:
    """Whether both visits are served at the same second, or neither is; `starts` holds the visits served."""
    return starts.get(link.one) == starts.get(link.other)


def refusal() -> Sentence:
    """Said when two visits that go together do not."""
    return Sentence(
        "ces deux passages commencent ensemble, avec deux techniciens",
        "these two visits begin together, with two technicians",
    )
