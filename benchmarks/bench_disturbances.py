"""A day on which twenty things go wrong: replanning at a price per change, beside planning the rest of the day anew.

python benchmarks/bench_disturbances.py            every price, seeds 1 to 8; writes to results/
python benchmarks/bench_disturbances.py --smoke    one seed, few rounds; writes nothing
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from benchmarks.disturbed_day import KINDS, URGENT, State, happen
from benchmarks.firms import MINUTE, PROMISE, at
from solver import (
    Iterations,
    Problem,
    Solution,
    Timetable,
    referee,
    solve,
)
from solver.replanning import BRIEFLY, UNASKED, WANTED, as_published, replan
from solver.rules import stability

RESULTS = Path(__file__).parent / "results" / "bench_disturbances.json"
ANEW = 10_000
"""Rounds of a plan made anew: what more of them save is nothing that could be seen."""

NOTICEABLE = 30 * MINUTE
"""A visit that is planned to begin so much earlier or later, within its promise, has changed too."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one method has answered one disturbance; `cost` without the price of changes and of what is left out."""

    lost: int
    urgencies: int
    others: int
    later: int
    cost: int
    violations: int
    cpu_ms: float

    @property
    def left(self) -> tuple[int, int]:
        """Promises and urgencies it leaves out."""
        return self.lost, self.urgencies

    @property
    def changes(self) -> int:
        """Visits with another technician, or at a noticeably other time."""
        return self.others + self.later


def judged(state: State, problem: Problem, plan: Solution, seconds: float) -> Answer:
    """What the referee says of a plan that follows the one in force."""
    verdict = referee(problem, plan)
    was = {
        number: stop.start
        for route, hours in _timed(state.plan, state.hours())
        for number, stop in zip(route, hours.stops, strict=True)
    }
    others = later = 0
    for shift, (route, hours) in zip(problem.shifts, _timed(plan, verdict.timetables), strict=True):
        for number, stop in zip(route, hours.stops, strict=True):
            other = stability.changed(problem.visits[number], shift)
            others += other
            later += not other and number in was and abs(stop.start - was[number]) > NOTICEABLE
    left = [problem.visits[number].prize for number in plan.unserved]
    return Answer(
        lost=left.count(PROMISE),
        urgencies=left.count(URGENT),
        others=others,
        later=later,
        cost=verdict.cost.total - verdict.cost.stability - verdict.cost.unserved,
        violations=len(verdict.violations),
        cpu_ms=1_000 * seconds,
    )


def _timed(plan: Solution, timetables: Sequence[Timetable]) -> Iterator[tuple[Sequence[int], Timetable]]:
    return zip(plan.routes, timetables, strict=True)


def timed(work: Callable[[], Solution]) -> tuple[Solution, float]:
    """What the work gives, and its CPU seconds."""
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


@dataclass(frozen=True, slots=True)
class Trial:
    """One disturbance and its answers: ours, and the rest of the day planned anew."""

    kind: str
    ours: Answer
    anew: Answer


def live(seed: int, road: int, rounds: int) -> list[Trial]:
    """A day under our plan; at each disturbance the other method says what it would do."""
    rng = random.Random(seed)
    state = State.morning(seed)
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    rng.shuffle(kinds)
    moments = sorted(rng.sample(range(at(8.75), at(16)), len(kinds)))
    trials = []
    for number, (kind, moment) in enumerate(zip(kinds, moments, strict=True)):
        before, after, now = _struck(state, kind, moment, rng)
        priced = as_published(after.problem, before.plan, now, road)
        anew = replace(priced, weights=replace(priced.weights, stability=0))
        found, seconds = timed(partial(replan, priced, after.plan, Iterations(rounds), number))
        theirs = judged(before, priced, *timed(partial(solve, anew, Iterations(ANEW), number)))
        trials.append(Trial(kind, judged(before, priced, found, seconds), theirs))
        state = after.followed(found)
    return trials


