"""Precedence: a visit begins only so long after an earlier one has ended, whoever makes them."""

from solver.problem import After

NAME = "precedence"


def kept(link: After, starts: dict[str, int], ends: dict[str, int]) -> bool:
    """Whether the later visit is left out, or begins late enough after the earlier one, which is served."""
    if link.later not in starts:
        return True
    return link.earlier in ends and ends[link.earlier] + link.delay <= starts[link.later]
