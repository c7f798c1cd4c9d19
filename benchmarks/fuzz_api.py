"""What anybody may ask of the API, a hundred thousand times: answered as documented, never by a failure of ours.

python benchmarks/fuzz_api.py                        100 000 cases on SQLite, an hour or more
python benchmarks/fuzz_api.py --store postgresql     the same on PostgreSQL (or memory)
python benchmarks/fuzz_api.py --more --cases 10000   so many more, with the seeds after the last
python benchmarks/fuzz_api.py --planted              twenty planted faults, each of which must be found
python benchmarks/fuzz_api.py --forms                the forms and links of the pages instead, mistyped
python benchmarks/fuzz_api.py --smoke                one round of each and three faults, nothing written

The fuzzer is schemathesis, which reads our OpenAPI document. A round is a fresh house of two firms in this process and
four phases: examples, coverage (every bound of every parameter; in the first round only, for it repeats itself),
chance, and walks along links from route to route. The clock stands still, no worker is at work, and one address may
keep any number of slots. A case is wrong when it is answered by a failure, by what the document does not say, by what
names a customer of the firm next door, or by what quotes the program. Forms are sent by somebody of the office, signed
in. The exit code is 1 when anything is wrong.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count, islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.fuzzing.campaign import PHASES, Effort, Figures, Finding, fuzz
from benchmarks.fuzzing.forms import fuzz_forms, reproduced, shape
from benchmarks.fuzzing.planted import FAULTS, Fault
from benchmarks.fuzzing.stage import STORES, stage
from web.main import application as with_pages

RESULTS = Path(__file__).parent / "results" / "fuzz_api.json"
PATIENCE = 20_000
"""Cases after which a planted fault counts as not found."""
SENDINGS = 2_500
"""Forms sent to one house, before it is worn out."""
SMOKE = ("one_word_in_88", "a_neighbours_appointment", "the_file_of_what_was_moved")


def rounds(store: str, seed: int, *, begun: bool = False) -> Iterator[Figures]:
    """Yield what each round brings, without end; the first one tries every bound, unless that was `begun` before."""
    for number in count():
        phases = PHASES[2:] if begun or number else PHASES
        figures = Figures()
        with stage(store) as firms:
            for scenario in fuzz(firms, Effort(seed + number, phases=phases)):
                figures.add(scenario)
        yield figures


def found(fault: Fault, seed: int) -> tuple[int, list[str]]:
    """Return after how many cases a planted fault was found by its check, and on which routes: none, if it was not."""
    cases = 0
    for number in count():
        with stage() as firms, ExitStack() as planted:
            fault.plant(firms, planted)
            for scenario in fuzz(firms, Effort(seed + number)):
                cases += scenario.cases.total()
                if seen := {one.route for one in scenario.findings if one.check == fault.shown_by}:
                    return cases, sorted(seen)
                if cases >= PATIENCE:
                    return cases, []
    raise AssertionError


def kept() -> dict[str, Any]:
    """Return the results so far."""
    known: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return known


def keep(name: str, result: dict[str, Any]) -> None:
    """Write a result beside the others."""
    RESULTS.write_text(json.dumps(kept() | {name: result}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(result: dict[str, Any]) -> Figures:
    """Return figures as they were written."""
    return Figures(
        Counter(result["cases"]),
        {route: Counter(counts) for route, counts in result["answers"].items()},
        {Finding(one["check"], one["route"], one["status"]): (one["words"], one["command"]) for one in result["wrong"]},
    )


def written(total: Figures, seconds: float, rounds_done: int, seed: int) -> dict[str, Any]:
    """Return figures as they are written."""
    return {
        "cases": dict(total.cases),
        "total": total.cases.total(),
        "rounds": rounds_done,
        "seed": seed,
        "seconds": round(seconds),
        "routes": len(total.answers),
        "granted": total.granted(),
        "answers": {route: dict(sorted(counts.items())) for route, counts in sorted(total.answers.items())},
        "wrong": [
            {"check": one.check, "route": one.route, "status": one.status, "words": words, "command": command}
            for one, (words, command) in sorted(total.findings.items())
        ],
    }


def campaign(asked: argparse.Namespace, console: Console) -> bool:
    """Fuzz until there were so many cases; tell whether nothing was wrong."""
    before = kept().get(asked.store) if asked.more else None
    total, done = (read(before), before["rounds"]) if before else (Figures(), 0)
    seconds, goal = (before["seconds"] if before else 0), total.cases.total() + asked.cases
    seed = before["seed"] if before else asked.seed
    started = time.monotonic()
    for figures in rounds(asked.store, seed + done, begun=bool(done)):
        total.add(figures)
        done += 1
        spent = time.monotonic() - started
        console.print(f"{total.cases.total():>7} cases, {done} rounds, {spent:.0f} s, wrong: {len(total.findings)}")
        if not asked.smoke:
            keep(asked.store, written(total, seconds + spent, done, seed))
        if total.cases.total() >= goal:
            break
    for one, (words, command) in sorted(total.findings.items()):
        console.print(f"{one.check}: {one.route} answered {one.status}\n{words}\n{command}", markup=False)
    console.print(f"{total.granted()} of {len(total.answers)} routes did what they were asked for")
    return not total.findings


def forms(asked: argparse.Namespace, console: Console) -> bool:
    """Send forms until there were so many; tell whether nothing was wrong."""
    sent, answers, wrong = 0, Counter[str](), dict[str, str]()
    each, started = (SENDINGS // 10 if asked.smoke else SENDINGS), time.monotonic()
    while sent < asked.cases:
        with stage(asked.store, with_pages) as firms:
            for one in islice(fuzz_forms(firms, asked.seed + sent), each):
                answers[str(one.status)] += 1
                if one.wrong:
                    wrong.setdefault(f"{one.method} {shape(one.path)}: {one.wrong}", reproduced(one))
        sent += each
        console.print(f"{sent:>7} forms and links, {time.monotonic() - started:.0f} s, wrong: {len(wrong)}")
        result = {"sent": sent, "seed": asked.seed, "answers": dict(sorted(answers.items())), "wrong": wrong}
        if not asked.smoke:
            keep(f"forms, {asked.store}", result)
    for what, command in wrong.items():
        console.print(f"{what}\n{command}", markup=False)
    return not wrong


def planted(asked: argparse.Namespace, console: Console) -> bool:
    """Plant one fault after the other; tell whether each was found."""
    table, results = Table("planted fault", "cases", "found by"), dict[str, Any]()
    for fault in FAULTS:
        if fault.name not in (SMOKE if asked.smoke else asked.only):
            continue
        cases, routes = found(fault, asked.seed)
        results[fault.name] = {"cases": cases, "check": fault.shown_by, "routes": routes}
        console.print(f"{fault.name}: {cases} cases, {routes or 'not found'}", markup=False, soft_wrap=True)
        table.add_row(fault.name, str(cases), fault.shown_by if routes else "")
        if not asked.smoke:
            keep("planted", kept().get("planted", {}) | results)
    seen = sum(bool(one["routes"]) for one in results.values())
    console.print(table)
    console.print(f"{seen} of {len(results)} planted faults found")
    return seen == len(results)


def main() -> int:
    """Fuzz what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("--more", action="store_true", help="go on from the results")
    parser.add_argument("--planted", action="store_true", help="the planted faults instead")
    names = [fault.name for fault in FAULTS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="FAULT", help="of the planted")
    parser.add_argument("--forms", action="store_true", help="the pages' forms instead")
    parser.add_argument("--smoke", action="store_true", help="small, nothing written")
    asked = parser.parse_args()
    console = Console()
    if asked.smoke:
        asked.cases, asked.store, asked.more = 1, "memory", False
    everything = (campaign, forms, planted)
    chosen = (planted,) if asked.planted else (forms,) if asked.forms else (campaign,)
    return 0 if all(part(asked, console) for part in (everything if asked.smoke else chosen)) else 1


if __name__ == "__main__":
    sys.exit(main())
