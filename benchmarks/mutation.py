"""Whether the heart's tests notice when the heart is wrong: each of its functions changed in many small ways.

python benchmarks/mutation.py                     every target, an hour or more
python benchmarks/mutation.py rules reconcile     these targets; the results of the others stay
python benchmarks/mutation.py referee --folder F  work in this folder, which stays: go on where a run in it stopped,
                                                  try again what had changed since, and what nothing had found
python benchmarks/mutation.py --judge             run nothing, judge what survived again, by the page as it is now

The mutator is mutmut (the group `mutation`). It works on a copy of the sources, by one process, with kernels not
compiled and eight examples, the same each time; a mutant meets the tests that reach its function, the quickest
first, until one fails. What mutmut passes by is laid open in the copy: a property, a function with a cache. A mutant
that takes far too long counts as found. Survivors are told with their change, and with what was judged of them: the
table in `docs/reference/mutation.md`. The exit code is 1 when a target finds less than nine in ten.
"""

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatch
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "mutation.json"
JUDGED = ROOT / "docs" / "reference" / "mutation.md"
AIM = 0.9

FOUND = {"killed", "timeout"}

SETTINGS = """
[tool.mutmut]
source_paths = {rooms}
only_mutate = {mutated}
also_copy = ["conftest.py", "benchmarks", "docs"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["-p", "no:cacheprovider"]
process_isolation = "forkserver"
timeout_multiplier = 5.0
timeout_constant = 2.0
use_git_change_detection = false
track_dependencies = false
"""

QUICKEST_FIRST = '''
"""The quickest tests first: most mutants are found by one of them."""

import json
from pathlib import Path

import pytest

TAKEN = Path("mutmut-stats.json")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """By what they took when nothing was mutated."""
    if TAKEN.exists():
        taken = json.loads(TAKEN.read_text())["duration_by_test"]
        items.sort(key=lambda item: taken.get(item.nodeid, 0))
'''


@dataclass(frozen=True, slots=True)
class Target:
    """Files that are mutated, by pattern, the tests that speak for them, and those among these that do not."""

    mutated: Sequence[str]
    tests: Sequence[str]
    without: Sequence[str] = ()


