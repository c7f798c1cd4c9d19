"""Travel: each second on the road has its price."""

from solver.segments import Ints

NAME = "travel"


def detour(to_visit: Ints, from_visit: Ints, instead_of: Ints) -> Ints:
    """Seconds of road a visit adds between two neighbours (negative where the direct road is the longer one)."""
    return to_visit + from_visit - instead_of


def cost(seconds: Ints, price: Ints) -> Ints:
    """What these seconds of road cost."""
    return seconds * price
