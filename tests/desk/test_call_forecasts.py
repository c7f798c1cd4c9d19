"""A night's forecast: days and half-hours that add up, a card that lets it be made again, and an eye on drift."""

import ast
import json
import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from subprocess import run

import pytest

from desk.call_counts import CallCounts
from desk.call_forecasts import forecast_calls, grown, shape_of
from desk.calls import Reason
from desk.forecasts import (
    Alarm,
    CallForecast,
    ModelCard,
    Step,
    keep_forecasts,
    let_newest_serve,
    roll_back,
    rolled_back,
    serving,
)
from desk.store import KINDS
from planner.errors import NotAllowedNow
from planner.store.codec import converter, dumps
from planner.working_days import local_day
from tests.architecture.house import ROOT, sources
from tests.desk.sample_calls import calls_of
from tests.support.planner import MONDAY, PARIS, a_firm

DAY = timedelta(days=1)
FIRST = MONDAY - timedelta(weeks=30)
CALLS = calls_of(FIRST, MONDAY - DAY)


def counted(last=MONDAY - DAY, calls=CALLS):
    """The calls to the end of a day."""
    return CallCounts.of(a_firm(), calls, last)


@pytest.fixture(scope="module")
def made():
    """What the night to Monday says, made once: nothing here changes it."""
    return forecast_calls(counted(), MONDAY, ())


def test_days_and_half_hours_begin_today_and_leave_closed_days_out(made):
    """Thirty days of working days without Christmas, a week of half-hours."""
    days, half_hours = made
    told = [local_day(one.start, PARIS) for one in days.ahead]
    assert (MONDAY, date(2026, 12, 22)) == (told[0], told[-1])
    assert 22 == len(told)
    assert {MONDAY + number * DAY for number in range(5)} == {local_day(one.start, PARIS) for one in half_hours.ahead}
    christmas = forecast_calls(counted(date(2026, 12, 13), calls_of(FIRST, date(2026, 12, 13))), date(2026, 12, 14), ())
    assert date(2026, 12, 25) not in {local_day(one.start, PARIS) for one in christmas[0].ahead}


def test_half_hours_add_up_to_their_day(made):
    """Two figures on one page must not contradict each other."""
    days, half_hours = made
    for day in days.ahead[:5]:
        parts = [one.mean for one in half_hours.ahead if local_day(one.start, PARIS) == local_day(day.start, PARIS)]
        assert day.mean == pytest.approx(sum(parts), abs=1e-4)


def test_made_again_it_is_the_same_to_the_byte(made):
    """Whatever the order of the calls."""
    again = forecast_calls(counted(calls=CALLS[::-1]), MONDAY, ())
    one, other = (dumps(converter.unstructure(each)) for each in (made, again))
    assert one == other


def test_the_card_says_what_was_seen_and_how_well_it_did(made):
    """Enough to refit it and to judge it."""
    card = made[0].card
    assert (FIRST, MONDAY - 3 * DAY, 64) == (card.window.first, card.window.last, len(card.window.sha256))
    assert {"weekday", "month"} <= set(card.features)
    assert card.policy
    assert card.policy.wape
    assert card.floor
    assert card.policy.weighted_quantile_loss < card.recipes["seasonal_naive"].weighted_quantile_loss
    assert card.floor * 0.8 < card.policy.wape
    assert {"numpy", "scikit-learn"} <= set(card.versions)
    assert card.promoted == (card.champion != "seasonal_naive")
    changed = forecast_calls(counted(calls=CALLS[1:]), MONDAY, ())[0].card
    assert card.window.sha256 != changed.window.sha256


def test_nothing_that_comes_later_changes_what_is_said(made):
    """Calls after the last day are not looked at."""
    later = [*CALLS, *calls_of(MONDAY, MONDAY + 9 * DAY, a_day=300)]
    assert made == forecast_calls(counted(calls=later), MONDAY, ())


def test_what_calls_are_about_is_told_where_it_is_known(made):
    """Shares of the last weeks; none where everything is "other"."""
    assert 1.0 == pytest.approx(sum(made[0].reasons.values()), abs=1e-4)
    assert {reason.value for reason in list(Reason)[:4]} == set(made[0].reasons)
    unknown = [replace(call, reason=Reason.OTHER) for call in CALLS]
    assert {} == forecast_calls(counted(calls=unknown), MONDAY, ())[0].reasons


@pytest.mark.parametrize("days", [0, 3])
def test_a_young_firm_is_told_nothing(days):
    """Rather than a guess of three days."""
    calls = calls_of(MONDAY - days * DAY, MONDAY - DAY) if days else []
    assert () == forecast_calls(counted(calls=calls), MONDAY, ())