TARGETS = {
    "rules": Target(
        (
            "solver/rules/[a-z]*.py",
            "planner/rules.py",
            "planner/intervals.py",
            "planner/windows.py",
            "planner/working_days.py",
        ),
        (
            "tests/solver/rules",
            "tests/solver/test_segments.py",
            "tests/solver/test_working_time.py",
            "tests/planner/test_days.py",
            "tests/planner/test_intervals.py",
            "tests/planner/test_rules.py",
            "tests/planner/test_staffing.py",
            "tests/planner/test_windows.py",
            "tests/planner/test_working_days.py",
            "tests/properties/test_intervals.py",
            "tests/properties/test_local_rules_keep_their_hour.py",
        ),
    ),
    "referee": Target(
        ("solver/referee/*.py",),
        (
            "tests/solver/test_referee.py",
            "tests/solver/test_referee_hours.py",
            "tests/solver/test_referee_says.py",
            "tests/solver/rules",
        ),
        (
            "tests/solver/test_referee_hours.py::test_a_rich_plan_is_legal",
            "tests/solver/test_referee_hours.py::test_rich_problems_use_every_feature",
        ),
    ),
    "offers": Target(
        (
            "solver/rules/__init__.py",
            "solver/segments.py",
            "solver/insertion.py",
            "solver/offers.py",
            "solver/fitting.py",
        ),
        (
            "tests/solver/rules",
            "tests/solver/test_segments.py",
            "tests/solver/test_offers.py",
            "tests/solver/test_fitting.py",
        ),
    ),
    "reconcile": Target(
        ("calendar_sync/reconcile.py",),
        (
            "tests/calendar_sync/test_reconcile.py",
            "tests/calendar_sync/test_two_way.py",
            "tests/properties/test_calendar_machine.py",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one function, what became of it, and for a survivor what was judged of it."""

    function: str
    status: str
    before: str = ""
    after: str = ""
    judged: str = ""

    def judged_by(self, judged: Iterable[tuple[str, str, str]]) -> Self:
        """The same with its judgement: of the first row that speaks of it."""
        for function, fragment, why in judged:
            if fnmatch(self.function, function) and fragment in self.after and fragment not in self.before:
                return replace(self, judged=why)
        return replace(self, judged="")


def laid_open(source: str) -> str:
    """The source as mutmut can look into it: each property is made on a line after its function, nothing is cached."""
    lines = source.splitlines(keepends=True)
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for function in sorted(functions, key=lambda node: -node.lineno):
        wrapped = [ast.unparse(decorator).partition("(")[0] for decorator in function.decorator_list]
        if wrapped in (["property"], ["lru_cache"]):
            if wrapped == ["property"]:
                lines.insert(
                    function.end_lineno or 0,
                    f"{' ' * function.col_offset}{function.name} = property({function.name})\n",
                )
            del lines[function.decorator_list[0].lineno - 1 : function.lineno - 1]
    return "".join(lines)


def copy_to(folder: Path, target: Target) -> None:
    """Copy what is tracked, and tell mutmut of the target."""
    for name in filter(None, _git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, place)
    for pattern in target.mutated:
        for path in folder.glob(pattern):
            path.write_text(laid_open(path.read_text(encoding="utf-8")), encoding="utf-8")
    rooms = sorted(path.parent.name for path in folder.glob("*/__init__.py"))
    tests = [*target.tests, *(f"--deselect={test}" for test in target.without)]
    settings = SETTINGS.format(rooms=json.dumps(rooms), mutated=json.dumps(target.mutated), tests=json.dumps(tests))
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    (folder / "conftest.py").write_text(QUICKEST_FIRST, encoding="utf-8")


def _git(*words: str) -> str:
    """What git says of this repository."""
    command = ["git", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own


def mutmut(folder: Path, *words: str) -> str:
    """What mutmut says; raises where it fails."""
    kept_out = {str(ROOT), str(folder)}
    path = os.pathsep.join(part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part not in kept_out)
    quiet = {"NUMBA_DISABLE_JIT": "1", "HYPOTHESIS_PROFILE": "mutation", "PYTHONPATH": path}
    command = [sys.executable, "-m", "mutmut", *words]
    environment = os.environ | quiet
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise SystemExit(done.stdout[-4_000:] + done.stderr[-4_000:])
    return done.stdout


def tried(folder: Path) -> Iterator[Mutant]:
    """Every mutant and what became of it; the change is told of those that nothing found."""
    begun = statuses(folder) if (folder / "mutants").exists() else {}
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)  # which tests reach what may have changed
    mutmut(folder, "run", "--max-children", "1")
    if again := [key for key, status in statuses(folder).items() if status not in FOUND and key in begun]:
        mutmut(folder, "run", "--max-children", "1", *again)
    judged = list(judgements(JUDGED.read_text(encoding="utf-8")))
    for key, status in statuses(folder).items():
        if status in FOUND:
            yield Mutant(named(key), status)
        else:
            before, after = changed(mutmut(folder, "show", key))
            yield Mutant(named(key), status, before, after).judged_by(judged)


def statuses(folder: Path) -> dict[str, str]:
    """What became of each mutant so far."""
    return dict(re.findall(r"^ +(\S+): (.+)$", mutmut(folder, "results", "--all", "true"), re.MULTILINE))


def judgements(page: str) -> Iterator[tuple[str, str, str]]:
    """The rows of the page's table: a function or a pattern of some, what the mutant has instead, and why."""
    for row in re.findall(r"^\| `(.+)` \| `(.+)` \| (.+) \|$", page, re.MULTILINE):
        function, fragment, why = (cell.replace("\\|", "|") for cell in row)
        yield function, fragment, why


def named(key: str) -> str:
    """The function of a mutant: `solver.rules.stock.x_enough__mutmut_3` is of `solver.rules.stock.enough`."""
    module, _, mangled = key.partition("__mutmut_")[0].rpartition(".")
    return f"{module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def changed(shown: str) -> tuple[str, str]:
    """The lines of a difference that go and those that come, without margins."""
    lines = shown.splitlines()
    gone = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    come = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    return " ".join(gone), " ".join(come)


def figures(mutants: Sequence[Mutant]) -> dict[str, Any]:
    """How many were found, and who was not; `score` of all, `of_those_that_matter` without the equivalent ones."""
    became = Counter(mutant.status for mutant in mutants)
    found = sum(became[status] for status in FOUND)
    survivors = [mutant for mutant in mutants if mutant.status not in FOUND]
    equivalent = sum(bool(mutant.judged) for mutant in survivors)
    return {
        "mutants": len(mutants),
        "found": found,
        "of_which_by_time": became["timeout"],
        "equivalent": equivalent,
        "score": round(found / len(mutants), 4),
        "of_those_that_matter": round(found / (len(mutants) - equivalent), 4),
        "survivors": [asdict(mutant) for mutant in survivors],
    }


def judged_anew(target: Mapping[str, Any], judged: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """The figures of a run with the judgements of today."""
    rows, by_time = list(judged), target["of_which_by_time"]
    found = [Mutant("", "timeout")] * by_time + [Mutant("", "killed")] * (target["found"] - by_time)
    survivors = [Mutant(**survivor).judged_by(rows) for survivor in target["survivors"]]
    return figures([*found, *survivors])


def told(results: Mapping[str, Mapping[str, Any]]) -> Table:
    """The table of all targets."""
    table = Table("target", "mutants", "found", "of which by time", "equivalent", "score", "of those that matter")
    for name, target in results.items():
        values = [target[column] for column in ("mutants", "found", "of_which_by_time", "equivalent")]
        scores = [f"{target[column]:.1%}" for column in ("score", "of_those_that_matter")]
        table.add_row(name, *map(str, values), *scores)
    return table


def keep(mutator: str, results: Mapping[str, Mapping[str, Any]]) -> None:
    """Write down what was found, and by which version."""
    in_order = {name: results[name] for name in TARGETS if name in results}
    content = json.dumps({"mutmut": mutator, "targets": in_order}, indent=1, ensure_ascii=False)
    RESULTS.write_text(content + "\n", encoding="utf-8")


def main() -> int:
    """Mutate the targets asked for, and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="target")
    parser.add_argument("--folder", type=Path, help="where the copies are made and stay")
    parser.add_argument("--judge", action="store_true", help="run nothing, judge what survived again")
    asked = parser.parse_args()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"targets": {}}
    results: dict[str, dict[str, Any]] = kept["targets"]
    if asked.judge:
        judged = list(judgements(JUDGED.read_text(encoding="utf-8")))
        keep(kept["mutmut"], {name: judged_anew(target, judged) for name, target in results.items()})
        return 0
    if find_spec("mutmut") is None:
        raise SystemExit("The mutator is missing: uv pip install --group mutation")
    with tempfile.TemporaryDirectory() as passing:
        for name in asked.targets or TARGETS:
            folder = (asked.folder or Path(passing)) / name
            copy_to(folder, TARGETS[name])
            results[name] = figures(list(tried(folder)))
            keep(version("mutmut"), results)
    Console().print(told(results))
    return int(any(target["score"] < AIM for target in results.values()))


if __name__ == "__main__":
    raise SystemExit(main())
