"""How long an answer to "why" takes, by CPU time: a choice, what would open a slot, a day's best fits, a difference.

python benchmarks/bench_explain.py            10 and 50 technicians; writes results/bench_explain.json
python benchmarks/bench_explain.py --smoke    10 technicians, a few questions; writes nothing
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.bench_offers import MONDAY, a_firm, a_request, cpu_ms
from solver import (
    Problem,
    RouteBlock,
    Schedule,
    Solution,
    best_fits,
    best_insertion,
    compile_route,
    difference,
    explain_choice,
    offers,
    relaxations,
)

RESULTS = Path(__file__).parent / "results" / "bench_explain.json"


@dataclass(frozen=True, slots=True)
class Measure:
    """One question at one size; milliseconds of CPU time."""

    question: str
    technicians: int
    asked: int
    p50_ms: float
    p99_ms: float


def choices(schedule: Schedule, rng: random.Random, count: int) -> Iterator[Callable[[], object]]:
    """Why the cheapest offer, for so many customers; the offers themselves are not counted."""
    for found in (offers(schedule, a_request(rng)) for _ in range(count)):
        cheapest = found.ranked(1)[0]
        yield lambda found=found, cheapest=cheapest: explain_choice(found, cheapest)  # type: ignore[misc]


def refusals(schedule: Schedule, rng: random.Random, count: int) -> Iterator[Callable[[], object]]:
    """What would open a slot on a route that day but has no room, among all routes of the schedule."""
    asked = 0
    while asked < count:
        visit, route = a_request(rng), rng.randrange(len(schedule.blocks))
        block = schedule.blocks[route]
        window = rng.choice([each for each in visit.windows if block.shift.start <= each.latest <= block.shift.end])
        if best_insertion(block, visit, window) is None:
            asked += 1
            yield lambda route=route, visit=visit, window=window: relaxations(schedule, route, visit, window)  # type: ignore[misc]


def fits(schedule: Schedule, rng: random.Random, count: int) -> Iterator[Callable[[], object]]:
    """Which of a hundred visits left out fits best on one route."""
    for _ in range(count):
        waiting = [replace(a_request(rng), key=str(number)) for number in range(100)]
        route = rng.randrange(len(schedule.blocks))
        yield lambda route=route, waiting=waiting: best_fits(schedule, route, waiting)  # type: ignore[misc]


def differences(schedule: Schedule, rng: random.Random, count: int) -> Iterator[Callable[[], object]]:
    """What two plans of one day differ in: as it is, and with half of its visits anywhere they are offered."""
    blocks = [block for block in schedule.blocks if block.shift.day == MONDAY]
    visits = tuple(visit for block in blocks for visit in block.visits)
    problem = Problem(shifts=tuple(block.shift for block in blocks), visits=visits)
    index = {visit.key: number for number, visit in enumerate(visits)}
    before = Solution.of(problem, [[index[visit.key] for visit in block.visits] for block in blocks])
    for _ in range(count):
        routes = [[number for number in route if rng.random() < 0.5] for route in before.routes]  # noqa: PLR2004
        after = Solution.of(problem, _rebuilt(problem, routes, rng))
        yield lambda after=after: difference(problem, before, after)  # type: ignore[misc]


def _rebuilt(problem: Problem, routes: list[list[int]], rng: random.Random) -> list[list[int]]:
    """The routes with every other visit at a place it is offered, drawn among the ten cheapest."""
    missing = [number for number in range(len(problem.visits)) if not any(number in route for route in routes)]
    for number in rng.sample(missing, len(missing)):
        schedule = Schedule.of(_block(problem, shift, route) for shift, route in enumerate(routes))
        found = offers(schedule, problem.visits[number]).columns
        if found.cost.size:
            row = rng.choice(np.argsort(found.cost)[:10].tolist())
            routes[found.route[row]].insert(found.position[row], number)
    return routes


def _block(problem: Problem, shift: int, route: list[int]) -> RouteBlock:
    visits = [problem.visits[number] for number in route]
    return compile_route(problem.shifts[shift], visits, travel=problem.travel, weights=problem.weights)


QUESTIONS = {
    "why the cheapest of all offers": (choices, 100),
    "what would open a slot": (refusals, 200),
    "best fits among 100 waiting": (fits, 40),
    "difference of two days' plans": (differences, 40),
}


def measure(question: str, technicians: int, schedule: Schedule, share: float) -> Measure:
    """Ask seeded questions; the first one warms the caches and is not counted."""
    ask, count = QUESTIONS[question]
    first, *rest = ask(schedule, random.Random(3), 1 + round(count * share))
    first()
    p50, p99 = np.percentile([cpu_ms(each) for each in rest], [50, 99])
    return Measure(question, technicians, len(rest), round(float(p50), 2), round(float(p99), 2))


def main() -> None:
    """Measure, print the table, and keep the figures unless it was only a smoke test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="10 technicians, a few questions, nothing written")
    smoke = parser.parse_args().smoke
    table = Table("technicians", "question", "asked", "p50 ms", "p99 ms", title="Answers, CPU ms", title_justify="left")
    measures = []
    for technicians in [10] if smoke else [10, 50]:
        schedule = a_firm(technicians)
        for question in QUESTIONS:
            found = measure(question, technicians, schedule, share=0.05 if smoke else 1.0)
            measures.append(asdict(found))
            table.add_row(str(technicians), question, str(found.asked), str(found.p50_ms), str(found.p99_ms))
    Console().print(table)
    if not smoke:
        RESULTS.write_text(json.dumps(measures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
