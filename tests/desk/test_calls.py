"""Calls are kept with whom they came from, when that is certain."""

import pytest

from desk.calls import Call, Reason, note_call
from desk.customers import Customer
from planner.identifiers import CustomerId
from tests.support.planner import SUNDAY_NIGHT


def known(name):
    """A customer with the telephone that rings."""
    return Customer(CustomerId(name), name, SUNDAY_NIGHT, phone="+33639980001")


def test_a_call_from_a_known_number_names_the_customer(desk):
    """Claire sees who rings."""
    desk.keep(known("Anne"))
    call = desk.do(note_call, "0639980001", reason=Reason.COMPLAINT, duration_s=125)
    assert [call] == desk.all(Call)
    assert ("+33639980001", "Anne", Reason.COMPLAINT, 125) == (
        call.caller,
        call.customer_id,
        call.reason,
        call.duration_s,
    )


@pytest.mark.parametrize("caller", ["anonymous", "", "06 39 98 99 99"])
def test_a_call_from_nobody_known_is_kept_all_the_same(desk, caller):
    """Forecasts count every ring."""
    desk.keep(known("Anne"))
    assert desk.do(note_call, caller, missed=True).customer_id is None


def test_a_number_that_several_share_names_nobody(desk):
    """A guess would put a complaint on a neighbour's record."""
    desk.keep(known("Anne"), known("Paul"))
    assert desk.do(note_call, "06 39 98 00 01").customer_id is None
