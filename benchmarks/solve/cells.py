"""Cells: one engine, instance, budget and seed; run in a process of its own, judged by the referee, kept for good."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.engines import SEEDLESS, release
from benchmarks.solve.catalogue import Case, open_case
from benchmarks.solve.cell import patience
from solver import Solution, referee
from solver.formats import Instance

PROGRAM = Path(__file__).with_name("cell.py")
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)


_Verdict = tuple[float | None, int | None, tuple[str, ...]]
_ENDED = {0: "done", -signal.SIGPROF: "done", -signal.SIGXCPU: "hung", -signal.SIGKILL: "hung"}
"""How a process ended, by its exit code; an engine without a limit of its own is ended by SIGPROF."""

_NO_PLAN: _Verdict = (None, None, ("no plan",))


@dataclass(frozen=True, slots=True)
class Cell:
    """What is measured."""

    engine: str
    family: str
    name: str
    budget: float
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a cell: the last plan the engine told, judged.

    `score` is the cost in the authors' convention, with 300 for each request left out where a plan may leave some
    out; none when there is no plan, or none the authors would accept. `violations` name the rules it breaks.
    """

    cell: Cell
    release: str
    part: str
    score: float | None
    unserved: int | None
    violations: tuple[str, ...]
    rounds: int
    cpu: float
    wall: float
    ended: str

    def as_json(self) -> dict[str, Any]:
        """One flat object."""
        whole = asdict(self)
        return {**whole.pop("cell"), **whole}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> "Outcome":
        """As it was kept."""
        cell = Cell(*(row.pop(name) for name in Cell.__slots__))
        return cls(cell, **{**row, "violations": tuple(row["violations"])})


def cells(
    cases: Iterable[Case], engines: Iterable[str], budgets: Iterable[float], seeds: Iterable[int]
) -> Iterator[tuple[Case, Cell]]:
    """Every cell, small budgets first and seed by seed, so that any beginning of the list is a fair comparison."""
    asked = list(engines)
    chosen = list(cases)
    seeds = list(seeds)
    for budget in budgets:
        for seed in seeds:
            for case in chosen:
                for name in asked:
                    if name not in SEEDLESS or seed == seeds[0]:
                        yield case, Cell(name, case.family, case.name, budget, seed)


def run(root: Path, case: Case, cell: Cell) -> Outcome:
    """Run a cell and judge the last plan that was told.

    An engine hangs that takes four times its budget and a minute of CPU time, or ten times as long on the wall.
    """
    command = [sys.executable, str(PROGRAM), str(root), cell.family, cell.name]
    command += [cell.engine, str(cell.budget), str(cell.seed)]
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told, tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, stdout=told, stderr=said, env={**os.environ, **ONE_THREAD})  # noqa: S603 - our own
        try:
            code = process.wait(10 * patience(cell.budget))
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        ended = _ENDED.get(code, "failed")
        wall = time.monotonic() - begun
        told.seek(0)
        said.seek(0)
        lines = [line for line in told.read().splitlines() if line.endswith("}")]
        if ended == "failed":
            sys.stderr.write(said.read()[-2000:])
    answer = json.loads(lines[-1]) if lines else {"routes": None, "rounds": 0, "cpu": 0.0}
    return _judged(root, case, cell, answer, wall=wall, ended=ended)


def _judged(root: Path, case: Case, cell: Cell, answer: dict[str, Any], *, wall: float, ended: str) -> Outcome:
    instance = _instance(root, cell.family, cell.name)
    if answer["routes"] is None:
        score, unserved, violations = _NO_PLAN
    else:
        score, unserved, violations = _verdict(instance, Solution.of(instance.problem, answer["routes"]))
    return Outcome(
        cell=cell,
        release=release(cell.engine),
        part=case.part,
        score=score,
        unserved=unserved,
        violations=violations,
        rounds=answer["rounds"],
        cpu=answer["cpu"],
        wall=round(wall, 1),
        ended=ended,
    )


def _verdict(instance: Instance, plan: Solution) -> _Verdict:
    """What the referee says of a plan."""
    verdict = referee(instance.problem, plan)
    violations = tuple(sorted({violation.rule for violation in verdict.violations}))
    accepted = instance.feasible(plan, verdict)
    prizes = 0 if instance.everyone else verdict.cost.unserved / instance.units
    return round(instance.value(verdict) + prizes, 3) if accepted else None, len(plan.unserved), violations


@lru_cache(maxsize=4)
def _instance(root: Path, family: str, name: str) -> Instance:
    return open_case(root, family, name)[0]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every outcome so far, one line each; a cell run again has its last line count."""

    file: Path

    def read(self) -> dict[Cell, Outcome]:
        """The outcome of each cell that was run."""
        if not self.file.exists():
            return {}
        rows = (json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines())
        return {outcome.cell: outcome for outcome in map(Outcome.from_json, rows)}

    def add(self, outcome: Outcome) -> None:
        """Write one more line."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(outcome.as_json()) + "\n")
