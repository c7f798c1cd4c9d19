"""Travel: each second on the road has its price."""

from solver.segments import Ints
from solver.sentence import Sentence

NAME = "travel"


def detour(to_visit: Ints, from_visit: Ints, instead_of: Ints) -> Ints:
    """Seconds of road a visit adds between two neighbours (negative where the direct road is the longer one)."""
    return to_visit + from_visit - instead_of


def cost(seconds: Ints, price: Ints) -> Ints:
    """What these seconds of road cost."""
    return seconds * price


def arrives_late(earliest: str) -> Sentence:
    """Said when he cannot be there in time even as his first visit; `earliest` is the hour he could."""
    return Sentence(
        f"trop loin : il ne peut pas y être avant {earliest}", f"too far: they cannot be there before {earliest}"
    )


def back_late() -> Sentence:
    """Said when he cannot be back in time even with no other visit."""
    return Sentence("trop loin : il ne pourrait pas rentrer à temps", "too far: they could not be back in time")
