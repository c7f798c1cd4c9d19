"""The compiled kernel gives numpy's integers, to the bit."""

import sys
from subprocess import run

import pytest
from hypothesis import given

from solver import Schedule, compiled, offers, warm
from solver.blocks import Int64s
from solver.insertion import Kernel, numpy_insertions
from solver.kernel import jitted, kernel_of, numba_insertions
from solver.question import Question
from solver.schedule import Tiles
from tests.solver.plans import RandomPlan, a_block, a_shift, a_visit, at, between, plans
from tests.solver.problems import rich_requests


def uncompiled(tiles: Tiles, question: Question) -> Int64s:
    """The kernel as Python reads it, without numba."""
    found, count = kernel_of(0)(tiles, question)
    return found[:, :count]


def columns(plan: RandomPlan, kernel: Kernel) -> list[list[int]]:
    """All offers for the plan's request as integers, by this kernel."""
    found = offers(Schedule.of(plan.blocks), plan.request, kernel).columns
    return [found.route.tolist(), found.window.tolist(), found.position.tolist(), found.cost.tolist()]


@given(plans() | rich_requests())
def test_the_kernel_gives_numpys_integers_before_it_is_compiled(plan: RandomPlan):
    """One gap at a time in plain Python: same routes, windows, positions and costs on random plans."""
    assert columns(plan, numpy_insertions) == columns(plan, uncompiled)


@given(plans() | rich_requests())
def test_the_kernel_gives_numpys_integers_once_compiled(plan: RandomPlan):
    """Machine code, same integers."""
    assert columns(plan, numpy_insertions) == columns(plan, numba_insertions)


def test_once_warm_the_compiled_kernel_answers_by_itself():
    """Nobody chooses a path: the fast one answers when it is ready."""
    warm()
    block = a_block(a_shift(), a_visit("morning", between(9, 10)))

    assert compiled()
    assert [at(9)] == [offer.window.earliest for offer in offers(Schedule.of([block]), a_visit("x", between(9, 11)))]


def test_numba_is_not_loaded_before_it_is_asked_for():
    """A command that offers nothing pays nothing for the compiler."""
    script = "import sys, solver; sys.exit('numba' in sys.modules or solver.compiled())"

    assert 0 == run([sys.executable, "-c", script], check=False).returncode


def test_without_a_writable_folder_the_kernel_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch):
    """A read-only installation is slower to warm, not broken."""
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])

    assert "NullCache" in repr(jitted(kernel_of(0))._cache)  # type: ignore[attr-defined]