def test_what_was_said_live_stands_beside_what_came_and_alarms_when_it_drifts(made):
    """Twice the calls as from one Monday: seen within two weeks, as more."""
    late = MONDAY + timedelta(days=18)
    more = [*CALLS, *calls_of(MONDAY, late, a_day=40, seed=8)]
    nights = [replace(made[0], id=f"{MONDAY + n * DAY}", made_on=MONDAY + n * DAY) for n in range(19)]
    found = forecast_calls(counted(late, more), late + DAY, nights)[0]
    live = [one for one in found.past if one.live]
    assert found.watch
    assert made[0].watch
    assert 15 == len(live) == found.watch.days
    assert Alarm.MORE is found.watch.alarm
    assert Alarm.NONE is made[0].watch.alarm


def test_the_newest_serves_until_somebody_calls_an_earlier_one_back(desk, made):
    """And again once that is taken back; what is too old is forgotten, except what serves."""
    with pytest.raises(NotAllowedNow):
        desk.do(roll_back, "Odile")
    first, second = (replace(made[0], id=f"{day}-day", made_on=day) for day in (MONDAY, MONDAY + DAY))
    desk.do(keep_forecasts, [first])
    desk.do(keep_forecasts, [second])
    assert second == desk.do(serving, Step.DAY)
    desk.do(roll_back, "Odile")
    assert first == desk.do(serving, Step.DAY)
    assert "Odile" == desk.do(rolled_back).by
    old = replace(made[0], id="much-later", made_on=MONDAY + timedelta(days=200))
    desk.do(keep_forecasts, [old])
    assert {first.id, old.id} == {one.id for one in desk.all(CallForecast)}
    assert first == desk.do(serving, Step.DAY)
    desk.do(let_newest_serve)
    assert (old, None) == (desk.do(serving, Step.DAY), desk.do(rolled_back))
    assert {CallForecast} <= {kind.entity for kind in KINDS}


def test_the_card_holds_the_coefficients_that_were_learned(made):
    """Of the champion, or of the regression where something without any serves: a Monday adds about a fifth."""
    for one in made:
        found = one.card.coefficients
        assert found
        assert found.recipe == ("pooled" if one.card.champion == "pooled" else "regression")
        assert all(len(pair) == 2 for pair in found.terms.values())
    days = made[0].card.coefficients
    assert days.terms["weekday:0"][0] == pytest.approx(0.2, abs=0.1)
    kept = json.loads(dumps(converter.unstructure(made[0].card)))
    assert made[0].card == converter.structure(kept, ModelCard)


_AGAIN = """
import sys
from hashlib import sha256
from planner.store.codec import converter, dumps
from tests.desk.test_call_forecasts import CALLS, MONDAY, counted, forecast_calls
sys.stdout.write(sha256(dumps(converter.unstructure(forecast_calls(counted(), MONDAY, ()))).encode()).hexdigest())
"""


@pytest.mark.parametrize("seed", ["1", "20261"])
def test_another_process_makes_the_same_to_the_byte(made, seed):
    """Whatever the order of its sets and dictionaries."""
    known = sha256(dumps(converter.unstructure(made)).encode()).hexdigest()
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    again = run([sys.executable, "-c", _AGAIN], env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    assert known == again.stdout


def imported(node):
    """The modules a statement imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []


def test_nothing_that_was_learned_is_pickled():
    """A record that is read must not be able to run anything."""
    runs_what_it_reads = {"pickle", "joblib", "cloudpickle", "dill", "shelve", "marshal", "skops"}
    for source in sources():
        if source.room in {"forecasting", "desk", "planner", "api"}:
            names = {name.split(".")[0] for node in ast.walk(source.tree) for name in imported(node)}
            assert not names & runs_what_it_reads, source.path


def shapes():
    """What six firms have in common that ring like ours."""
    calls = [calls_of(MONDAY - timedelta(days=350), MONDAY - DAY, seed=seed) for seed in range(2)]
    made = [forecast_calls(counted(calls=one), MONDAY, ()) for one in calls]
    assert all(grown(days.card) for days, _ in made)
    cards = {step: [one[place].card for one in made] * 3 for place, step in enumerate(Step)}
    return {step: shape_of(several) for step, several in cards.items()}


def test_a_young_firm_begins_from_the_shape_of_others():
    """Two weeks are told from its own level and their Mondays; with a year of its own it looks at nobody."""
    known = shapes()
    young = [replace(call) for call in CALLS if local_day(call.started_at, PARIS) >= MONDAY - 14 * DAY]
    days, half_hours = forecast_calls(counted(calls=young), MONDAY, (), known)
    assert ["pooled"] * 2 == [days.card.champion, half_hours.card.champion]
    assert not days.card.promoted
    assert not grown(days.card)
    assert days.card.coefficients
    assert days.card.coefficients.recipe == "pooled"
    assert 1.1 < days.ahead[0].mean / days.ahead[1].mean < 1.5
    assert shape_of([days.card] * 9) is None
    old = calls_of(MONDAY - timedelta(days=350), MONDAY - DAY)
    (alone, _), (with_others, _) = (forecast_calls(counted(calls=old), MONDAY, (), one or {}) for one in (None, known))
    assert alone == with_others
