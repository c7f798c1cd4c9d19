"""Report: at half past nine Claire is offered "8-10", and the plan makes Gaëtan ring at a quarter past eight.

A window that is under way was asked of the solver whole, so that the visit was planned in the past; and holding it was
refused although it had just been offered.
"""

import pytest

from planner.booking import hold, move
from planner.errors import OutsideHorizon, SlotTaken
from planner.identifiers import ServiceId
from planner.reasons import why_not
from planner.slots import Target, Wish
from tests.support.planner import CLAIRE, MONDAY, SEYNOD, Heart, between, paris


def test_what_is_left_of_a_window_is_offered_and_can_be_held():
    """Nobody arrives in the past."""
    heart = Heart()
    heart.now = paris(9, 30)
    slot = next(slot for slot in heart.slots(by_firm=True) if slot.window == between(8, 10))
    assert slot.start >= heart.now
    wish = Wish(slot.service_id, SEYNOD, by_firm=True)
    held = heart.do(lambda work: hold(work, wish, slot.target, heart.board, actor=CLAIRE))
    assert between(8, 10) == held.window
    assert [held.id] == [visit.appointment_id for visit in heart.route().visits if visit.start >= heart.now]


def test_a_window_that_is_over_is_neither_held_nor_moved_to():
    """Not even by the firm, and the refusal says so."""
    heart = Heart()
    booked = heart.book(next(slot for slot in heart.slots() if slot.day > MONDAY))
    heart.now = paris(12)
    gone = Target(heart.route().technician_id, between(8, 10))
    wish = Wish(ServiceId("dépannage"), SEYNOD, by_firm=True)
    with pytest.raises(OutsideHorizon):
        heart.do(lambda work: hold(work, wish, gone, heart.board, actor=CLAIRE))
    with pytest.raises(SlotTaken):
        heart.do(lambda work: move(work, booked.id, gone, heart.board, actor=CLAIRE))
    with heart.memory.read(heart.firm.id) as work:
        (reason,) = why_not(work, wish, gone.technician_id, gone.window, heart.board)
    assert "Cette plage est passée." == reason.fr
