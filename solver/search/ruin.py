"""Ruin: which visits a round takes out of the plan."""

from solver.search.chance import Dice, below, share
from solver.search.model import NOBODY, Array, Model
from solver.search.state import State


def ruin(model: Model, state: State, dice: Dice, out: Array, mean: float) -> int:
    """Note in `out` which visits to take out, about `mean` of them; how many they are.

    Mostly strings of neighbours; now and then visits that go well together, a whole route, or any.
    """
    kind = share(dice)
    if kind < STRINGS:
        return ruin_strings(model, state, dice, out, mean)
    if kind < STRINGS + RELATED:
        return ruin_related(model, state, dice, out, mean)
    if kind < STRINGS + RELATED + ROUTE:
        return ruin_route(model, state, dice, out)
    return ruin_any(model, state, dice, out, mean)


STRINGS, RELATED, ROUTE = 0.85, 0.08, 0.02
"""How often each kind of ruin is drawn; what is left is any visits."""

SHORT_STRING, LONG_STRING = 5.0, 10.0
"""Bounds on the longest string, which is else half as long as the routes are on average."""

SPLIT = 0.5
"""How often a string keeps some visits in its middle."""

KEEP_ON = 0.01
"""How likely a split string keeps one more."""

PASS_OVER = 0.2
"""How often a visit that goes well with others taken out is passed over."""


def ruin_strings(model: Model, state: State, dice: Dice, out: Array, mean: float) -> int:
    """Strings of neighbouring visits, each around a visit that goes well with one drawn at random.

    Source: Christiaens and Vanden Berghe, "Slack induction by string removals for vehicle routing problems" (2020).
    """
    seed = below(dice, model.price.shape[0])
    n = model.price.shape[0]
    if state.driven[0] == 0:
        return 0
    usual = (n - state.missing[n]) / state.driven[0]
    longest = min(usual, max(SHORT_STRING, min(LONG_STRING, usual / 2.0)))
    strings = int(1.0 + share(dice) * max(0.0, 4.0 * mean / (1.0 + longest) - 1.0))
    taken, cut = 0, 0
    for number in range(-1, model.related.shape[1]):
        visit = seed if number < 0 else model.related[seed, number]
        if cut == strings:
            break
        if state.route[visit] == NOBODY or among_routes(state, out, taken, state.route[visit]):
            continue
        most = min(longest, float(state.length[state.route[visit]]))
        taken = cut_string(state, dice, out, (taken, visit, int(1.0 + share(dice) * most)))
        cut += 1
    return taken


def among_routes(state: State, out: Array, taken: int, route: int) -> bool:
    """Whether one of the visits noted is on this route."""
    for number in range(taken):  # noqa: SIM110
        if state.route[out[number]] == route:
            return True
    return False


def cut_string(state: State, dice: Dice, out: Array, cut: tuple[int, int, int]) -> int:
    """Note a string of a given length that holds a visit, perhaps around some that stay; how many are noted now."""
    taken, visit, length = cut
    count, place = state.length[state.route[visit]], state.place[visit] - 1
    length = min(length, count)
    kept = 0
    if length > 1 and share(dice) < SPLIT:
        kept = 1
        while length + kept < count and share(dice) < KEEP_ON:
            kept += 1
        kept = min(kept, count - length)
    whole = length + kept
    first = max(0, place - whole + 1)
    first += below(dice, min(place, count - whole) - first + 1)
    node = visit
    for _ in range(place - first):
        node = state.previous[node]
    skip_from = 1 + below(dice, max(1, length - 1)) if kept else whole
    for number in range(whole):
        if not skip_from <= number < skip_from + kept:
            out[taken] = node
            taken += 1
        node = state.next[node]
    return taken


def ruin_related(model: Model, state: State, dice: Dice, out: Array, mean: float) -> int:
    """A visit drawn at random and planned visits that go well with it, now and then passing one over."""
    seed = below(dice, model.price.shape[0])
    taken, wanted = 0, 1 + below(dice, int(2 * mean))
    for number in range(-1, model.related.shape[1]):
        visit = seed if number < 0 else model.related[seed, number]
        if taken == wanted:
            break
        if state.route[visit] != NOBODY and share(dice) >= PASS_OVER:
            out[taken] = visit
            taken += 1
    return taken


def ruin_route(model: Model, state: State, dice: Dice, out: Array) -> int:
    """All of one route."""
    n = model.price.shape[0]
    visit = below(dice, n)
    route, taken = state.route[visit], 0
    if route == NOBODY:
        return 0
    node = state.next[n + route]
    while node < n:
        out[taken] = node
        taken += 1
        node = state.next[node]
    return taken


def ruin_any(model: Model, state: State, dice: Dice, out: Array, mean: float) -> int:
    """Any visits, each at most once."""
    taken = 0
    for _ in range(1 + below(dice, int(mean))):
        visit = below(dice, model.price.shape[0])
        fresh = state.route[visit] != NOBODY
        for number in range(taken):
            fresh &= out[number] != visit
        if fresh:
            out[taken] = visit
            taken += 1
    return taken
