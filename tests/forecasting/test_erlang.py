"""Erlang's formulas keep their digits, agree with a queue played event by event, and move the way a queue does."""

import heapq
import math
import random
from dataclasses import fields
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.erlang import Answering, PhoneLine, answering, erlang_a, erlang_b
from forecasting.errors import PhoneLineRefused, TrafficRefused

PATIENT = PhoneLine(handling=225)
HASTY = PhoneLine(handling=300, patience=120)

SLACK = 1e-9
"""What rounding may leave between two figures that should be in order."""

HOLDING = st.sampled_from([math.inf, 5.0, 120.0, 900.0, 3_600.0])
LINES = st.builds(PhoneLine, handling=st.floats(5, 1_800), patience=HOLDING, within=st.floats(0, 300))
RATES, AGENTS = st.floats(0, 2_000), st.integers(0, 80)


def loads(agents: int) -> set[Fraction]:
    """Erlangs from almost none to almost too many for these people, as fractions a float can hold."""
    shares = (Fraction(share, 1000) for share in (10, 300, 600, 800, 950, 999))
    return {Fraction(max(1, round(agents * share * 64)), 64) for share in shares} - {Fraction(agents)}


def must_wait(load: Fraction, agents: int) -> Fraction:
    """The chance to wait in Erlang C, by its definition: every state of the queue, exactly."""
    states = [Fraction(1)]
    for busy in range(1, agents + 1):
        states.append(states[-1] * load / busy)
    queue = states.pop() * agents / (agents - load)
    return queue / (sum(states) + queue)


def answered_in_time(load: Fraction, agents: int, line: PhoneLine) -> float:
    """One minus C·exp(-(n - a)·t/h) with sixty digits."""
    with localcontext(prec=60):
        waits, hurry = must_wait(load, agents), (agents - load) * Fraction(line.within) / Fraction(line.handling)
        fading = (-Decimal(hurry.numerator) / hurry.denominator).exp()
        return float(1 - Decimal(waits.numerator) / waits.denominator * fading)


@pytest.mark.parametrize("agents", [*range(1, 40), 55, 89, 144, 199, 200])
def test_erlang_c_keeps_nine_digits(agents):
    """Against the sum of all states in whole fractions: a chance near zero or near one is as exact as any other."""
    exact = sorted(loads(agents))
    met = answering([float(load * 16) for load in exact], agents, PATIENT)
    waits = [must_wait(load, agents) for load in exact]

    assert [float(wait) for wait in waits] == pytest.approx(met.waiting.tolist(), rel=1e-9, abs=1e-300)
    assert [float(wait * 225 / (agents - load)) for wait, load in zip(waits, exact, strict=True)] == pytest.approx(
        met.mean_wait.tolist(), rel=1e-9, abs=1e-300
    )
    assert [answered_in_time(load, agents, PATIENT) for load in exact] == pytest.approx(
        met.service_level.tolist(), rel=1e-9
    )


def hold_or_hang_up(load: Fraction, agents: int, patience: Fraction) -> tuple[Fraction, Fraction]:
    """The chances to wait and to hang up in Erlang A, from its states one by one; patience in mean calls."""
    state, idle, queue, leaving, held = Fraction(1), Fraction(0), Fraction(0), Fraction(0), 0
    for busy in range(1, agents + 1):
        idle += state
        state = state * load / busy
    while state > (idle + queue) / 10**18:
        queue, leaving = queue + state, leaving + state * held / patience
        held += 1
        state = (state * load / (agents + held / patience)).limit_denominator(10**60)
    return queue / (idle + queue), leaving / load / (idle + queue)


@pytest.mark.parametrize("patience", [Fraction(1, 8), Fraction(2, 5), Fraction(4)])
@pytest.mark.parametrize("agents,load", [(1, 1), (2, 1), (5, 9), (30, 25), (30, 60), (80, 85)])
def test_erlang_a_keeps_nine_digits(agents, load, patience):
    """Against its states summed in whole fractions, quiet and overrun."""
    line = PhoneLine(handling=300, patience=float(300 * patience))
    waits, leaves = hold_or_hang_up(Fraction(load), agents, patience)
    met = answering(load * 12, agents, line)

    assert float(waits) == pytest.approx(float(met.waiting), rel=1e-9)
    assert float(leaves) == pytest.approx(float(met.abandonment), rel=1e-9)
    assert float(leaves) * line.patience == pytest.approx(float(met.mean_wait), rel=1e-9)


