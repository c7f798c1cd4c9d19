"""Public holidays, bridges, days after and school holidays, as France has them."""

from datetime import date

import pytest

from forecasting.calendar import SchoolZone, french_days, is_bridge, is_day_after, school_zone


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


@pytest.mark.parametrize(
    "postcode, zone",
    [("74000", SchoolZone.A), ("13001", SchoolZone.B), ("75011", SchoolZone.C), ("20000", None), ("97400", None)],
)
def test_a_postcode_tells_its_school_holidays(postcode, zone):
    """By its department; islands have their own."""
    assert zone == school_zone(postcode)


def test_every_department_of_the_mainland_has_one_zone():
    """Ninety-four, and Corsica has none."""
    departments = [f"{number:02}000" for number in range(1, 96) if number != 20]
    assert [] == [code for code in departments if school_zone(code) is None]