def _struck(state: State, kind: str, now: int, rng: random.Random) -> tuple[State, State, int]:
    """The day just before and after something happens, at this moment or the next one at which it can."""
    while True:
        before = state.at(now)
        after = happen(before, kind, now, rng)
        if after is not None:
            return before, after, now
        now += 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Row:
    """Some days at one price, beside planning anew; the extra cost where both keep the same promises, in hundredths.

    `others` and `changes` are shares of the other method's. `worse` counts disturbances after which ours leaves out a
    promise or an urgency that the other one serves; `lost` and `urgencies` what ours leaves out.
    """

    road: int
    rounds: int
    days: int
    trials: int
    others: float
    changes: float
    extra: float
    others_count: int
    others_anew: int
    lost: int
    lost_anew: int
    urgencies: int
    urgencies_anew: int
    worse: int
    violations: int
    cpu_ms: float
    extra_by_day: list[float]
    others_by_day: list[float]


def row(road: int, rounds: int, days: Sequence[Sequence[Trial]]) -> Row:
    """Sum up some days."""
    trials = [trial for day in days for trial in day]
    return Row(
        road=road,
        rounds=rounds,
        days=len(days),
        trials=len(trials),
        others=_share(trials, "others"),
        changes=_share(trials, "changes"),
        extra=_extra(trials),
        others_count=sum(trial.ours.others for trial in trials),
        others_anew=sum(trial.anew.others for trial in trials),
        lost=sum(trial.ours.lost for trial in trials),
        lost_anew=sum(trial.anew.lost for trial in trials),
        urgencies=sum(trial.ours.urgencies for trial in trials),
        urgencies_anew=sum(trial.anew.urgencies for trial in trials),
        worse=sum(trial.ours.left > trial.anew.left for trial in trials),
        violations=sum(trial.ours.violations for trial in trials),
        cpu_ms=round(statistics.mean(trial.ours.cpu_ms for trial in trials), 1),
        extra_by_day=[_extra(day) for day in days],
        others_by_day=[_share(day, "others") for day in days],
    )


def _share(trials: Sequence[Trial], name: str) -> float:
    ours, anew = (sum(int(getattr(answer, name)) for answer in each) for each in _sides(trials))
    return round(ours / max(1, anew), 3)


def _extra(trials: Sequence[Trial]) -> float:
    """How much dearer our plans are than the other's, in hundredths, where both serve the same."""
    ours, anew = (sum(each.cost for each in side) for side in _sides([t for t in trials if t.ours.left == t.anew.left]))
    return round(100 * (ours / anew - 1), 2)


def _sides(trials: Sequence[Trial]) -> tuple[list[Answer], list[Answer]]:
    return [trial.ours for trial in trials], [trial.anew for trial in trials]


def table(rows: Sequence[Row]) -> Table:
    """The rows as they are printed."""
    heads = (
        "a change",
        "rounds",
        "technicians",
        "and hours",
        "dearer",
        "lost",
        "urgencies",
        "worse",
        "broken",
        "CPU ms",
    )
    told = Table(*heads, title="After each of twenty disturbances, beside the day planned anew", title_justify="left")
    for one in rows:
        told.add_row(
            f"{one.road} s",
            str(one.rounds),
            f"{one.others:.0%}",
            f"{one.changes:.0%}",
            f"{one.extra:+.2f} %",
            f"{one.lost} / {one.lost_anew}",
            f"{one.urgencies} / {one.urgencies_anew}",
            str(one.worse),
            str(one.violations),
            f"{one.cpu_ms:.0f}",
        )
    return told


PRICES = (0, 60, WANTED, 250, UNASKED)


def main() -> None:
    """Live the days, print the table, and keep the figures of a whole run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="one day, nothing written")
    smoke = parser.parse_args().smoke
    seeds = range(1, 2) if smoke else range(1, 9)
    settings = [(WANTED, 100)] if smoke else [*((road, BRIEFLY) for road in PRICES), (WANTED, 10 * BRIEFLY)]
    State.morning(1)  # compiles
    rows = []
    for road, rounds in settings:
        rows.append(row(road, rounds, [live(seed, road, rounds) for seed in seeds]))
        sys.stderr.write(f"{road} s, {rounds} rounds: {rows[-1].others:.0%} of the changes, {rows[-1].extra:+.2f} %\n")
    Console(width=110).print(table(rows))
    if not smoke:
        RESULTS.write_text(json.dumps([asdict(one) for one in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
