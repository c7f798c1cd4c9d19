"""How long visits take is learned as far as it was seen, and says so where it was not."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.distribution import LEVELS, MEDIAN
from forecasting.durations import FEWEST, Duration, Durations, Intervention, Visit, check, fit, learn
from forecasting.errors import DurationRefused
from forecasting.evidence import FEWEST as FEWEST_CASES
from forecasting.evidence import Gain, later

MINUTE = 60.0
TRULY = {"repair": (75.0, 0.55), "maintenance": (90.0, 0.35), "quote": (45.0, 0.25)}
PACES = {"Gaëtan": 0.75, "Marc": 1.0, "Julien": 1.35}
SITES = {"house": 1.0, "office": 1.25}


def invented(visits: int, *, planned: float | None = None, seed: int = 1) -> list[Intervention]:
    """Visits of a firm whose technicians have each their own pace, all planned alike, or as their service takes."""
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(visits):
        service, who, site = (str(chance.choice(list(names))) for names in (TRULY, PACES, SITES))
        median, stray = TRULY[service]
        took = median * PACES[who] * SITES[site] * np.exp(stray * chance.normal())
        found.append(Intervention(Visit(service, MINUTE * (planned or median), who, site), MINUTE * took))
    return found


@pytest.fixture(scope="module")
def learned() -> Durations:
    """What three thousand visits teach."""
    return learn(invented(3000, planned=60))


@pytest.mark.parametrize("service", TRULY)
@pytest.mark.parametrize("who", PACES)
def test_each_technician_at_each_kind_of_site_has_his_own_length(learned, service, who):
    """Planned for an hour each, their true medians come out."""
    median = TRULY[service][0] * PACES[who]

    assert median == pytest.approx(learned.expected(Visit(service, 3600, who, "house")).seconds / MINUTE, rel=0.12)
    assert 1.25 * median == pytest.approx(
        learned.expected(Visit(service, 3600, who, "office")).seconds / MINUTE, rel=0.12
    )


def test_what_is_learned_stands_instead_of_minutes_it_beat(learned):
    """All visits planned for an hour: that is beaten, and the global median too."""
    checked = learned.checked

    assert learned.corrects
    assert checked.gain.ratio_at_most < 0.8
    assert checked.error < checked.overall


def test_four_in_five_later_visits_are_within_the_interval(learned):
    """Said before they took place; five standard errors of the share."""
    assert 0.8 == pytest.approx(learned.checked.within80, abs=0.05)


def test_means_fill_a_day_and_medians_do_not(learned):
    """Half of all visits are over by their median, and yet a day of them takes longer."""
    repair = learned.expected(Visit("repair", 3600, "Marc", "house"))

    assert 1.0 == pytest.approx(learned.checked.day, abs=0.04)
    assert np.exp(0.55**2 / 2) == pytest.approx(repair.mean / repair.seconds, abs=0.08)


def test_each_service_is_looked_back_on_by_itself(learned):
    """Quotes planned for an hour and done in three quarters of it are told so with their own figures."""
    each = learned.services

    assert set(TRULY) == set(each)
    assert learned.checked.visits == sum(one.visits for one in each.values())
    assert each["quote"].fills.earned
    assert each["quote"].day_planned > 1.1
    assert 1.0 == pytest.approx(each["quote"].day, abs=0.05)


def test_minutes_as_good_as_what_is_learned_stay():
    """Nobody is told other minutes than planned unless they are better; the quantiles are told all the same."""
    chance = np.random.default_rng(2)
    visits = [Visit("repair", 4500), Visit("quote", 2700)] * 300
    learned = learn([Intervention(visit, visit.seconds * np.exp(0.4 * chance.normal())) for visit in visits])
    found = learned.expected(Visit("repair", 4500))

    assert not learned.corrects
    assert 4500 == found.seconds
    assert found.quantiles is not None
    assert 4500 == pytest.approx(found.quantiles[MEDIAN], rel=0.1)


def test_a_service_hardly_seen_takes_as_long_as_planned():
    """No quantiles either: whoever asks falls back to what he did before."""
    learned = learn([*invented(200), *[Intervention(Visit("alarm", 600), 900)] * (FEWEST - 1)])
    found = learned.expected(Visit("alarm", 600, "Marc", "house"))

    assert (600, 600, None) == (found.seconds, found.mean, found.quantiles)
    assert np.isnan(found.at(LEVELS)).all()
    assert np.isnan(found.left(60, LEVELS)).all()


def test_somebody_new_is_expected_like_the_others_but_less_surely(learned):
    """The doubt about a technician nobody has seen is how much technicians differ."""
    new = learned.expected(Visit("quote", 3600, "Zoé", "house"))
    known = learned.expected(Visit("quote", 3600, "Marc", "house"))

    assert known.seconds == pytest.approx(new.seconds, rel=0.15)
    assert new.quantiles[-1] / new.quantiles[0] > 1.2 * known.quantiles[-1] / known.quantiles[0]


def test_a_handful_of_slow_visits_makes_nobody_slow():
    """Five visits that took half as long again move a technician by a part of that only."""
    history = [*invented(400)]
    slow = Visit("maintenance", 90 * MINUTE, "Zoé", "house")
    learned = fit([*history, *[Intervention(slow, 1.5 * slow.seconds)] * 5])
    found, other = (learned.expected(replace(slow, technician=who)).at(LEVELS)[MEDIAN] for who in ("Zoé", "Nobody"))

    assert 1.0 < found / other < 1.5


def test_nothing_seen_teaches_nothing():
    """An empty past, and one of few visits, answer as planned."""
    for past in ([], invented(3)):
        learned = learn(past)

        assert learned.checked is None
        assert 1200 == learned.expected(Visit("repair", 1200)).seconds


def test_what_comes_later_changes_nothing_that_was_said_before():
    """Two pasts that differ in their last block only: what is learned until there is the same."""
    past = invented(400)
    changed = [*past[:380], *[Intervention(done.visit, 9 * done.seconds) for done in past[380:]]]

    assert 350 == list(later(400))[-1][0] - 25
    assert fit(past[:375]).expected(past[0].visit).seconds == fit(changed[:375]).expected(past[0].visit).seconds
    assert check(past[:375])[0] == check(changed[:375])[0]


def test_the_same_past_teaches_the_same():
    """To the last bit."""
    one, other = (learn(invented(300)).expected(Visit("repair", 4500, "Marc", "house")) for _ in range(2))

    assert one.at(LEVELS).tobytes() == other.at(LEVELS).tobytes()


@pytest.mark.parametrize("planned,took", [(0, 60), (60, 0), (60, -1), (60, np.nan), (np.inf, 60)])
def test_nothing_takes_no_time(planned, took):
    """Zero minutes are a field left empty, not a visit."""
    with pytest.raises(DurationRefused):
        Intervention(Visit("repair", planned), took)


def test_what_is_left_of_a_visit_is_what_is_left_of_those_still_under_way():
    """Against a hundred thousand visits: of those not over after an hour, how much longer they took."""
    visit = Duration.around(3600, 0.5)
    drawn = 3600 * np.exp(0.5 * np.random.default_rng(3).normal(size=100_000))
    still = drawn[drawn > 3600] - 3600

    for level in (0.1, 0.5, 0.9):
        assert np.quantile(still, level) == pytest.approx(visit.left(3600, np.array([level]))[0], rel=0.03)


def test_a_visit_that_should_long_be_over_is_about_to_be():
    """Sixty hours into a visit of one hour, nothing is infinite."""
    left = Duration.around(3600, 0.3).left(60 * 3600, LEVELS)

    assert np.isfinite(left).all()
    assert (left >= 0).all()


def test_a_gain_needs_enough_cases():
    """One case fewer than needed and nothing is told; then a real gain is earned and noise is not."""
    chance = np.random.default_rng(4)
    losses = chance.exponential(size=300)

    assert not Gain.of(losses[: FEWEST_CASES - 1] / 2, losses[: FEWEST_CASES - 1]).earned
    assert Gain.of(losses / 2, losses).earned
    assert not Gain.of(chance.permutation(losses), losses).earned
    assert not Gain.of(losses, losses).earned
