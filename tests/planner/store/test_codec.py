"""Nested values become text that depends on the value alone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from planner.rules import FirmRules
from planner.store.codec import converter, dumps, utc, whole_seconds


def test_equal_values_have_the_same_text():
    """Sets and mappings are written in order, whatever the order in which they were made."""
    one = FirmRules(extra_closed=frozenset({date(2026, 12, 24), date(2026, 5, 15)}))
    two = FirmRules(extra_closed=frozenset({date(2026, 5, 15), date(2026, 12, 24)}))
    assert dumps(converter.unstructure(one)) == dumps(converter.unstructure(two))
    assert '{"a":1,"é":2}' == dumps({"é": 2, "a": 1})


def test_times_are_written_as_people_know_them_and_durations_in_seconds():
    """Instants in UTC, whatever the zone they were said in."""
    paris = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
    assert "2026-07-01T10:00:00+00:00" == converter.unstructure(paris)
    assert "2026-07-01" == converter.unstructure(date(2026, 7, 1))
    assert "08:30:00" == converter.unstructure(time(8, 30))
    assert 5400 == converter.unstructure(timedelta(hours=1, minutes=30))
    assert timedelta(days=-1) == converter.structure(whole_seconds(timedelta(days=-1)), timedelta)


def test_a_field_added_later_gets_its_default_and_a_field_of_the_future_is_left_aside():
    """Old rows stay readable, and a newer program's rows too."""
    assert FirmRules() == converter.structure({"subdivision": None, "invented_in_2040": 1}, FirmRules)


def test_an_instant_without_a_zone_is_refused():
    """Nobody knows which instant that is."""
    with pytest.raises(ValueError, match="zone"):
        utc(datetime(2026, 7, 1))  # noqa: DTZ001 - that is the fault
    assert UTC is utc(datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Paris"))).tzinfo


def test_part_of_a_second_is_refused():
    """A duration that would come back shorter must not be kept."""
    with pytest.raises(ValueError, match="whole seconds"):
        whole_seconds(timedelta(milliseconds=1500))


def test_numbers_that_json_has_no_word_for_are_refused():
    """They would come back as an error in another program."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(float("nan"))
