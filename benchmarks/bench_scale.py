"""How plans of large firms grow with the number of visits: CPU time, memory and quality, one process for each cell.

python benchmarks/bench_scale.py                     up to 60 000 visits (10 000 technicians), 2 seeds; writes results/
python benchmarks/bench_scale.py --visits 1000 60000 --ways territories "territories, Ray" --seeds 1    these cells anew
python benchmarks/bench_scale.py --smoke             400 visits, half a second each; writes nothing

Every way gets the same CPU seconds, wherever they are spent, `--pace` milliseconds for each visit; the referee judges
every plan. It is 1 when a plan breaks a rule, or when a round costs a way of territories a fifth more at one size than
at another.
"""

import argparse
import importlib.util
import json
import math
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from benchmarks.scale.firm import a_large_firm
from benchmarks.scale.ways import WAYS
from benchmarks.solve.cells import ONE_THREAD
from solver import Iterations, referee, solve

RESULTS = Path(__file__).parent / "results" / "bench_scale.json"
SIZES, SEEDS, PACE = (1_000, 5_000, 20_000, 60_000), (1, 2), 6.0
STEADY = 1.2
"""So much more a round of territories may cost at one size than at another."""
DENSE = 10_000
"""With more visits than this, only territories: tables of every pair of visits would need 9 GB and more."""

NEEDS = {"PyVRP": "pyvrp", "territories, Ray": "ray"}
"""The package of a way that not everybody has."""

TOLD = "Above 10 000 visits only territories: at 20 000, PyVRP's two matrices alone would take 8.7 GB."


@dataclass(frozen=True, slots=True)
class Cell:
    """One plan: what it was given and took (CPU seconds; `first` until the first whole plan), and what it is worth.

    `cpu` is everybody's who worked. `memory` is the highest resident set of the process that asks, in MB, `bare` the
    same before the firm was made; `travel` hours.
    """

    visits: int
    way: str
    seed: int
    budget: float
    cpu: float
    first: float
    rounds: int
    bare: float
    memory: float
    travel: float
    unserved: int
    violations: tuple[str, ...]


def main() -> int:
    """Measure every cell asked for and print the table; 1 when a plan breaks a rule."""
    options = _options()
    if options.cell:
        visits, way, seed, budget = options.cell
        print(json.dumps(asdict(measure(int(visits), way, int(seed), float(budget)))))
        return 0
    _compiled_apart()
    asked = [
        (visits, way, seed, options.pace * visits / 1000)
        for visits in options.visits
        for way in options.ways
        for seed in options.seeds
        if (way.startswith("territories") or visits <= DENSE)
        and (way not in NEEDS or importlib.util.find_spec(NEEDS[way]))
    ]
    cells = [_apart(*each) for each in asked]
    Console(width=130).print(_table(cells))
    costs = _costs_of_rounds(cells)
    dearer = [f"{way}: a round takes {cost:.2f} × the CPU time of the cheapest size." for way, cost in costs.items()]
    print(*_growth(cells), *dearer, TOLD, sep="\n")
    if not options.smoke:
        keep(cells)
    unsteady = not options.smoke and any(cost > STEADY for cost in costs.values())
    return int(unsteady or any(cell.violations for cell in cells))


def keep(cells: Sequence[Cell]) -> None:
    """Write the cells beside those of other sizes, ways and seeds."""
    before = json.loads(RESULTS.read_text(encoding="utf-8"))["cells"] if RESULTS.exists() else []
    kept = {(row["visits"], row["way"], row["seed"]): row for row in (*before, *map(asdict, cells))}
    machine = {"python": platform.python_version(), "processor": platform.machine()}
    told = {"machine": machine, "cells": [kept[key] for key in sorted(kept)]}
    RESULTS.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def measure(visits: int, way: str, seed: int, budget: float) -> Cell:
    """Plan in this process and judge the plan; kernels are ready before the clock starts."""
    _compile()
    bare = _resident()
    problem = a_large_firm(visits, seed)
    with WAYS[way]() as plan:
        begun = time.process_time()
        answer = plan(problem, budget, seed)
        cpu, memory = time.process_time() - begun + answer.elsewhere, _resident()
    verdict = referee(problem, answer.plan)
    return Cell(
        visits=visits,
        way=way,
        seed=seed,
        budget=budget,
        cpu=round(cpu, 2),
        first=round(answer.first, 2),
        rounds=answer.rounds,
        bare=bare,
        memory=memory,
        travel=round(verdict.cost.travel / 3600, 1),
        unserved=len(answer.plan.unserved),
        violations=tuple(sorted({violation.rule for violation in verdict.violations})),
    )


