"""Release: a visit is not served before the day it is released, for instance the day its part arrives."""

from solver.problem import Shift, Visit
from solver.sentence import Sentence

NAME = "release"


def allowed(visit: Visit, who: Shift) -> bool:
    """Whether the visit may be served on the day of this shift."""
    return visit.release is None or visit.release <= who.day


def refusal(visit: Visit) -> Sentence:
    """Said on the days before; the visit has a release date."""
    return Sentence(
        f"ce passage n'est possible qu'à partir du {visit.release:%d/%m/%Y}",
        f"this visit is possible from {visit.release:%d/%m/%Y} on",
    )
