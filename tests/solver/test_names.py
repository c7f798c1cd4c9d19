"""Everything public has its name in the package, loaded when it is first named."""

import sys
from subprocess import run

import pytest

import solver


def in_a_fresh_process(script: str) -> str:
    """What a process that runs this prints."""
    return run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_the_first_question_loads_no_more_than_it_needs():
    """Neither the search, the bounds and the explanations nor what they stand on."""
    script = """
import sys
from solver import Schedule, Visit, compile_route, offers
print([name for name in ("bound", "explain", "referee", "search", "solve") if "solver." + name in sys.modules])
print([name for name in ("numba", "ortools") if name in sys.modules])
"""
    assert "[]\n[]" == in_a_fresh_process(script)


@pytest.mark.parametrize("name", ["difference", "referee", "solve"])
def test_a_function_goes_before_the_module_of_its_name(name: str):
    """Whichever was asked for first."""
    script = f"import solver.{name}; from solver import {name}; print(type({name}).__name__, {name} is solver.{name})"

    assert "function True" == in_a_fresh_process(script)


def test_every_public_name_is_there():
    """Those loaded later like the others; what is not public is not."""
    assert [] == [name for name in solver.__all__ if not hasattr(solver, name)]
    assert not hasattr(solver, "territory")
