"""How close to the best possible plans are proven to be, by CPU time: days of a trade firm, and Solomon's instances.

python benchmarks/bench_bounds.py                      20 days of each size; writes results/bench_bounds.json
python benchmarks/bench_bounds.py --sizes 15 --days 5   some of them, in the place of the same groups
python benchmarks/bench_bounds.py --smoke              two small days; writes nothing

Every certificate is checked by check_certificate.py. Solomon's instances, cut to their first 25 or 50 customers, have
known optima (Kohl, Desrosiers, Madsen, Solomon and Soumis 1999); they are read from `CRENEAU_BENCHMARK_DATA`, if set.
"""

import argparse
import datetime as dt
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from benchmarks.certificate.routes import TooMany
from benchmarks.check_certificate import check
from solver import (
    Certificate,
    Depot,
    Lunch,
    Place,
    Problem,
    Published,
    Seconds,
    Shift,
    Visit,
    Window,
    WorkingTime,
    prove,
    solve,
    within_working_time,
)
from solver.formats import read_solomon

RESULTS = Path(__file__).parent / "results" / "bench_bounds.json"
MINUTE, HOUR = 60, 3600

SIZES = ((15, 5, 2.0), (40, 9, 20.0), (100, 22, 120.0))
"""Visits, technicians, and the seconds there are: a quarter for the search, the rest for the proof."""

FOR_THE_SEARCH = 0.25

OPTIMA = {
    ("R102", 25): 547.1,
    ("R103", 25): 454.6,
    ("R105", 25): 530.5,
    ("R109", 25): 441.3,
    ("C101", 25): 191.3,
    ("RC101", 25): 461.1,
    ("RC103", 25): 332.8,
    ("RC106", 25): 345.5,
    ("R102", 50): 909.0,
    ("R105", 50): 899.3,
    ("RC101", 50): 944.0,
}
"""Known optima, in units of the file."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One problem: what a plan costs, what no plan can cost less than, and CPU seconds."""

    group: str
    name: str
    cost: int
    bound: int
    gap: float | None
    closed: bool
    search_s: float
    proof_s: float
    checked: int | None
    check_s: float


def a_day(seed: int, visits: int, technicians: int) -> Problem:
    """One day of a trade firm around Annecy, with every rule that one day can have but links between visits."""
    rng = random.Random(seed)
    date = dt.date(2027, 1, 18)
    midnight = int(dt.datetime.combine(date, dt.time(), dt.UTC).timestamp())
    shifts = [_a_shift(rng, number, date, midnight) for number in range(technicians)]
    asked = [_a_visit(rng, number, technicians, date) for number in range(visits)]
    return Problem(shifts=within_working_time(shifts, WorkingTime()), visits=tuple(asked))


def _a_place(rng: random.Random) -> Place:
    return Place(45.88 + rng.gauss(0, 0.06), 6.13 + rng.gauss(0, 0.08))


def _a_shift(rng: random.Random, number: int, date: dt.date, midnight: int) -> Shift:
    """Nine hours with lunch, an hour of overtime, and what this technician can do and brings."""
    home, start = _a_place(rng), midnight + 8 * HOUR + rng.choice((-30, 0, 30)) * MINUTE
    noon = midnight + 12 * HOUR
    return Shift(
        technician=f"technician {number}",
        day=date,
        start_place=home,
        end_place=home,
        start=start,
        end=start + 9 * HOUR,
        max_overtime=HOUR,
        max_duration=9 * HOUR if number % 4 == 3 else None,  # noqa: PLR2004  # one in four
        lunch=Lunch(noon - 15 * MINUTE, noon + 90 * MINUTE, 45 * MINUTE),
        skills={"electricity": 3 - number % 3} | ({"charger": 1} if number % 2 == 0 else {}),
        clearances={"height": date} if number % 3 else {},
        areas=frozenset({"lake"} if number % 3 == 0 else ()),
        tools=frozenset({"ladder"} if number % 2 else ()),
        parts={"charger": 1},
        depot=Depot(Place(45.9, 6.12), 15 * MINUTE) if number % 2 == 0 else None,
        fair_share=6 * HOUR,
    )