def answered_by_integral(load: float, agents: int, line: PhoneLine) -> float:
    """The share answered in time in Erlang A, by adding up narrow slices of the waits that are offered."""

    def waits(until: float) -> tuple[np.ndarray, float]:
        width = until / 400_000
        seconds = (np.arange(400_000) + 0.5) * width
        held = line.patience * -np.expm1(-seconds / line.patience)
        density = load / line.handling * np.exp((load * held - agents * seconds) / line.handling)
        return density * np.exp(-seconds / line.patience), float(density.sum() * width)

    nobody = sum(math.prod(busy / load for busy in range(agents - 1, agents - 1 - back, -1)) for back in range(agents))
    soon = float(waits(line.within)[0].sum() * line.within / 400_000)
    return (nobody + soon) / (nobody + waits(60 * line.handling)[1])


@pytest.mark.parametrize("load,agents", [(0.4, 1), (1.5, 2), (9, 5), (25, 30), (60, 30), (85, 80)])
@pytest.mark.parametrize("patience,within", [(40, 10), (120, 20), (900, 300)])
def test_the_service_level_of_erlang_a_is_its_integral(load, agents, patience, within):
    """Before any of the algebra that makes a series of it."""
    line = PhoneLine(handling=300, patience=patience, within=within)

    assert answered_by_integral(load, agents, line) == pytest.approx(
        float(answering(load * 12, agents, line).service_level), rel=1e-6
    )


def played(rate: float, agents: int, line: PhoneLine, calls: int) -> list[tuple[float, float, float, float]]:
    """A queue lived through call by call, first come first served: had to wait, in time, seconds on hold, hung up."""
    chance = random.Random(6)
    now, free, told = 0.0, [0.0] * agents, []
    for _ in range(calls):
        now += chance.expovariate(rate / 3_600)
        wait, hold = max(0.0, free[0] - now), chance.expovariate(1 / line.patience)
        if wait <= hold:
            heapq.heapreplace(free, now + wait + chance.expovariate(1 / line.handling))
        told.append((float(wait > 0), float(wait <= min(hold, line.within)), min(wait, hold), float(wait > hold)))
    return told


@pytest.mark.parametrize("rate,agents", [(8, 1), (60, 5), (300, 25), (300, 18)])
def test_erlang_a_is_what_a_simulated_queue_does(rate, agents):
    """Within four standard errors of 30 batches; the simulation knows nothing of the formulas."""
    batches = np.array(played(rate, agents, HASTY, 60_000)).reshape(30, -1, 4).mean(axis=1)
    error = batches.std(axis=0, ddof=1) / math.sqrt(30)
    met = answering(rate, agents, HASTY)
    computed = np.array([met.waiting, met.service_level, met.mean_wait, met.abandonment])

    assert [True] * 4 == (abs(batches.mean(axis=0) - computed) < 4 * error).tolist()
    assert error[1] < 0.01


@pytest.mark.parametrize("agents,rate", [(1, 2), (3, 30), (30, 330), (200, 2_300)])
def test_callers_of_great_patience_wait_as_if_they_never_hung_up(agents, rate):
    """Erlang A goes over into Erlang C."""
    endless, day = PhoneLine(handling=300), PhoneLine(handling=300, patience=86_400)

    assert float(answering(rate, agents, endless).service_level) == pytest.approx(
        float(answering(rate, agents, day).service_level), abs=0.01
    )


@pytest.mark.parametrize("patience", [1.0, 120.0, 86_400.0, math.inf])
def test_two_thousand_people_break_nothing(patience):
    """From an idle floor to ten times too many calls, no figure is missing or out of its range."""
    met = answering([0, 1, 12_000, 23_900, 24_000, 24_100, 240_000], 2_000, PhoneLine(300, patience))

    for shares in (met.waiting, met.service_level, met.abandonment):
        assert ((shares >= 0) & (shares <= 1)).all()
    assert (met.mean_wait >= 0).all()
    assert [1.0, 1.0] == met.service_level[:2].tolist()
    assert (0.9 if patience < math.inf else 0.0) == pytest.approx(float(met.abandonment[-1]), abs=1e-6)


def test_a_few_known_probabilities_of_erlang_b():
    """Nobody to answer blocks everybody; one person and one erlang block every second call; two block a fifth."""
    assert [1.0, 0.5, 0.2, 0.0625] == erlang_b(1.0, [0, 1, 2, 3]).round(15).tolist()


def test_more_work_than_people_is_a_queue_without_end():
    """Where nobody hangs up, the formula says so instead of answering nonsense."""
    met = answering([48, 60], 3, PhoneLine(handling=225))

    assert ([1.0, 1.0], [0.0, 0.0], [math.inf, math.inf]) == (
        met.waiting.tolist(),
        met.service_level.tolist(),
        met.mean_wait.tolist(),
    )


