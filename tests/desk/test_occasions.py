"""Occasions become columns a forecast knows in advance, one for each name."""

from datetime import date, timedelta

import numpy as np
import pytest

from desk.call_counts import CallCounts
from desk.call_forecasts import forecast_calls
from desk.identifiers import OccasionId
from desk.occasions import MOST, Occasion, columns, note_occasion
from tests.desk.sample_calls import calls_of
from tests.support.planner import MONDAY, a_firm

DAY = timedelta(days=1)
WEEK = 7 * DAY


def mailing(first: date, days: int = 1, name: str = "Courrier") -> Occasion:
    """An occasion of so many days."""
    return Occasion(OccasionId(f"{name} {first}"), name, first, first + (days - 1) * DAY)


def test_each_name_is_a_column_and_lasts_from_its_first_day_to_its_last():
    """Two of one name share it."""
    days = [MONDAY + number * DAY for number in range(5)]
    told = columns([mailing(MONDAY), mailing(MONDAY + 3 * DAY, days=2), mailing(MONDAY + DAY, name="Foire")], days)
    assert {"Courrier": [1, 0, 0, 1, 1], "Foire": [0, 1, 0, 0, 0]} == {name: list(one) for name, one in told.items()}


def test_there_are_never_more_columns_than_a_firms_past_can_answer():
    """The first names in order."""
    assert MOST == len(columns([mailing(MONDAY, name=f"{number:02}") for number in range(MOST + 3)], [MONDAY]))


def test_the_same_name_in_other_letters_is_the_same_occasion(desk):
    """So that what was learned serves."""
    desk.do(lambda work: note_occasion(work, "Courrier", MONDAY, MONDAY))
    assert "Courrier" == desk.do(lambda work: note_occasion(work, "COURRIER", MONDAY + WEEK, MONDAY + WEEK)).name


@pytest.fixture(scope="module")
def counted() -> tuple[CallCounts, CallCounts, CallCounts]:
    """Forty weeks in which each fifth Wednesday brings half as many calls again; told, not told, and one ahead told."""
    first, last = MONDAY - 40 * WEEK, MONDAY - DAY
    calls = calls_of(first, last)
    busy = [first + number * WEEK + 2 * DAY for number in range(0, 40, 5)]
    calls += [again for day in busy for again in calls_of(day, day, seed=1)]
    past = [mailing(day) for day in busy]
    without, told = (CallCounts.of(a_firm(), calls, last, one) for one in ([], past))
    return without, told, CallCounts.of(a_firm(), calls, last, [*past, mailing(MONDAY + 2 * DAY)])


def test_what_an_occasion_changed_is_expected_the_next_time(counted):
    """On its day alone."""
    _, told, ahead = (np.array([one.mean for one in forecast_calls(each, MONDAY, ())[0].ahead]) for each in counted)
    ratios = ahead / told
    assert 1.5 < ratios.max()
    assert 1 == (np.abs(ratios - 1) > 0.1).sum()


def test_the_card_says_that_it_was_told(counted):
    """Its name stands among the features, and its days are in the hash."""
    without, told, _ = (forecast_calls(each, MONDAY, ())[0].card for each in counted)
    assert ("Courrier",) == tuple(set(told.features) - set(without.features))
    assert without.window.sha256 != told.window.sha256