def _a_visit(rng: random.Random, number: int, technicians: int, date: dt.date) -> Visit:
    """Twenty minutes to two hours and a half within two hours, now and then within half a day."""
    midnight = int(dt.datetime.combine(date, dt.time(), dt.UTC).timestamp())
    opens = midnight + rng.choice((8, 10, 13, 15)) * HOUR
    wide = 2 if rng.random() < 0.1 else 1  # noqa: PLR2004
    duration = rng.randint(4, 30) * 5 * MINUTE
    charger = rng.random() < 0.1  # noqa: PLR2004
    him = f"technician {rng.randrange(technicians)}"
    return Visit(
        key=f"visit {number}",
        place=_a_place(rng),
        duration=duration,
        windows=(Window(opens, opens + wide * 2 * HOUR - 1),),
        skills={"charger": 1} if charger else {"electricity": rng.choice((1, 1, 1, 2, 3))},
        durations={3: duration * 4 // 5},
        clearances=frozenset({"height"} if rng.random() < 0.05 else ()),  # noqa: PLR2004
        preferred=frozenset({him} if rng.random() < 0.2 else ()),  # noqa: PLR2004
        area=rng.choice((None, "lake", "town")),
        due=date - dt.timedelta(1) if rng.random() < 0.1 else None,  # noqa: PLR2004
        tools=frozenset({"ladder"} if rng.random() < 0.1 else ()),  # noqa: PLR2004
        parts={"charger": 1} if charger else {},
        published=Published(him, date, 1_800) if rng.random() < 0.2 else None,  # noqa: PLR2004
    )


def measure(group: str, name: str, problem: Problem, seconds: float) -> Measure:
    """Search, prove, and have the certificate checked, which raises where it does not hold.

    `checked` is the bound that the checker agrees to: less than `bound`, or none, where it has too many routes to list.
    """
    begun = time.process_time()
    plan = solve(problem, Seconds(seconds * FOR_THE_SEARCH), seed=1)
    found = time.process_time()
    proven = prove(problem, plan, Seconds(seconds * (1 - FOR_THE_SEARCH)))
    ended = time.process_time()
    checked, seconds_to_check = _checked(problem, proven)
    return Measure(
        group,
        name,
        proven.cost,
        proven.bound,
        proven.gap,
        proven.closed,
        search_s=round(found - begun, 2),
        proof_s=round(ended - found, 2),
        checked=checked,
        check_s=seconds_to_check,
    )


def _checked(problem: Problem, proven: Certificate) -> tuple[int | None, float]:
    """The bound the checker agrees to, none where there is too much to look at; and the seconds it takes."""
    begun = time.process_time()
    try:
        bound = check(problem, proven.document(problem))
    except TooMany:
        bound = None
    return bound, round(time.process_time() - begun, 2)


def days(visits: int, technicians: int, seconds: float, count: int) -> Iterator[Measure]:
    """So many days of one size."""
    for seed in range(1, count + 1):
        problem = a_day(seed, visits, technicians)
        yield measure(f"{visits} visits, {technicians} technicians", str(seed), problem, seconds)


def instances(folder: Path, seconds: float) -> Iterator[Measure]:
    """Solomon's instances cut short; raises where the optimum is not between bound and cost."""
    for (name, customers), optimum in OPTIMA.items():
        instance = read_solomon((folder / f"{name}.txt").read_text(encoding="utf-8"))
        problem = replace(instance.problem, visits=instance.problem.visits[:customers])
        measured = measure(f"Solomon, {customers} customers", name, problem, seconds)
        if not measured.bound <= round(optimum * instance.units) <= measured.cost:
            raise ValueError(measured)
        yield measured


def main() -> None:
    """Measure, print the table, and keep the figures unless it was only a smoke test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="two small days, nothing written")
    parser.add_argument("--sizes", type=int, nargs="*", default=[size for size, *_ in SIZES], help="visits of a day")
    parser.add_argument("--days", type=int, default=20, help="days of each size")
    options = parser.parse_args()
    sizes = [(10, 4, 1.0)] if options.smoke else [each for each in SIZES if each[0] in options.sizes]
    measures: list[Measure] = []
    measure("", "the kernels are compiled", a_day(0, 8, 3), seconds=1.0)
    for visits, technicians, seconds in sizes:
        measures.extend(_told(days(visits, technicians, seconds, 2 if options.smoke else options.days)))
    data = os.environ.get("CRENEAU_BENCHMARK_DATA")
    if data and not options.smoke:
        measures.extend(_told(instances(Path(data) / "solomon" / "100", seconds=12.0)))
    Console().print(_table(measures))
    if not options.smoke:
        _keep([asdict(each) for each in measures])


def _keep(measured: Sequence[dict[str, object]]) -> None:
    """Write the figures in the place of those of the same groups; large days are measured apart from small ones."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    groups = {each["group"] for each in measured}
    kept = [each for each in known if each["group"] not in groups]
    RESULTS.write_text(json.dumps([*kept, *measured], indent=1) + "\n", encoding="utf-8")


def _told(measures: Iterator[Measure]) -> Iterator[Measure]:
    """The same, told one by one: large days take minutes."""
    for each in measures:
        gap = "not proven" if each.gap is None else f"{each.gap:.2%}"
        print(f"{each.group}, {each.name}: {gap} after {each.search_s} + {each.proof_s} s", flush=True)
        yield each


def _table(measures: Sequence[Measure]) -> Table:
    """One row per group."""
    headings = (
        "group",
        "problems",
        "optimal",
        "gap median / max %",
        "search s",
        "proof s median / max",
        "checked",
        "check s max",
    )
    table = Table(*headings, title="Proven gaps, CPU seconds", title_justify="left")
    for group in dict.fromkeys(each.group for each in measures):
        ours = [each for each in measures if each.group == group]
        gaps = [100 * each.gap if each.gap is not None else float("inf") for each in ours]
        proofs = [each.proof_s for each in ours]
        table.add_row(
            group,
            str(len(ours)),
            str(sum(each.gap == 0 for each in ours)),
            f"{statistics.median(gaps):.2f} / {max(gaps):.2f}",
            f"{max(each.search_s for each in ours):.1f}",
            f"{statistics.median(proofs):.2f} / {max(proofs):.2f}",
            str(sum(each.checked == each.bound for each in ours)),
            f"{max(each.check_s for each in ours):.1f}",
        )
    return table


if __name__ == "__main__":
    main()
