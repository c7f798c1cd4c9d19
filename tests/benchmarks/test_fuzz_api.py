"""The API answers as documented whatever it is asked, and the fuzzer that says so finds what is planted.

The long form, with twenty planted faults, all stores and the pages' forms, is `benchmarks/fuzz_api.py`.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice

import pytest

from benchmarks.fuzzing.campaign import Effort, Figures, fuzz
from benchmarks.fuzzing.forms import fuzz_forms, reproduced
from benchmarks.fuzzing.planted import FAULTS
from benchmarks.fuzzing.stage import Stage, stage
from web.main import application as with_pages

QUICK = Effort(3, cases=3, walks=20, phases=("examples", "fuzzing", "stateful"))
PLANTED = {"a_member_missing", "a_neighbours_customers", "following_what_was_cancelled"}
"""What is found in a few hundred cases."""
SEEDS = range(3, 11)
"""Walks follow what the firms answer, identifiers drawn by chance among it: one round alone may miss."""


@pytest.fixture
def firms() -> Iterator[Stage]:
    """Two firms in memory."""
    with stage() as firms:
        yield firms


def total(firms: Stage, effort: Effort) -> Figures:
    """What a whole round brings."""
    figures = Figures()
    for scenario in fuzz(firms, effort):
        figures.add(scenario)
    return figures


def test_whatever_it_is_asked_the_api_answers_as_documented(firms: Stage) -> None:
    """A few hundred cases; most routes also do what they are asked for, or their refusals would be all that is seen."""
    figures = total(firms, QUICK)
    assert {} == figures.findings
    assert figures.granted() > len(figures.answers) / 2


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.name in PLANTED], ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(firms: Stage, fault) -> None:
    """A wrong answer, a leak, and a failure that only a sequence of requests reaches."""
    with ExitStack() as planted:
        fault.plant(firms, planted)
        rounds = (total(firms, replace(QUICK, seed=seed)) for seed in SEEDS)
        assert any(fault.shown_by in {found.check for found in figures.findings} for figures in rounds)


def test_there_are_twenty_planted_faults() -> None:
    """As many as the results speak of."""
    assert 20 == len({fault.name for fault in FAULTS})


def test_mistyped_forms_are_answered_in_words() -> None:
    """Some dozens of them, by somebody of the office."""
    with stage(build=with_pages) as furnished:
        wrong = [reproduced(one) for one in islice(fuzz_forms(furnished, 5), 80) if one.wrong]
    assert [] == wrong
