"""How callers fare when so many people answer: Erlang C where everybody waits, Erlang A where some hang up."""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from forecasting.errors import PhoneLineRefused, TrafficRefused

Floats: TypeAlias = NDArray[np.float64]
"""Numbers of any shape; a single one has the shape ()."""

Integers: TypeAlias = NDArray[np.int64]
"""Whole numbers of any shape."""

HOUR = 3600.0
"""Seconds of an hour: rates count calls an hour, everything else is in seconds."""

_DAY = 24 * HOUR
"""Whoever holds longer is said to hold for ever: the series of Erlang A grows with the patience."""

_MOST = 100_000
"""People, or calls for as many, beyond which the question is a mistake."""

_NEGLIGIBLE = 1e-17
"""A term that adds no more than this share of a sum no longer changes it."""

_log_gamma = np.vectorize(math.lgamma, otypes=[np.float64])


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """How long calls last, how long callers hold, and the promise: `share` of all calls answered `within` seconds.

    `handling` and `patience` are mean seconds of exponential times; with `math.inf` as patience nobody hangs up, and
    any other is at most a day.
    """

    handling: float
    patience: float = math.inf
    share: float = 0.8
    within: float = 20.0

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            PhoneLineRefused: a time or the share is out of its range.
        """
        holding = 0 < self.patience <= _DAY or self.patience == math.inf
        if not (holding and 0 < self.handling < math.inf and 0 <= self.within < math.inf and 0 < self.share < 1):
            raise PhoneLineRefused(handling=self.handling, patience=self.patience, share=self.share, within=self.within)

    def load(self, rate: ArrayLike) -> Floats:
        """How many people `rate` calls an hour keep busy (erlangs), in the shape of `rate`.

        Raises:
            TrafficRefused: a rate is negative, missing or keeps more than a hundred thousand people busy.
        """
        load = np.asarray(rate, np.float64) * (self.handling / HOUR)
        if not ((load >= 0) & (load <= _MOST)).all():
            raise TrafficRefused(rate=rate)
        return load


@dataclass(frozen=True, slots=True, eq=False)
class Answering:
    """What callers meet; every field has the shape of the question.

    `waiting` is the share of callers who find nobody free, `service_level` the share of all callers who are answered
    in the promised time (one who hangs up was not), `mean_wait` the mean seconds on hold of all callers, whether
    answered or not, and `abandonment` the share of callers who hang up. Where nobody calls, nobody waits.
    """

    waiting: Floats
    service_level: Floats
    mean_wait: Floats
    abandonment: Floats


def answering(rate: ArrayLike, agents: ArrayLike, line: PhoneLine) -> Answering:
    """What callers meet in the long run: Erlang A, or Erlang C on a line whose callers never hang up.

    `rate` (calls an hour) and `agents` (people) broadcast against each other. A half-hour is judged as if its rate had
    lasted for a while, which is close where calls last minutes. Time grows with the greatest number of people.

    Raises:
        TrafficRefused: a rate or a number of people is negative, missing or out of all proportion.
    """
    return erlang_c(rate, agents, line) if math.isinf(line.patience) else erlang_a(rate, agents, line)


def erlang_b(load: ArrayLike, agents: ArrayLike) -> Floats:
    """The probability that all are busy when nobody waits (M/M/n/n); load in erlangs, broadcast against agents.

    By the forward recursion B(n) = a·B(n-1) / (n + a·B(n-1)) from B(0) = 1, all of whose terms are positive: D. L.
    Jagerman, "Some properties of the Erlang loss function", Bell System Technical Journal 53 (1974), 525-551.
    """
    offered, people = np.broadcast_arrays(np.asarray(load, np.float64), np.asarray(agents))
    blocked = np.ones(offered.shape)
    for busy in range(1, int(people.max(initial=0)) + 1):
        tried = offered * blocked
        blocked = np.where(busy <= people, tried / (busy + tried), blocked)
    return blocked


def erlang_c(rate: ArrayLike, agents: ArrayLike, line: PhoneLine) -> Answering:
    """What callers meet when everybody waits for an answer (M/M/n); arguments and errors as of `answering`.

    Where the calls are at least as much work as the people can do, the queue grows without end: nobody is answered in
    time and the mean wait is infinite. After A. K. Erlang, "Solution of some problems in the theory of probabilities of
    significance in automatic telephone exchanges" (1917), in terms of Erlang B: C = n·B / (n - a + a·B). The share of
    callers who need not wait is computed apart, so that a service level near zero keeps its digits.
    """
    load, people = _traffic(rate, agents, line)
    blocked = erlang_b(load, people)
    stable, idle = people > load, load == 0
    spare = np.where(stable, people - load, 1.0)
    whole = np.where(stable, spare + load * blocked, 1.0)
    waiting = np.where(stable, people * blocked / whole, 1.0)
    at_once = spare * (1 - blocked) / whole
    soon = at_once - waiting * np.expm1(-spare * (line.within / line.handling))
    return Answering(
        waiting=np.where(idle, 0.0, waiting),
        service_level=np.where(idle, 1.0, np.where(stable, soon, 0.0)),
        mean_wait=np.where(idle, 0.0, np.where(stable, waiting * line.handling / spare, np.inf)),
        abandonment=np.zeros(load.shape),
    )


def erlang_a(rate: ArrayLike, agents: ArrayLike, line: PhoneLine) -> Answering:
    """What callers meet when they hang up after an exponential patience (M/M/n+M); arguments as of `answering`.

    The patience of `line` must be finite. After C. Palm, "Research on telephone traffic carried by full availability
    groups", Tele 1 (1957); in the form of S. Zeltyn and A. Mandelbaum, "Call centers with impatient customers:
    many-server asymptotics of the M/M/n+G queue", Queueing Systems 51 (2005), 361-402, whose integrals J and J(t) are,
    for exponential patience, the series of `_log_series`. They are divided by J here, so that nothing overflows.
    """
    load, people = _traffic(rate, agents, line)
    somebody = np.maximum(people, 1)
    blocked, crowding = erlang_b(load, somebody - 1), load / somebody
    tempo, fading = line.patience / line.handling, line.within / line.patience
    capacity, demand = somebody * tempo, load * tempo
    series = _log_series(capacity, demand)
    rise = -demand * np.expm1(-fading) - capacity * fading
    later = np.exp(rise + _log_series(capacity, demand * math.exp(-fading)) - series)
    free = np.exp(-series)
    whole = free + blocked * crowding
    soon = (free + blocked * (np.exp(rise - series) - free + 1 - later)) / whole
    lost = blocked * (free + crowding - 1) / whole
    idle, nobody = load == 0, people == 0
    abandonment = np.where(idle, 0.0, np.where(nobody, 1.0, np.clip(lost, 0.0, 1.0)))
    return Answering(
        waiting=np.where(idle, 0.0, np.where(nobody, 1.0, blocked * crowding / whole)),
        service_level=np.where(idle, 1.0, np.where(nobody, 0.0, np.clip(soon, 0.0, 1.0))),
        mean_wait=np.asarray(abandonment * line.patience),
        abandonment=abandonment,
    )


def _traffic(rate: ArrayLike, agents: ArrayLike, line: PhoneLine) -> tuple[Floats, Integers]:
    load, people = np.broadcast_arrays(line.load(rate), np.asarray(agents, np.float64))
    if not ((people >= 0) & (people <= 2 * _MOST) & (people == np.floor(people))).all():
        raise TrafficRefused(agents=agents)
    return load, people.astype(np.int64)


def _log_series(capacity: Floats, demand: Floats) -> Floats:
    """The logarithm of A(x, y) = 1 + y/(x+1) + y²/((x+1)(x+2)) + …, x being `capacity` and y `demand`.

    Its terms are the chances of one, two, … callers on hold relative to none. They are summed from the greatest one to
    both sides until nothing changes, as A. Ingolfsson and L. Tang do, "Efficient and reliable computation of
    birth-death process performance measures", INFORMS Journal on Computing 24 (2012), 29-41.
    """
    top = np.maximum(np.floor(demand - capacity), 0.0)
    total = np.ones(demand.shape)
    term, step = np.ones(demand.shape), 0
    while (term > _NEGLIGIBLE * total).any():
        step += 1
        term = term * (demand / (capacity + top + step))
        total = total + term
    term, step = np.where(top > 0, 1.0, 0.0), 0
    above = np.where(top > 0, demand, 1.0)
    while (term > _NEGLIGIBLE * total).any():
        term = np.where(step < top, term * ((capacity + top - step) / above), 0.0)
        total, step = total + term, step + 1
    peak = top * np.log(above) - _log_gamma(capacity + top + 1) + _log_gamma(capacity + 1)
    return np.asarray(np.log(total) + np.where(top > 0, peak, 0.0), np.float64)
