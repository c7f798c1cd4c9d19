"""The measure of the heart's tests looks where it says, counts what it found, and knows what was judged.

The run itself is `benchmarks/mutation.py`, with the development group `mutation`.
"""

import json

import pytest

from benchmarks.mutation import (
    AIM,
    JUDGED,
    RESULTS,
    TARGETS,
    Mutant,
    changed,
    figures,
    judged_anew,
    judgements,
    laid_open,
    named,
)
from tests.architecture.house import ROOT

TARGET_RESULTS = json.loads(RESULTS.read_text(encoding="utf-8"))["targets"]
ROWS = list(judgements(JUDGED.read_text(encoding="utf-8")))

HIDDEN = """
class Day:
    @property
    def length(self):
        return 1

    @staticmethod
    def usual():
        return 2


@lru_cache(maxsize=9)
def known(key):
    return key
"""

OPEN = """
class Day:
    def length(self):
        return 1
    length = property(length)

    @staticmethod
    def usual():
        return 2


def known(key):
    return key
"""


def test_properties_and_caches_are_laid_open():
    """Where mutmut would pass by; the program stays what it was."""
    assert OPEN == laid_open(HIDDEN)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_every_file_it_names_exists(target):
    """A pattern that matches nothing measures nothing."""
    assert [] == [pattern for pattern in (*target.mutated, *target.tests) if not list(ROOT.glob(pattern))]


@pytest.mark.parametrize("name", TARGETS)
def test_nine_in_ten_were_found_when_it_last_ran(name: str):
    """All mutants counted, also those that change nothing."""
    assert TARGET_RESULTS[name]["score"] >= AIM


def test_a_score_counts_all_that_were_tried():
    """Found by a test or by the time it took; no test at all is no excuse."""
    tried = [
        Mutant("a", "killed"),
        Mutant("a", "timeout"),
        Mutant("b", "survived", judged="the same"),
        Mutant("c", "no tests"),
    ]
    told = figures(tried)
    assert (4, 2, 1, 1) == (told["mutants"], told["found"], told["of_which_by_time"], told["equivalent"])
    assert (0.5, 0.6667) == (told["score"], told["of_those_that_matter"])
    assert ["b", "c"] == [survivor["function"] for survivor in told["survivors"]]


@pytest.mark.parametrize(
    "key,function",
    [
        ("solver.rules.stock.x_enough__mutmut_3", "solver.rules.stock.enough"),
        ("solver.rules.stock.x__own__mutmut_12", "solver.rules.stock._own"),
        ("planner.intervals.xǁIntervalǁ__post_init____mutmut_1", "planner.intervals.Interval.__post_init__"),
    ],
)
def test_a_mutant_is_called_by_its_function(key: str, function: str):
    """The number says nothing."""
    assert function == named(key)


def test_a_change_is_told_without_its_margins():
    """What went and what came."""
    shown = "# x: survived\n--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n     if a:\n-        b = 1\n+        b = 2"
    assert ("b = 1", "b = 2") == changed(shown)


def test_a_judgement_is_found_by_what_came():
    """A row of the page: a pipe in it stands behind a backslash."""
    (row,) = judgements("| `a.f` | `x \\| y` | Both are whole. |\n| function | mutant | why |\n")
    assert ("a.f", "x | y", "Both are whole.") == row
    assert "Both are whole." == Mutant("a.f", "survived", "x or y", "x | y").judged_by([row]).judged
    assert "" == Mutant("a.f", "survived", "x | y", "x | z").judged_by([row]).judged
    assert "" == Mutant("a.g", "survived", "x or y", "x | y").judged_by([row]).judged


def test_what_survived_can_be_judged_again():
    """Without another run; a judgement that was taken back is gone."""
    once = figures([Mutant("a", "killed"), Mutant("a", "timeout"), Mutant("b", "survived", "x", "y", judged="no more")])
    anew = judged_anew(once, [])
    assert (once | {"equivalent": 0, "of_those_that_matter": 0.6667}) == anew | {"survivors": once["survivors"]}
    assert "the same" == judged_anew(anew, [("b", "y", "the same")])["survivors"][0]["judged"]


def test_every_judgement_is_of_a_mutant_that_survives():
    """What was judged and is gone, or is found by now, is no longer told."""
    survivors = [Mutant(**one) for target in TARGET_RESULTS.values() for one in target["survivors"]]
    assert [] == [row for row in ROWS if not any(survivor.judged_by([row]).judged for survivor in survivors)]
