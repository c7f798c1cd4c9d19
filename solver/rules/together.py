"""Together: two technicians begin two visits at the same second."""

from solver.problem import Together

NAME = "together"


def kept(link: Together, starts: dict[str, int]) -> bool:
    """Whether both visits are served at the same second, or neither is; `starts` holds the visits served."""
    return starts.get(link.one) == starts.get(link.other)
