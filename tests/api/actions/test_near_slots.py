"""A slot next to another visit is marked, cheaper where the firm says so, and what was promised stays promised."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api import actions
from api.house import House
from api.views import BookedView, Caller, Done, HoldView, PersonView, Role, SlotView
from tests.api.actions.test_booking_online import FORM, book, hold, offered, visitor
from tests.api.actions.test_settings import direction
from tests.api.actions.test_storefront import FORM as STOREFRONT
from tests.support.house import a_house, found_firm


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one firm."""
    house = a_house(tmp_path)
    found_firm(house)
    return house


@pytest.fixture
def generous(house: House) -> House:
    """A firm that gives five percent, with an appointment in Seynod on the first slot."""
    form = replace(STOREFRONT, cut_off_hours="0", near_discount="5")
    assert isinstance(actions.save_storefront_settings(direction(house), "duret", form), Done)
    book(house)
    return house


def first(house: House, asked: Callable[[SlotView], bool], commune: str = "74600 Seynod") -> SlotView:
    """The first slot of which something is true."""
    return next(slot for slot in offered(house, commune).slots if asked(slot))


def near(slot: SlotView) -> bool:
    """Whether it is in the quarter of another visit."""
    return slot.near


def far(slot: SlotView) -> bool:
    """Whether it is not."""
    return not slot.near


def test_only_slots_next_to_a_promised_visit_close_by_are_marked(house):
    """The same day, not the others; nothing on an empty plan, nothing far away."""
    assert not any(slot.near for slot in offered(house).slots)
    book(house)
    marked = {slot.start.date() for slot in offered(house).slots if slot.near}
    assert {offered(house).slots[0].start.date()} == marked
    assert not any(slot.near for slot in offered(house, "73200 Albertville").slots)


def test_nobody_is_his_own_neighbour(house):
    """A slot that is only held makes no other one cheaper."""
    hold(house)
    assert not any(slot.near for slot in offered(house).slots)


def test_nothing_is_marked_before_the_customer_said_where_he_lives(generous):
    """Slots priced from where the firm is say nothing of his quarter."""
    assert not any(slot.near or slot.discount for slot in offered(generous, "").slots)


def test_there_is_no_discount_until_the_firm_gives_one(house):
    """Marked, at the usual price."""
    book(house)
    assert 0 == first(house, near).discount
    assert 0 == actions.settings(direction(house), "duret").storefront.near_discount


def test_the_discount_of_a_slot_is_promised_with_it(generous):
    """On the form, on the customer's page and on Claire's; not on other slots."""
    assert 0 == first(generous, far).discount
    kept = actions.hold_slot(visitor(generous), "duret", offer=first(generous, near).offer)
    assert isinstance(kept, HoldView)
    booked = actions.confirm_hold(visitor(generous), "duret", kept.hold, FORM)
    assert isinstance(booked, BookedView)
    firm = generous.transactions.firm_by_slug("duret")
    person = PersonView("p1", "Claire", "claire@duret.invalid", Role.DISPATCHER)
    claire = Caller("x", person, firm=firm.id, house=generous)
    seen = (
        kept.discount,
        actions.follow(visitor(generous), "duret", booked.token).discount,
        actions.appointment(claire, "duret", booked.appointment).discount,
    )
    assert (5, 5, 5) == seen


def test_a_customer_who_moves_takes_the_discount_of_the_other_slot(generous):
    """Neither kept for a slot that costs the road, nor lost on one that does not."""
    kept = actions.hold_slot(visitor(generous), "duret", offer=first(generous, near).offer)
    assert isinstance(kept, HoldView)
    booked = actions.confirm_hold(visitor(generous), "duret", kept.hold, FORM)
    assert isinstance(booked, BookedView)
    for wanted, discount in ((far, 0), (near, 5)):
        others = actions.slots_to_move(visitor(generous), "duret", booked.token).slots
        offer = next(slot.offer for slot in others if wanted(slot))
        assert isinstance(actions.move_by_link(visitor(generous), "duret", booked.token, offer=offer), Done)
        assert discount == actions.follow(visitor(generous), "duret", booked.token).discount