@pytest.mark.parametrize("line", [PATIENT, HASTY])
def test_nobody_calling_waits_and_nobody_answering_lets_all_wait(line):
    """A Sunday without calls is no failure; calls without people are."""
    met = answering([0, 0, 10], [0, 3, 0], line)

    assert [1.0, 1.0, 0.0] == met.service_level.tolist()
    assert [0.0, 0.0, 1.0] == met.waiting.tolist()
    assert [0.0, 0.0, line.patience] == met.mean_wait.tolist()


@given(LINES, st.lists(RATES, min_size=1, max_size=4), st.lists(AGENTS, min_size=1, max_size=4))
def test_a_table_is_asked_as_its_cells_are(line: PhoneLine, rates: list[float], agents: list[int]):
    """Rates down, people across: each cell is the answer of its own question."""
    table = answering(np.array(rates)[:, np.newaxis], agents, line)

    for field in fields(Answering):
        cells = [[float(getattr(answering(rate, n, line), field.name)) for n in agents] for rate in rates]
        assert [pytest.approx(row, rel=1e-12, abs=1e-12) for row in cells] == getattr(table, field.name).tolist()


@given(LINES, RATES, AGENTS)
def test_one_more_person_never_hurts(line: PhoneLine, rate: float, agents: int):
    """Fewer wait, more are answered in time, the wait shrinks, and fewer hang up."""
    met = answering(rate, [agents, agents + 1], line)

    assert met.waiting[0] >= met.waiting[1] - SLACK
    assert met.service_level[0] <= met.service_level[1] + SLACK
    assert met.mean_wait[0] >= met.mean_wait[1] * (1 - SLACK) - SLACK
    assert met.abandonment[0] >= met.abandonment[1] - SLACK


@given(LINES, RATES, st.floats(0, 500), AGENTS)
def test_more_calls_never_help(line: PhoneLine, rate: float, more: float, agents: int):
    """The other way round."""
    met = answering([rate, rate + more], agents, line)

    assert met.waiting[0] <= met.waiting[1] + SLACK
    assert met.service_level[0] >= met.service_level[1] - SLACK
    assert met.mean_wait[0] * (1 - SLACK) - SLACK <= met.mean_wait[1]
    assert met.abandonment[0] <= met.abandonment[1] + SLACK


@given(LINES, RATES, AGENTS, st.floats(0, 300))
def test_a_later_promise_is_easier_to_keep(line: PhoneLine, rate: float, agents: int, later: float):
    """And an answer at once is what is left of those who wait."""
    at_once, then, late = (
        answering(rate, agents, PhoneLine(line.handling, line.patience, within=within))
        for within in (0.0, line.within, line.within + later)
    )

    assert 1 - at_once.waiting == pytest.approx(float(at_once.service_level), abs=SLACK)
    assert then.service_level <= late.service_level + SLACK
    assert late.service_level <= 1 - late.abandonment + SLACK


@given(RATES, AGENTS, st.floats(5, 1_800), st.sampled_from([5.0, 120.0, 900.0]))
def test_nobody_answers_more_calls_than_there_is_time_for(rate: float, agents: int, handling: float, patience: float):
    """What is not lost keeps at most everybody busy."""
    line = PhoneLine(handling, patience)

    assert float(line.load(rate) * (1 - erlang_a(rate, agents, line).abandonment)) <= agents * (1 + SLACK) + SLACK


@pytest.mark.parametrize(
    "refused",
    [
        {"handling": 0.0},
        {"handling": math.inf},
        {"handling": math.nan},
        {"patience": 0.0},
        {"patience": 86_401.0},
        {"patience": math.nan},
        {"share": 0.0},
        {"share": 1.0},
        {"within": -1.0},
        {"within": math.inf},
    ],
)
def test_a_line_that_cannot_be_is_refused(refused):
    """The sentence says what a line is."""
    with pytest.raises(PhoneLineRefused, match="Un appel dure plus"):
        PhoneLine(**{"handling": 300.0, **refused})


@pytest.mark.parametrize("rate,agents", [(-1, 1), (math.nan, 1), (math.inf, 1), (1e300, 1), (1, -1), (1, 1.5)])
@pytest.mark.parametrize("line", [PATIENT, HASTY])
def test_traffic_that_cannot_be_is_refused(rate, agents, line):
    """A missing forecast must not become a number of people."""
    with pytest.raises(TrafficRefused, match="à partir de zéro"):
        answering(rate, agents, line)


def test_a_missing_number_of_people_is_refused():
    """As are more than anybody has."""
    for agents in (math.nan, math.inf, 1e7):
        with pytest.raises(TrafficRefused, match="à partir de zéro"):
            answering(1, agents, PATIENT)
