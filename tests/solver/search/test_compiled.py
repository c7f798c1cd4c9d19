"""The compiled search and the same functions as Python reads them make the same plans."""

from dataclasses import replace

import pytest

from solver import warm_search
from solver.search import annealing
from solver.search.annealing import COLD, Search
from solver.search.compiled import kernel
from solver.search.rounds import search_rounds
from tests.solver.problems import a_rich_problem


@pytest.mark.parametrize("seed", range(6))
def test_both_make_the_same_plans(seed: int, monkeypatch: pytest.MonkeyPatch):
    """To the last visit, the last number drawn and the last unit of cost, on problems with every rule but links."""
    problem = replace(a_rich_problem(seed), links=())
    compiled = Search.of(problem, seed)
    compiled.play(20, COLD)
    monkeypatch.setattr(annealing, "kernel", lambda: search_rounds)
    plain = Search.of(problem, seed)
    plain.play(20, COLD)

    assert plain.routes() == compiled.routes()
    assert plain.progress(20) == compiled.progress(20)
    assert plain.dice.tolist() == compiled.dice.tolist()


def test_no_search_waits_for_the_compiler_once_it_is_warm():
    """Whatever the problem, its arrays are of the kinds the kernel was compiled for."""
    warm_search()
    Search.of(replace(a_rich_problem(1), links=()), seed=1).play(20, COLD)

    assert 1 == len(kernel().signatures)  # type: ignore[attr-defined]
