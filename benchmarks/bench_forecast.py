"""How good forecasts of public series are beside other people's, from the same origins for all, and what a firm costs.

python benchmarks/bench_forecast.py               every task, then 50 firms; writes results/bench_forecast.json
python benchmarks/bench_forecast.py --firms 1000  more firms
python benchmarks/bench_forecast.py --trees       boosted quantiles compete for the policy too: many minutes
python benchmarks/bench_forecast.py --smoke       a small invented series, a firm, nothing written

The series stand in the folder CRENEAU_BENCHMARK_DATA. The others come with the group `competitors`; who is not
installed is named and left out.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.competitors import COMPETITORS, Question, competitor, installed, release
from forecasting import Scores, Series, predict, read_series
from forecasting.backtest import Trial, rolling
from forecasting.champion import served
from forecasting.distribution import Distribution
from forecasting.features import Features, features
from forecasting.recipes import BASELINE
from forecasting.series import DAY, Floats

RESULTS = Path(__file__).parent / "results" / "bench_forecast.json"
WARMING = 10
"""Origins before those that are scored, by which the first of them are chosen and corrected."""
FIRMS, FEW, DAYS, AHEAD = 50, 10, 730, 30
POLICY, SMOOTHED = "policy", "AutoETS, MSTL"


@dataclass(frozen=True, slots=True)
class Task:
    """One series, how far ahead in counts, from how many origins, how far these are apart, and what comes back."""

    name: str
    file: str
    horizon: int
    origins: int
    apart: int
    seasons: tuple[int, ...] = (5,)


TASKS = (
    Task("bank, days", "bank_calls_daily.csv", 10, 13, 5),
    Task("thin50, days", "thin50_daily.csv", 10, 13, 5),
    Task("rvfd, days", "rvfd_daily.csv", 14, 26, 14, (7,)),
    Task("bank, half-hours", "bank_calls_30min.csv", 140, 10, 140, (28, 140)),
    Task("thin50, half-hours", "thin50_30min.csv", 140, 10, 140, (28, 140)),
    Task("bank, one day ahead", "bank_calls_30min.csv", 28, 50, 28, (28, 140)),
)
POOLED = 5
"""The tasks over which losses are averaged and coverage is pooled; the last one is for ours alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What came at the scored origins of a task, and what each said of it; CPU seconds of each by name."""

    counts: Floats
    said: Mapping[str, Distribution]
    seconds: Mapping[str, float]

    def scores(self) -> dict[str, Scores]:
        """Everybody's figures."""
        return {name: Scores.of(self.counts, one) for name, one in self.said.items()}


def measured(series: Series, task: Task, others: Iterable[str], *, trees: bool = False) -> Measured:
    """Ask our recipes, the policy and the others from the same origins."""
    last, least = len(series.observed) - task.horizon, 20 + task.horizon
    places = [last - task.apart * number for number in range(task.origins + WARMING)]
    begun = time.process_time()
    trials = rolling(series, task.horizon, [place for place in reversed(places) if place >= least], trees=trees)
    scored = trials[-task.origins :]
    everywhere = [name for name in scored[0].said if all(name in trial.said for trial in scored)]
    said = {name: Distribution.joined([trial.said[name] for trial in scored]) for name in everywhere}
    said[POLICY] = Distribution.joined([served(trials, trial.origin, trial.said)[1] for trial in scored])
    seconds = {POLICY: time.process_time() - begun}
    for name in others:
        begun = time.process_time()
        said[name] = Distribution.joined([competitor(name)(one) for one in questions(series, task, scored)])
        seconds[name] = time.process_time() - begun
    return Measured(np.concatenate([trial.counts for trial in scored]), said, seconds)


def questions(series: Series, task: Task, scored: Sequence[Trial]) -> Iterator[Question]:
    """What somebody else is told at each origin: no more, and no less, than our recipes are."""
    seen = series.observed
    told = features(series, seen)
    for trial in scored:
        place = int(np.searchsorted(seen, trial.origin))
        yield _question(series, told, place, task.horizon, task.seasons)


def _question(series: Series, told: Features, place: int, horizon: int, seasons: tuple[int, ...]) -> Question:
    """What is told at a place among the known counts, of so many rows ahead."""
    counts = series.counts[series.observed[:place]]
    return Question(counts, told.rows(slice(place)), told.rows(slice(place, place + horizon)), seasons)


def shown(task: Task, found: Measured) -> dict[str, Scores]:
    """Print a line for each; their figures."""
    scores = found.scores()
    for name, one in scores.items():
        figures = " ".join(f"{100 * figure:7.2f}" for figure in asdict(one).values())
        print(f"{task.name:20} {name:17} {figures} {found.seconds.get(name, float('nan')):8.1f}", flush=True)
    return scores


