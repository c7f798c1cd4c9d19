"""What a reserve for emergencies is worth: the demonstration's past lived again under each policy, week by week.

python benchmarks/bench_replay.py                         200 weeks, or as many as fit into 25 CPU minutes
python benchmarks/bench_replay.py --demand 1              as many wishes as the demonstration has, a half-empty firm
python benchmarks/bench_replay.py --smoke                 one week, nothing written
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.commands.replays import BEFORE, SETTLING
from api.replay.asking import Past, asked, read_past
from api.replay.figures import DRAWS, LEVELS, SEED, Figure, figures
from api.replay.living import Week, lived
from api.replay.policies import POLICIES, Policy
from desk.demo import create_demo, opening
from desk.store import KINDS
from forecasting.series import Floats
from planner.memory import Memory

RESULTS = Path(__file__).parent / "results" / "bench_replay.json"
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
WEEKS, CPU_MINUTES = 200, 25.0
BUSY = 1.6
"""So many times the demonstration's wishes fill its technicians."""
COMPARED = ("none", "fixed10", "fixed20", "forecast")
ALONE = "emergencies alone"
"""A firm that does nothing else: how many can be seen to on their day at all."""
SHOWN = (
    "urgent_same_day",
    "urgent_of_possible",
    "slots_lost",
    "slots_withheld",
    "days_to_visit",
    "refused",
    "kilometres_a_visit",
)

Lived = Mapping[str, list[Week]]
"""The weeks of each policy, as many for all of them."""

Told = Mapping[str, Mapping[str, Mapping[str, float | None]]]
"""The figures of each policy, by name: value, low, high."""


def demo_past() -> Past:
    """The past of the demonstration, opened on the same day whatever today is."""
    opened_at = opening(NOW)
    memory = Memory(kinds=KINDS, clock=lambda: opened_at)
    firm = create_demo(memory, opened_at)
    with memory.read(firm.id) as work:
        return read_past(work)


def side_by_side(past: Past, policies: Sequence[Policy], weeks: int, demand: float) -> Iterator[tuple[Week, ...]]:
    """Yield each week under every policy and with its emergencies alone, but for the first, that fill the calendar."""
    wishes = asked(past, BEFORE + SETTLING + weeks, SEED, demand)
    emergencies = [[wish for wish in week if wish.service.urgent] for week in wishes]
    living = [lived(past, wishes, policy, first=BEFORE) for policy in policies]
    living.append(lived(past, emergencies, POLICIES[1], first=BEFORE))
    return islice(zip(*living, strict=True), SETTLING, None)


def within(minutes: float, weeks: Iterator[tuple[Week, ...]]) -> list[tuple[Week, ...]]:
    """The weeks that fit into so much CPU time since the process began, or until Ctrl-C: at least one."""
    found: list[tuple[Week, ...]] = []
    try:
        for week in weeks:
            found.append(week)
            print(f"\r{len(found)} weeks", end="", file=sys.stderr, flush=True)
            if time.process_time() > 60 * minutes:
                break
    except KeyboardInterrupt:
        if not found:
            raise
    print(file=sys.stderr)
    return found


def gained(found: Lived, policy: str, other: str) -> dict[str, Figure]:
    """How much more of its emergencies a policy sees to on their day than another, and its lost slots over the other's.

    With a bootstrap over weeks, which are drawn alike for both.
    """
    one, two = found[policy], found[other]
    drawn = np.random.default_rng(SEED).integers(len(one), size=(DRAWS, len(one)))
    emergencies, more, lost, others = (
        np.array(values, float)
        for values in (
            [week.emergencies for week in one],
            [week.same_day - also.same_day for week, also in zip(one, two, strict=True)],
            [week.lost for week in one],
            [week.lost for week in two],
        )
    )
    return {
        "urgent_same_day": _ratio(more, emergencies, drawn),
        "slots_lost_ratio": _ratio(lost, others, drawn),
    }


def reached(found: Lived, policy: str) -> Figure:
    """The share of the emergencies that can be seen to on their day at all that a policy does see to."""
    one, most = (np.array([week.same_day for week in found[name]], float) for name in (policy, ALONE))
    return _ratio(one, most, np.random.default_rng(SEED).integers(len(one), size=(DRAWS, len(one))))


def _ratio(above: Floats, below: Floats, drawn: NDArray[np.int64]) -> Figure:
    if not below.sum():
        return Figure(None, None, None)
    sums = below[drawn].sum(axis=1)
    ratios = above[drawn].sum(axis=1)[sums > 0] / sums[sums > 0]
    return Figure(*(round(float(it), 4) for it in (above.sum() / below.sum(), *np.quantile(ratios, LEVELS))))


def main() -> None:
    """Live the same weeks under each policy, side by side, until there are enough or time is up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="one week, nothing written")
    parser.add_argument("--weeks", type=int, default=WEEKS, help="at most so many weeks")
    parser.add_argument("--cpu-minutes", type=float, default=CPU_MINUTES, help="at most so much time")
    parser.add_argument("--demand", type=float, default=BUSY, help="so many times the demonstration's wishes")
    options = parser.parse_args()
    policies = [policy for policy in POLICIES if policy.name in COMPARED]
    weeks = side_by_side(demo_past(), policies, 1 if options.smoke else options.weeks, options.demand)
    rows = within(options.cpu_minutes, weeks)
    names = [*(policy.name for policy in policies), ALONE]
    found = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    told = {name: {key: asdict(one) for key, one in figures(column).items()} for name, column in found.items()}
    for name in found:
        told[name]["urgent_of_possible"] = asdict(reached(found, name))
    against = {name: {key: asdict(one) for key, one in gained(found, name, "fixed20").items()} for name in found}
    _print(told, against)
    cpu = round(time.process_time(), 1)
    print(f"{len(rows)} weeks, demand {options.demand}, {cpu} CPU s")
    if not options.smoke:
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        kept[f"demand {options.demand:g}"] = {"weeks": len(rows), "cpu_s": cpu, "policies": told, "fixed20": against}
        RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _print(
    told: Mapping[str, Mapping[str, dict[str, float]]], against: Mapping[str, Mapping[str, dict[str, float]]]
) -> None:
    for name, row in told.items():
        print(name)
        for key in SHOWN:
            print(f"  {key:20} {_said(row[key])}")
        for key, figure in against[name].items():
            print(f"  against 20 %: {key:16} {_said(figure)}")


def _said(figure: Mapping[str, float | None]) -> str:
    if figure["value"] is None:
        return "–"
    return f"{figure['value']:8.3f}  ({figure['low']:.3f} – {figure['high']:.3f})"


if __name__ == "__main__":
    main()
