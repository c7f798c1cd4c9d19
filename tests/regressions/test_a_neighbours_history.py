"""The fiche of one customer told of the cancellation of another on the same route."""

from planner.booking import cancel
from planner.history import concerns
from tests.support.planner import CLAIRE, Heart, between


def test_the_history_of_an_appointment_tells_only_what_happened_to_it():
    """A neighbour's cancellation moves its hour, and is none of its story."""
    heart = Heart()
    slots = [slot for slot in heart.slots() if slot.window == between(8, 10)]
    first, second = heart.book(slots[0]), heart.book(slots[0])
    heart.do(lambda work: cancel(work, first.id, heart.board, actor=CLAIRE, reason="malade"))
    with heart.memory.read(heart.firm.id) as work:
        of_second = [entry.verb for entry in work.history.of(second.id) if concerns(entry, second.id)]
        of_first = [entry.verb for entry in work.history.of(first.id) if concerns(entry, first.id)]
    assert ["hold", "confirm"] == of_second
    assert ["hold", "confirm", "cancel"] == of_first
