"""Ours and three other engines side by side on public instances: one core each, the same CPU seconds, one referee.

python benchmarks/bench_solve.py                   the sample: every engine, 1, 5 and 20 CPU s, seeds 1 to 5; hours
python benchmarks/bench_solve.py --budgets 1 --seeds 1 --families "Solomon R1" --engines creneau pyvrp
python benchmarks/bench_solve.py --all             every instance of the data folder, not only the sample
python benchmarks/bench_solve.py --report          the tables of what was measured so far; runs nothing
python benchmarks/bench_solve.py --smoke           two invented instances, a few rounds; writes nothing

Cells already in results/bench_solve/cells.jsonl are not run again (but with --again). The instances stand in the folder
that CRENEAU_BENCHMARK_DATA names.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.markdown import Markdown

from benchmarks.engines import ENGINES, installed
from benchmarks.solve.catalogue import (
    EXAMPLES,
    FAMILIES,
    INVENTED,
    VARIABLE,
    Case,
    data_folder,
    everything,
    sample,
)
from benchmarks.solve.cells import Cell, Ledger, Outcome, cells, run
from benchmarks.solve.report import markdown, summary

RESULTS = Path(__file__).parent / "results"
LEDGER = Ledger(RESULTS / "bench_solve" / "cells.jsonl")
SUMMARY = RESULTS / "bench_solve.json"
TABLES = RESULTS / "bench_solve.md"
BUDGETS, SEEDS = (1.0, 5.0, 20.0), (1, 2, 3, 4, 5)
_SMOKE = 0.3


def main() -> int:
    """Run the cells asked for that are not known yet, then tell all of them."""
    options = _options()
    if options.smoke:
        return _smoke(options.engines)
    root = data_folder()
    if root is None:
        sys.stderr.write(f"Set {VARIABLE} to the folder of public instances.\n")
        return 2
    if not options.report:
        _measure(root, options)
    outcomes = list(LEDGER.read().values())
    told = summary(root, outcomes)
    SUMMARY.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    TABLES.write_text(markdown(told) + "\n", encoding="utf-8")
    Console(width=150).print(Markdown(markdown(told)))
    return 0


def _smoke(engines: Sequence[str]) -> int:
    """Ask every engine that is here for two plans; whether they are all legal."""
    outcomes = []
    for family in INVENTED:
        for case in (Case(family.name, file.stem, "") for file in family.files(EXAMPLES)):
            outcomes += [run(EXAMPLES, case, Cell(name, case.family, case.name, _SMOKE, 1)) for name in engines]
    for outcome in outcomes:
        _print(outcome)
    return 0 if all(outcome.score is not None for outcome in outcomes) else 1


def _measure(root: Path, options: argparse.Namespace) -> None:
    known = LEDGER.read()
    cases = _cases(root, options)
    asked = [(case, cell) for case, cell in cells(cases, options.engines, options.budgets, options.seeds)]
    todo = [(case, cell) for case, cell in asked if options.again or cell not in known]
    print(f"{len(asked)} cells, {len(todo)} to run")
    for number, (case, cell) in enumerate(todo, start=1):
        outcome = run(root, case, cell)
        LEDGER.add(outcome)
        print(f"{number}/{len(todo)}", end="  ")
        _print(outcome)


def _print(outcome: Outcome) -> None:
    """One line for one cell."""
    cell = outcome.cell
    told = outcome.score if outcome.score is not None else ", ".join(outcome.violations) or "somebody left out"
    print(
        f"{cell.engine:8} {cell.budget:4g} s  seed {cell.seed}  {cell.name:20} {told!s:>12}"
        f"  cpu {outcome.cpu:.1f}  {outcome.ended}",
        flush=True,
    )


def _cases(root: Path, options: argparse.Namespace) -> list[Case]:
    chosen = everything(root) if options.all else sample()
    return [
        case
        for case in chosen
        if case.family in options.families and (not options.instances or case.name in options.instances)
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    there = [name for name in ENGINES if installed(name)]
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=there)
    parser.add_argument("--budgets", nargs="+", type=float, default=list(BUDGETS), help="CPU seconds")
    parser.add_argument("--seeds", nargs="+", type=int, default=list(SEEDS))
    families = [family.name for family in FAMILIES]
    parser.add_argument("--families", nargs="+", choices=families, default=families)
    parser.add_argument("--instances", nargs="+", default=[], help="only these names")
    parser.add_argument(
        "--sample", action="store_false", dest="all", default=False, help="the fixed sample (as without)"
    )
    parser.add_argument("--all", action="store_true", help="every instance, not only the sample")
    parser.add_argument("--again", action="store_true", help="run known cells once more")
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--smoke", action="store_true", help="two invented instances, a few rounds, nothing written")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