def _compile() -> None:
    """Make the kernels ready."""
    solve(a_large_firm(12, 1), Iterations(2), 1)


def _compiled_apart() -> None:
    """Compile once before all cells, so that in theirs the kernels are only loaded.

    Not in this process: what a process has taken at most counts on in those it starts.
    """
    compiling = get_context("spawn").Process(target=_compile)
    compiling.start()
    compiling.join()


def _resident() -> float:
    """MB of the highest resident set of this process so far."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _apart(visits: int, way: str, seed: int, budget: float) -> Cell:
    """The same in a process of its own, so that memory counts from nothing."""
    command = [sys.executable, __file__, "--cell", str(visits), way, str(seed), str(budget)]
    told = subprocess.run(command, env={**os.environ, **ONE_THREAD}, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
    row = json.loads(told.stdout)
    cell = Cell(**{**row, "violations": tuple(row["violations"])})
    print(
        f"{visits} {way} seed {seed}: {cell.travel} h, {cell.unserved} left out, {cell.cpu} s, {cell.memory} MB",
        flush=True,
    )
    return cell


def _rows(cells: Iterable[Cell]) -> dict[tuple[int, str], list[Cell]]:
    """The seeds of each size and way."""
    rows: dict[tuple[int, str], list[Cell]] = {}
    for cell in cells:
        rows.setdefault((cell.visits, cell.way), []).append(cell)
    return rows


def _table(cells: Sequence[Cell]) -> Table:
    """Means over the seeds."""
    table = Table("visits", "way", "CPU s", "CPU ms a visit", "first plan s", "rounds a visit", "memory MB", "travel h")
    table.add_column("min a visit")
    table.add_column("left out")
    for (visits, way), row in _rows(cells).items():
        cpu, travel = fmean(cell.cpu for cell in row), fmean(cell.travel for cell in row)
        table.add_row(
            f"{visits:,}".replace(",", " "),
            way,
            f"{cpu:.1f}",
            f"{1000 * cpu / visits:.1f}",
            f"{fmean(cell.first for cell in row):.2f}",
            f"{fmean(cell.rounds for cell in row) / visits:.2f}",
            f"{max(cell.memory for cell in row):.0f}",
            f"{travel:.1f}",
            f"{60 * travel / visits:.2f}",
            f"{fmean(cell.unserved for cell in row):g}",
        )
    return table


def _growth(cells: Sequence[Cell]) -> list[str]:
    """By which power of the number of visits the first plan and the memory of territories grow, from first to last."""
    rows = {visits: row for (visits, way), row in _rows(cells).items() if way == "territories"}
    if len(rows) < 2:  # noqa: PLR2004  # nothing grows
        return []
    small, large = min(rows), max(rows)
    step = math.log(large / small)

    def power(of: dict[int, float]) -> str:
        return f"{math.log(of[large] / of[small]) / step:.2f}"

    first = power({visits: fmean(cell.first for cell in row) for visits, row in rows.items()})
    memory = power({visits: fmean(max(cell.memory - cell.bare, 0.1) for cell in row) for visits, row in rows.items()})
    return [
        f"Growth of territories from {small} to {large} visits: first plan n^{first}, memory above bare n^{memory}."
    ]


def _costs_of_rounds(cells: Sequence[Cell]) -> dict[str, float]:
    """How much more CPU time a round takes each way of territories at its dearest size than at its cheapest."""
    costs: dict[str, list[float]] = {}
    for (_, way), row in _rows(cells).items():
        if way.startswith("territories"):
            costs.setdefault(way, []).append(sum(cell.cpu for cell in row) / sum(cell.rounds for cell in row))
    return {way: max(each) / min(each) for way, each in costs.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    parser.add_argument("--seeds", nargs="+", type=int, default=list(SEEDS))
    parser.add_argument("--pace", type=float, default=PACE, help="CPU milliseconds for each visit")
    parser.add_argument("--smoke", action="store_true", help="the smallest firm, nothing written")
    parser.add_argument("--cell", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.smoke:
        options.visits, options.seeds, options.pace = [400], [1], 1.25
    return options


if __name__ == "__main__":
    sys.exit(main())
