"""The benchmark of whole plans counts fairly: one ledger, one sample, gaps with their reasons."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.solve.catalogue import EXAMPLES, HELD_OUT, TUNING, Case, draw, sample
from benchmarks.solve.cells import Cell, Ledger, Outcome, cells, run
from benchmarks.solve.report import markdown, summary

DATA = os.environ.get("CRENEAU_BENCHMARK_DATA", "")
CELL = Cell("creneau", "TRSP invented", "tiny-trsp", 1.0, 1)
OUTCOME = Outcome(
    cell=CELL,
    release="1",
    part=TUNING,
    score=300.0,
    unserved=1,
    violations=(),
    rounds=5,
    cpu=1.0,
    wall=2.0,
    ended="done",
)


def test_half_of_the_sample_is_held_out():
    """By turns, so that every family has both."""
    parts = [case.part for case in sample()]

    assert parts == [TUNING, HELD_OUT] * (len(parts) // 2)
    assert len(parts) >= 30


@pytest.mark.skipif(not DATA, reason="CRENEAU_BENCHMARK_DATA names no folder of public instances")
def test_the_sample_is_what_its_rule_draws():
    """Nobody chose an instance by hand."""
    drawn = [Case(family, name, part) for family, names in draw(Path(DATA)).items() for name, part in names.items()]

    assert sample() == drawn


def test_engines_that_draw_nothing_have_one_seed():
    """Small budgets come first, and all engines of one instance together."""
    case = Case("GH 200", "x", TUNING)
    asked = [(cell.budget, cell.seed, cell.engine) for _, cell in cells([case], ["pyvrp", "vroom"], [1, 5], [3, 4])]

    assert [(1, 3, "pyvrp"), (1, 3, "vroom"), (1, 4, "pyvrp")] == asked[:3]
    assert 6 == len(asked)


def test_a_cell_run_again_counts_once(tmp_path: Path):
    """The last line of the ledger is the one that counts."""
    ledger = Ledger(tmp_path / "results" / "cells.jsonl")
    assert {} == ledger.read()
    for outcome in (OUTCOME, replace(OUTCOME, score=280.0, violations=("skill", "stock"))):
        ledger.add(outcome)

    assert {CELL: replace(OUTCOME, score=280.0, violations=("skill", "stock"))} == ledger.read()


def test_a_cell_is_run_and_judged():
    """An engine in its own process, its plan judged by the referee: nine units of the file and one request left out."""
    outcome = run(EXAMPLES, Case("TRSP invented", "tiny-trsp", ""), replace(CELL, budget=0.2))

    assert ("done", 605.965, 1, ()) == (outcome.ended, outcome.score, outcome.unserved, outcome.violations)


def test_gaps_are_to_the_best_where_nothing_is_published(monkeypatch: pytest.MonkeyPatch):
    """What took too long, or is no plan, has no gap and is listed with the reason."""
    monkeypatch.setattr("benchmarks.solve.report.FAMILIES", [type("F", (), {"name": "TRSP invented"})])
    outcomes = [
        OUTCOME,
        replace(OUTCOME, cell=replace(CELL, seed=2), score=330.0, unserved=0),
        replace(OUTCOME, cell=replace(CELL, seed=3), score=None, violations=("skill",)),
        replace(OUTCOME, cell=replace(CELL, seed=4), score=310.0, cpu=1.6),
    ]

    told = summary(EXAMPLES, outcomes)

    assert [(4, 2, 5.0, 10.0, 0.5)] == [
        (row["cells"], row["scored"], row["mean_gap"], row["worst_gap"], row["left_out"])
        for row in told["rows"]
        if row["part"] == "every instance"
    ]
    assert [(3, "done: skill"), (4, "took 1.6 CPU s")] == [(row["seed"], row["why"]) for row in told["without"]]
    assert "| TRSP invented | 5.00 (10.00, 2 of 4, 0.5 left out) |" in markdown(told)
