"""Seeded chance: the same numbers every time, all of them within their bounds."""

from hypothesis import given
from hypothesis import strategies as st

from solver.search.chance import below, dice, share, steps, throw

SEEDS = st.integers(-(2**70), 2**70)


@given(SEEDS)
def test_the_same_seed_throws_the_same_numbers(seed: int):
    """Whatever integer it is."""
    one, other = dice(seed), dice(seed)

    assert [throw(one) for _ in range(20)] == [throw(other) for _ in range(20)]


@given(SEEDS, st.integers(1, 1_000))
def test_numbers_stay_below_their_limit(seed: int, limit: int):
    """From 0 on."""
    state = dice(seed)

    assert all(0 <= below(state, limit) < limit for _ in range(50))
    assert all(0 <= share(state) < 1 for _ in range(50))
    assert all(steps(state, 0.5) >= 0 for _ in range(50))


def test_every_number_comes_up_about_as_often():
    """Ten thousand throws of a die."""
    state = dice(1)
    counts = [0] * 6
    for _ in range(10_000):
        counts[below(state, 6)] += 1

    assert 1_500 < min(counts) <= max(counts) < 1_850
