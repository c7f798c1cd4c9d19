"""Risks tell visits apart where that was shown to be possible; elsewhere each has the overall rate."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.errors import LeadRefused, RiskUnknown
from forecasting.risks import Chance, Outcome, fit, learn
from forecasting.scores import calibration_error

MONDAY = date(2026, 1, 5)
CHANCES = {"repair": 0.26, "quote": 0.02}
VISIT = Chance("repair", "private", 3, "S1", MONDAY)


def invented(visits: int, *, sites: int = 0, telling: bool = True, seed: int = 1) -> list[Outcome]:
    """Visits at which it happens by service, or at all alike; of `sites`, one in ten stays shut half the time."""
    chance = np.random.default_rng(seed)
    found = []
    for number in range(visits):
        service = str(chance.choice(list(CHANCES)))
        site = int(chance.integers(sites or visits))
        probability = CHANCES[service] if telling else 0.1
        if sites:
            probability = 0.5 if site % 10 == 0 else 0.03
        day = MONDAY + timedelta(days=number // 15)
        visit = Chance(service, "private", float(chance.integers(20)), f"S{site}", day)
        found.append(Outcome(visit, bool(chance.random() < probability)))
    return found


def test_a_risk_that_depends_on_the_service_is_told_by_service():
    """It beats the overall rate on later visits, and what it says comes about."""
    risk = learn(invented(3000))

    assert risk.tells
    assert risk.checked
    assert risk.checked.gain.ratio_at_most < 1
    assert risk.checked.skill > 0.08
    for service, truly in CHANCES.items():
        assert truly == pytest.approx(risk.of(replace(VISIT, service=service, site="new")), abs=0.04)


def test_it_is_calibrated_on_later_visits():
    """Small error, the right level, and a strain no larger than chance makes it."""
    checked = learn(invented(3000)).checked

    assert checked
    assert checked.error < 0.03
    assert checked.came == pytest.approx(checked.said, abs=0.03)
    assert abs(checked.strain) < 3.3


@pytest.mark.parametrize("seed", range(5))
def test_where_nothing_tells_visits_apart_each_has_the_overall_rate(seed):
    """Chance alone: the model has nothing to win, so the rate serves and says so."""
    risk = learn(invented(1500, telling=False, seed=seed))

    assert not risk.tells
    assert risk.rate == risk.of(VISIT) == risk.of(replace(VISIT, service="quote"))
    assert 0.1 == pytest.approx(risk.rate, abs=0.03)


def test_a_door_that_stayed_shut_before_is_less_likely_to_open():
    """What a site's past is worth is learned too."""
    risk = learn(invented(4000, sites=200))

    assert risk.tells
    assert risk.strength < 100
    assert risk.of(replace(VISIT, site="S10")) > 0.3
    assert risk.of(replace(VISIT, site="S11")) < 0.06
    assert risk.of(replace(VISIT, site="S11")) < risk.of(replace(VISIT, site="never seen")) < 0.3


def test_a_day_knows_nothing_of_itself():
    """Two visits to one door on one day: turning one's outcome changes nothing of what the other is learned from."""
    past = invented(600)
    again = Outcome(replace(VISIT, site="twice", day=MONDAY + timedelta(days=99)), happened=True)
    one, other = ([*past, replace(again, happened=first), again] for first in (False, True))

    assert [(1, 2), (2, 2)] == [(fit(past).past or {})["twice"] for past in (one, other)]
    alike = [
        fit([*past, *pair])
        for pair in ([again, replace(again, happened=False)], [replace(again, happened=False), again])
    ]
    assert alike[0].terms == pytest.approx(alike[1].terms)


def test_few_events_teach_a_rate_only():
    """Nineteen are too few."""
    quiet = [replace(outcome, happened=number < 19) for number, outcome in enumerate(invented(400))]
    risk = learn(quiet)

    assert not risk.tells
    assert 19.5 / 401 == risk.rate == risk.of(VISIT)


def test_no_visit_tells_nothing():
    """There is no rate of nothing; of a single visit there is one, and no look back."""
    with pytest.raises(RiskUnknown):
        learn([])
    assert 0.75 == learn([Outcome(VISIT, happened=True)]).rate


@pytest.mark.parametrize("lead", [-1, float("nan"), float("inf")])
def test_nobody_wishes_for_a_visit_after_it(lead):
    """A date typed wrong is refused, not learned from."""
    with pytest.raises(LeadRefused):
        replace(VISIT, lead=lead)


def test_the_calibration_error_is_the_mean_distance_of_ten_bins():
    """By hand: ten bins of ten, half of them a tenth too high and half exact."""
    said = np.repeat(np.linspace(0.05, 0.95, 10), 10)
    came = np.concatenate([np.arange(10) < round(10 * probability) for probability in np.linspace(0.0, 0.9, 10)])

    assert 0.05 == pytest.approx(calibration_error(came.astype(float), said))
    assert 0.0 == pytest.approx(calibration_error(np.tile([0.0, 1.0], 50), np.repeat(0.5, 100)))
