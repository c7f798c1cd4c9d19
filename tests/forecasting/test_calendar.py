"""Public holidays, bridges, days after and school holidays, as France has them."""

from datetime import date

import pytest

from forecasting.calendar import SchoolZone, french_days, is_bridge, is_day_after


@pytest.mark.parametrize(
    "day,bridge,after",
    [
        (date(2026, 5, 14), False, False),  # Ascension, a Thursday
        (date(2026, 5, 15), True, False),
        (date(2026, 5, 18), False, True),
        (date(2026, 7, 13), True, False),  # a Monday before the 14th
        (date(2026, 7, 15), False, True),
        (date(2026, 8, 17), False, False),  # the 15th was a Saturday
        (date(2026, 5, 13), False, False),
        (date(2026, 5, 16), False, False),
    ],
)
def test_bridges_and_days_after_are_worked_out(day, bridge, after):
    """No source lists them."""
    assert (bridge, after) == (is_bridge(day), is_day_after(day))


def test_school_holidays_depend_on_the_zone():
    """Winter 2026: zone A from 7 February, zone C from the 21st."""
    days = [date(2026, 2, 10), date(2026, 3, 4)]
    assert [1.0, 0.0] == list(french_days(days, SchoolZone.A)["school_holiday"])
    assert [0.0, 1.0] == list(french_days(days, SchoolZone.C)["school_holiday"])
