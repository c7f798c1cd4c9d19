"""Lunch: it starts within its bounds, where he is after a visit, or for free before he leaves or once he is back."""

from solver.problem import Lunch, Shift
from solver.rules import shift as shift_rule
from solver.segments import Segment
from solver.sentence import Sentence

NAME = "lunch"


def segment(lunch: Lunch) -> Segment:
    """Lunch taken where he is."""
    return (lunch.duration, lunch.earliest + lunch.duration, lunch.latest)


def leaving_fed(shift: Shift, lunch: Lunch) -> Segment:
    """The departure of a technician who has eaten before: he leaves once the earliest lunch is over."""
    work, completion, latest = shift_rule.leaving(shift)
    return (work, max(completion, lunch.earliest + lunch.duration), latest)


def back_to_eat(shift: Shift, lunch: Lunch) -> Segment:
    """The return of a technician who eats afterwards: he is back by the latest start of lunch."""
    work, completion, latest = shift_rule.coming_back(shift)
    return (work, completion, min(latest, lunch.latest))


def refusal() -> Sentence:
    """Said when the visit would leave no time for lunch."""
    return Sentence("il n'aurait plus le temps de déjeuner", "they would have no time left for lunch")
