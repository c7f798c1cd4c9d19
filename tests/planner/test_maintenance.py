"""What a contract owes, and when."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from planner.identifiers import AppointmentId, CustomerId, ServiceId
from planner.maintenance import MaintenanceDue, due_dates

DUE = MaintenanceDue("d1", "c1", CustomerId("durand"), ServiceId("vmc"), date(2027, 3, 15))


def test_a_due_visit_is_offered_within_its_tolerance_until_it_is_booked():
    """A month before and after, and not once it has its appointment."""
    assert (date(2027, 2, 13), date(2027, 4, 14)) == (DUE.earliest, DUE.latest)
    assert DUE.open_on(date(2027, 2, 13))
    assert not DUE.open_on(date(2027, 2, 12))
    booked = MaintenanceDue("d1", "c1", DUE.customer_id, DUE.service_id, DUE.due_on, appointment_id=AppointmentId("a"))
    assert not booked.open_on(date(2027, 3, 15))


@pytest.mark.parametrize("visits, years", [(1, 3), (2, 2), (3, 2), (12, 1), (52, 1)])
def test_a_contract_owes_its_visits_evenly(visits, years):
    """So many a year, at nearly equal distances."""
    start = date(2025, 1, 10)
    days = due_dates(start, visits, start, start + timedelta(days=round(365.25 * years)))
    assert visits * years == len(days)
    spacings = {(two - one).days for one, two in pairwise(days)}
    assert all(abs(spacing - 365.25 / visits) <= 1 for spacing in spacings)


def test_nonsense_is_refused():
    """No visit a year is no contract."""
    with pytest.raises(ValueError, match="visits a year"):
        due_dates(date(2025, 1, 1), 0, date(2025, 1, 1), date(2026, 1, 1))