def compared(losses: Sequence[Mapping[str, float]]) -> dict[str, object]:
    """The policy's loss over that of each that was asked everywhere, geometric mean; over the best single, at worst."""
    ours = np.array([task[POLICY] for task in losses])
    everywhere = [name for name in losses[0] if all(name in task for task in losses) and name != POLICY]
    means = {
        name: round(float(np.exp(np.mean(np.log(ours / [task[name] for task in losses])))), 4) for name in everywhere
    }
    singles = [name for name in everywhere if name in (*COMPETITORS, BASELINE, "seasonal_average")]
    best = [min((task[name], name) for name in singles) for task in losses]
    worst = [{"best": name, "ratio": round(float(loss / one), 4)} for loss, (one, name) in zip(ours, best, strict=True)]
    return {"loss_over": means, "loss_over_best_single": worst}


def invented(seed: int, days: int = DAYS) -> Series:
    """A firm of its own size and week, with a season of the year and good and bad weeks; shut on some days."""
    rng, number = np.random.default_rng(seed), np.arange(days)
    week = 1 + rng.uniform(0, 0.3) * np.cos(number * 2 * np.pi / 7)
    rates = rng.uniform(5, 120) * week * (1 + 0.1 * np.cos(number * 2 * np.pi / 365))
    noise = rng.gamma(50, 1 / 50, days // 7 + 1).repeat(7)[:days]
    counts = np.where(number % 7 < rng.choice([5, 6, 7]), rng.poisson(rates * noise), 0).astype(float)
    return Series(datetime(2024, 1, 1), DAY, counts)  # noqa: DTZ001 - a plain wall clock


def cost(firms: int) -> float:
    """CPU seconds for each thousand firms: 21 trials refitted, a champion, a forecast."""
    series = [invented(seed) for seed in range(firms)]
    predict(series[0], AHEAD)
    begun = time.process_time()
    for one in series:
        predict(one, AHEAD)
    return (time.process_time() - begun) / firms * 1000


def cost_of(name: str) -> float:
    """CPU seconds somebody else takes for one forecast of each of a thousand firms, without any trial, from a few."""
    asked = [_asked_once(invented(seed)) for seed in range(FEW)]
    competitor(name)(asked[0])
    begun = time.process_time()
    for one in asked:
        competitor(name)(one)
    return (time.process_time() - begun) / FEW * 1000


def _asked_once(series: Series) -> Question:
    seen, steps = series.observed, series.following(AHEAD)
    told = features(series, np.concatenate([seen, steps]))
    return _question(series, told, len(seen), AHEAD, (len(np.unique(told.moment)),))


def everything(folder: Path, others: Sequence[str], firms: int, *, trees: bool) -> dict[str, object]:
    """Measure every task and the cost of a firm, print them, and return what is kept."""
    found, tasks = [], {}
    for place, task in enumerate(TASKS):
        one = measured(read_series(folder / task.file), task, others if place < POOLED else (), trees=trees)
        figures = {
            name: {key: round(value, 4) for key, value in asdict(scores).items()}
            for name, scores in shown(task, one).items()
        }
        tasks[task.name] = {
            "scores": figures,
            "cpu_seconds": {name: round(spent, 1) for name, spent in one.seconds.items()},
        }
        found.append(one)
    pooled = Scores.of(
        np.concatenate([one.counts for one in found[:POOLED]]),
        Distribution.joined([one.said[POLICY] for one in found[:POOLED]]),
    )
    losses = [{name: one.weighted_quantile_loss for name, one in each.scores().items()} for each in found[:POOLED]]
    return {
        "versions": {COMPETITORS[name][2]: release(name) for name in others},
        "tasks": tasks,
        **compared(losses),
        "pooled_coverage80": round(pooled.coverage80, 4),
        "pooled_coverage95": round(pooled.coverage95, 4),
        "cpu_seconds_per_1000_firms": {
            POLICY: round(cost(firms), 1),
            **{f"{name}, once": round(cost_of(name), 1) for name in others},
        },
        "firms": firms,
    }


def main() -> None:
    """Measure every task, then what a firm of two years costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a small invented series, a firm, nothing written")
    parser.add_argument("--trees", action="store_true", help="boosted quantiles too")
    parser.add_argument("--firms", type=int, default=FIRMS)
    asked = parser.parse_args()
    print(f"{'task':20} {'who':17}    WAPE    loss   cov80   cov95    CPU s   (per cent)")
    if asked.smoke:
        task = Task("invented", "", 7, 4, 7, (7,))
        shown(task, measured(invented(1, 160), task, ()))
        print(f"{cost(1):.0f} CPU s for 1000 firms")
        return
    others = [name for name in COMPETITORS if installed(name)]
    print("not installed, so left out:", ", ".join(name for name in COMPETITORS if name not in others) or "nobody")
    folder = Path(os.environ["CRENEAU_BENCHMARK_DATA"]) / "forecast"
    kept = everything(folder, others, asked.firms, trees=asked.trees)
    print(json.dumps({key: value for key, value in kept.items() if key != "tasks"}, indent=1))
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
