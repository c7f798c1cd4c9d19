"""Whatever was taken out and put back, the plan a search works on is what it would be from scratch."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import Problem
from solver.search.chance import below, dice
from solver.search.compiling import compile_model
from solver.search.model import MAY_NOT, NOBODY, Model
from solver.search.neighbours import with_neighbours
from solver.search.rounds import first_window
from solver.search.state import State, empty_state, link, refresh, unlink
from tests.solver.problems import rich_problems

A_FEW = max(5, settings().max_examples // 5)


def routes_of(model: Model, state: State) -> list[list[int]]:
    """The visits of each route in order, by following the links."""
    n = model.price.shape[0]
    routes: list[list[int]] = []
    for shift in range(model.kind.size):
        node, route = state.next[n + shift], []
        while node < n:
            route.append(int(node))
            node = state.next[node]
        routes.append(route)
    return routes


def from_scratch(model: Model, state: State) -> State:
    """The same routes, in the same windows, on a plan that was empty before."""
    n, fresh = model.price.shape[0], empty_state(model)
    fresh.chosen[:] = state.chosen
    for shift, route in enumerate(routes_of(model, state)):
        node = n + shift
        for visit in route:
            link(model, fresh, visit, node)
            node = visit
        refresh(model, fresh, shift)
    return fresh


@settings(max_examples=A_FEW)
@given(rich_problems(), st.integers(0, 99))
def test_what_is_known_of_a_route_is_what_would_be_from_scratch(problem: Problem, seed: int):
    """Segments, parts, loading and cost after thirty visits were put in or taken out anywhere."""
    model = with_neighbours(compile_model(replace(problem, links=())), 4)
    state, chance, n = empty_state(model), dice(seed), len(problem.visits)
    for _ in range(30):
        visit, shift = below(chance, n), below(chance, model.kind.size)
        if state.route[visit] != NOBODY:
            shift = state.route[visit]
            unlink(model, state, visit)
        elif model.price[visit, model.kind[shift]] != MAY_NOT:
            state.chosen[visit] = max(model.first_window[visit], first_window(model, state, n + shift, visit))
            nodes = [n + shift, *routes_of(model, state)[shift]]
            link(model, state, visit, nodes[below(chance, len(nodes))])
        refresh(model, state, shift)
    fresh = from_scratch(model, state)

    planned = np.flatnonzero(state.route != NOBODY)
    eats = planned[model.lunch[state.route[planned], 2] >= 0]
    for name in ("ahead", "behind"):
        assert getattr(fresh, name)[planned, :3].tolist() == getattr(state, name)[planned, :3].tolist(), name
        assert getattr(fresh, name)[eats].tolist() == getattr(state, name)[eats].tolist(), name
    for name in ("next", "previous", "place", "used", "by_depot", "leg", "onward", "inward"):
        assert getattr(fresh, name)[planned].tolist() == getattr(state, name)[planned].tolist(), name
    for name in ("carried", "loaded", "length", "load", "toll", "price", "driven", "cost"):
        assert getattr(fresh, name).tolist() == getattr(state, name).tolist(), name
    missing = int(state.missing[n])
    assert sorted(np.flatnonzero(state.route[:n] == NOBODY).tolist()) == sorted(state.missing[:missing].tolist())
