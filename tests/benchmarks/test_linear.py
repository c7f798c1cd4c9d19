"""The checker of histories says impossible exactly where no order of the operations explains them."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.race import ground, model
from benchmarks.race.linear import Timed, impossible
from benchmarks.race.model import EMPTY, Full, Lapsed, Look, Plan, Put, Take
from planner.rules import TravelLine
from solver.travel import CrowTravel

HOUR = 3_600_000_000
NOON = 1_796_140_800_000_000


def a_stop(key="a", hour=0, until=None):
    """A stop at the first place, so many hours after noon."""
    return key, NOON + hour * HOUR, 0, until


def history(*steps):
    """Steps one after the other, told as (begun, ended, step)."""
    return [Timed(*step) for step in steps]


def explained(operations):
    """Whether any order that respects who ended before whom explains everything: by trying all."""
    for order in permutations(operations):
        if any(late.ended < early.begun for n, early in enumerate(order) for late in order[n + 1 :]):
            continue
        state: model.State | None = EMPTY
        for one in order:
            state = state if state is None else one.step.after(state)
        if state is not None:
            return True
    return False


STOPS = st.builds(a_stop, st.sampled_from("ab"), st.integers(0, 2), st.sampled_from([None, 5]))
NOW = st.sampled_from([1, 9])
VERSIONS = st.integers(0, 3)
STEPS = st.one_of(
    st.builds(Put, STOPS, NOW, VERSIONS),
    st.builds(Full, STOPS, NOW),
    st.builds(Lapsed, STOPS, NOW),
    st.builds(Take, st.sampled_from("ab"), NOW, VERSIONS),
    st.builds(Plan, VERSIONS, st.frozensets(STOPS, max_size=2), NOW, VERSIONS),
    st.builds(Look, VERSIONS, st.frozensets(STOPS, max_size=2)),
)
TIMED = st.builds(
    lambda begun, lasts, step: Timed(begun, begun + lasts, step), st.integers(0, 6), st.integers(0, 4), STEPS
)


@given(st.lists(TIMED, max_size=5))
def test_it_agrees_with_trying_every_order(operations):
    """On anything at all, sensible or not."""
    assert explained(operations) == (impossible(operations) is None)


def test_operations_at_once_may_have_happened_in_either_order():
    """Whoever was refused came second, although both began together."""
    first, other = Put(a_stop("a"), 1, 1), Full(a_stop("b"), 1)
    assert impossible(history((0, 9, other), (1, 8, first))) is None
    assert impossible(history((0, 2, other), (3, 8, first))) == Timed(0, 2, other)


def test_two_who_were_both_given_the_time_are_found():
    """What check-then-insert does."""
    twice = Put(a_stop("b"), 1, 2)
    assert impossible(history((0, 5, Put(a_stop("a"), 1, 1)), (0, 6, twice))) is not None


def test_a_reading_of_a_moment_ago_is_found():
    """It would do beside the writing, and not after it."""
    placed, old = Put(a_stop(), 1, 1), Look(*EMPTY)
    assert impossible(history((0, 5, placed), (2, 6, old))) is None
    assert impossible(history((0, 5, placed), (6, 7, old))) == Timed(6, 7, old)


def test_an_acknowledged_booking_that_is_gone_is_found():
    """What a commit that was not written down leaves: the next one gets its version."""
    assert impossible(history((0, 1, Put(a_stop("a"), 1, 1)), (2, 3, Put(a_stop("b", 2), 1, 1)))) is not None


def test_a_plan_made_of_an_older_version_is_found():
    """Somebody had booked meanwhile."""
    booked = Put(a_stop("a"), 1, 1), Put(a_stop("b", 2), 1, 2)
    stale = Plan(1, frozenset({a_stop("a", 1)}), 1, 3)
    steps = [(number, number, step) for number, step in enumerate((*booked, stale))]
    assert impossible(history(*steps)) == Timed(2, 2, stale)


def test_a_hold_gives_way_when_it_has_expired_and_not_before():
    """Its time may be somebody else's from then on."""
    held, other = Put(a_stop("a", until=5), 1, 1), a_stop("b")
    assert impossible(history((0, 1, held), (2, 3, Put(other, 4, 2)))) is not None
    assert impossible(history((0, 1, held), (2, 3, Put(other, 5, 2)), (4, 5, Lapsed(a_stop("a", until=5), 6)))) is None


def test_the_model_knows_the_roads_to_the_second():
    """It works them out by itself, from the great circle and the firm's line."""
    line, here = TravelLine(), ground.PLACES
    planner = CrowTravel(line.base_seconds, line.seconds_per_km)
    roads = [[int(planner.seconds(a.lat, a.lon, b.lat, b.lon)) * 1_000_000 for b in here] for a in here]
    assert roads == model._ROADS
