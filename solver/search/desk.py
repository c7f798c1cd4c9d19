"""What a round needs beside the plan: notes of what it took out, and of how the routes were before it touched them."""

from typing import NamedTuple

import numpy as np

from solver.search.model import NOBODY, Array, Model
from solver.search.state import State, found, join, lose, refresh


class Desk(NamedTuple):
    """`out` (n) the visits to insert in this round, `key` (n) what they are sorted by.

    `touched` (r) the round in which a route was last written down; `routes`, `starts` (r) and `visits`, `windows` (n)
    how it was: see `remember`. `size` counts: routes written down, visits written down, rounds. `best` (n + 1, 2): of
    each visit its route and place in the best plan so far, whose cost stands last.
    """

    out: Array
    key: Array
    touched: Array
    routes: Array
    starts: Array
    visits: Array
    windows: Array
    size: Array
    best: Array


def empty_desk(model: Model) -> Desk:
    """A desk with nothing on it: every plan is better than the best so far."""
    n, r = model.price.shape[0], model.kind.size
    best = np.full((n + 1, 2), NOBODY, np.int64)
    best[n] = np.iinfo(np.int64).max
    return Desk(
        out=np.zeros(n + 1, np.uint32),
        key=np.zeros(n + 1, np.float64),
        touched=np.full(r, -1, np.int64),
        routes=np.zeros(r + 1, np.uint32),
        starts=np.zeros(r + 1, np.int64),
        visits=np.zeros(n + 1, np.uint32),
        windows=np.zeros(n + 1, np.uint32),
        size=np.zeros(3, np.int64),
        best=best,
    )


def clear(desk: Desk) -> None:
    """Begin a round: nothing is remembered."""
    desk.size[0] = desk.size[1] = 0
    desk.size[2] += 1


def remember(model: Model, state: State, desk: Desk, route: int) -> None:
    """Write a route down before it is touched for the first time in this round."""
    if desk.touched[route] == desk.size[2]:
        return
    desk.touched[route] = desk.size[2]
    n = model.price.shape[0]
    number, written = desk.size[0], desk.size[1]
    desk.routes[number], desk.starts[number] = route, written
    node = state.next[n + route]
    while node < n:
        desk.visits[written], desk.windows[written] = node, state.chosen[node]
        written += 1
        node = state.next[node]
    desk.size[0], desk.size[1] = number + 1, written
    desk.starts[number + 1] = written


def take_back(model: Model, state: State, desk: Desk) -> None:
    """Put every route written down back as it was; visits on none of them are left out again."""
    n, r = model.price.shape[0], model.kind.size
    for number in range(desk.size[0]):
        node = state.next[n + desk.routes[number]]
        while node < n:
            lose(model, state, node)
            node = state.next[node]
    for number in range(desk.size[0]):
        route = desk.routes[number]
        node = n + route
        for place in range(desk.starts[number], desk.starts[number + 1]):
            visit = desk.visits[place]
            join(model, state, node, visit)
            state.route[visit], state.chosen[visit] = route, desk.windows[place]
            found(model, state, visit)
            node = visit
        join(model, state, node, n + r + route)
        refresh(model, state, route)
