"""Seeded chance: the same numbers on every machine, compiled or not."""

import math

import numpy as np
from numpy.typing import NDArray

Dice = NDArray[np.int64]
"""The two words of a generator's state; every throw changes them."""

_MASK = 0xFFFFFFFF
_SCALE = 2.0**-32


def dice(seed: int) -> Dice:
    """A generator for this seed (any integer)."""
    words = np.random.SeedSequence(seed & (2**64 - 1)).generate_state(2, np.uint32)
    return np.array([max(1, int(words[0])), int(words[1])], np.int64)


def throw(state: Dice) -> int:
    """The next integer from 0 to 2³² - 1: a xorshift (Marsaglia 2003) added to a linear congruential generator."""
    x = state[0]
    x ^= (x << 13) & _MASK
    x ^= x >> 17
    x ^= (x << 5) & _MASK
    y = (state[1] * 69069 + 1234567) & _MASK
    state[0], state[1] = x, y
    number: int = (x + y) & _MASK
    return number


def below(state: Dice, limit: int) -> int:
    """An integer from 0 to `limit` - 1; `limit` is 1 or more."""
    return (throw(state) * limit) >> 32


def share(state: Dice) -> float:
    """A real number from 0 up to, not including, 1."""
    return throw(state) * _SCALE


def steps(state: Dice, chance: float) -> int:
    """How many trials fail before one succeeds, each with this chance (above 0): a geometric number."""
    return int(math.log(1.0 - share(state)) / math.log(1.0 - chance))


BUILDING_BLOCKS = (throw, below, share)
"""Every function of the compiled search that stands here."""
