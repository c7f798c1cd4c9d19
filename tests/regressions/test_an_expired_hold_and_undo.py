"""Report: a customer looked at slots and left; from then on nothing on that technician's day could be undone.

The hold he left behind stood on the route before Claire pinned, cancelled or moved something, and was swept from it by
that very change. Undo took its disappearance for a promise that had been settled otherwise since.
"""

from functools import partial

import pytest

from planner.booking import cancel, pin
from planner.routes import Pinned
from planner.undo import last_undoable, undo
from tests.support.planner import CLAIRE, MONDAY, Heart, between


@pytest.fixture
def left():
    """A promise at eight, and a hold at ten that nobody confirmed."""
    heart = Heart()
    promised = heart.book(next(slot for slot in heart.slots() if slot.window == between(8, 10)))
    held = heart.hold(next(slot for slot in heart.slots() if slot.window == between(10, 12)))
    heart.now += heart.firm.rules.hold * 2
    return heart, promised.id, held.id


@pytest.mark.parametrize("change", [partial(pin, pinned=Pinned.TECHNICIAN), cancel], ids=["pin", "cancel"])
def test_what_is_done_beside_an_expired_hold_can_be_undone(left, change):
    """The promise stands as before, and the hold stays gone."""
    heart, promised, held = left
    before = heart.route().visit_of(promised)
    board = {"board": heart.board} if change is cancel else {}
    heart.do(lambda work: change(work, appointment_id=promised, actor=CLAIRE, **board))
    entry = heart.do(lambda work: last_undoable(work, MONDAY))
    heart.do(lambda work: undo(work, entry.number, heart.board, CLAIRE))
    assert before == heart.route().visit_of(promised)
    assert heart.route().visit_of(held) is None
