"""How good forecasts of public series are, from the same origins for every recipe, and what a firm costs.

python benchmarks/bench_forecast.py            series from the folder CRENEAU_BENCHMARK_DATA; prints and writes nothing
python benchmarks/bench_forecast.py --trees    boosted quantiles too: many minutes
python benchmarks/bench_forecast.py --smoke    a small invented series
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from forecasting import Scores, Series, predict, read_series
from forecasting.backtest import rolling
from forecasting.champion import served
from forecasting.series import DAY, Floats

WARMING = 10
"""Origins before those that are scored, by which the first of them are chosen and corrected."""


@dataclass(frozen=True, slots=True)
class Task:
    """One series, how far ahead in counts, from how many origins, and how far these are apart."""

    name: str
    file: str
    horizon: int
    origins: int
    apart: int


TASKS = (
    Task("bank, days", "bank_calls_daily.csv", 10, 13, 5),
    Task("thin50, days", "thin50_daily.csv", 10, 13, 5),
    Task("rvfd, days", "rvfd_daily.csv", 14, 26, 14),
    Task("bank, half-hours", "bank_calls_30min.csv", 140, 10, 140),
    Task("thin50, half-hours", "thin50_30min.csv", 140, 10, 140),
    Task("bank, one day ahead", "bank_calls_30min.csv", 28, 50, 28),
)
POOLED = 5
"""The tasks over which losses are averaged and coverage is pooled; the last one is looked at for itself."""


def measured(series: Series, task: Task, *, trees: bool) -> tuple[float, Floats, Floats]:
    """Print one line per recipe and one for the policy; its loss over the baseline's, the counts and its quantiles."""
    last, least = len(series.observed) - task.horizon, 20 + task.horizon
    places = [last - task.apart * number for number in range(task.origins + WARMING)]
    begun = time.process_time()
    trials = rolling(series, task.horizon, [place for place in reversed(places) if place >= least], trees=trees)
    scored = trials[-task.origins :]
    counts = np.concatenate([trial.counts for trial in scored])
    quantiles = {
        name: np.vstack([trial.said[name].counted() for trial in scored])
        for name in scored[0].said
        if all(name in trial.said for trial in scored)
    }
    quantiles["policy"] = np.vstack([served(trials, trial.origin, trial.said)[1].counted() for trial in scored])
    scores = {name: Scores.of(counts, said) for name, said in quantiles.items()}
    for name, one in scores.items():
        figures = (one.wape, one.weighted_quantile_loss, one.coverage80, one.coverage95)
        print(f"{task.name:20} {name:17}", *(f"{100 * figure:7.2f}" for figure in figures))
    print(f"{task.name:20} {time.process_time() - begun:.1f} CPU s for {len(trials)} origins")
    ratio = scores["policy"].weighted_quantile_loss / scores["seasonal_naive"].weighted_quantile_loss
    return ratio, counts, quantiles["policy"]


def invented(days: int) -> Series:
    """A firm with a week and a year."""
    number = np.arange(days)
    rates = 50 * (1 + 0.3 * np.cos(number * 2 * np.pi / 7)) * (1 + 0.1 * np.cos(number * 2 * np.pi / 365))
    return Series(datetime(2024, 1, 1), DAY, np.random.default_rng(1).poisson(rates).astype(float))  # noqa: DTZ001


def main() -> None:
    """Measure every task, then what a firm of two years costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a small invented series")
    parser.add_argument("--trees", action="store_true", help="boosted quantiles too")
    asked = parser.parse_args()
    print(f"{'task':20} {'recipe':17}    WAPE    loss   cov80   cov95   (per cent)")
    if asked.smoke:
        measured(invented(160), Task("invented", "", 7, 4, 7), trees=False)
        return
    folder = Path(os.environ["CRENEAU_BENCHMARK_DATA"]) / "forecast"
    found = [measured(read_series(folder / task.file), task, trees=asked.trees) for task in TASKS]
    ratios, *pairs = zip(*found[:POOLED], strict=True)
    counts, quantiles = (np.concatenate(arrays) for arrays in pairs)
    print("loss over that of last week's counts:", *(f"{ratio:.3f}" for ratio in ratios), end=", ")
    print(f"geometric mean {np.exp(np.mean(np.log(ratios))):.3f}")
    pooled = Scores.of(counts, quantiles)
    print(f"pooled coverage of 80%: {pooled.coverage80:.1%}, of 95%: {pooled.coverage95:.1%}")
    series, begun = invented(730), time.process_time()
    predict(series, 30)
    print(f"a firm of 730 days, 30 ahead, with its back-test: {time.process_time() - begun:.2f} CPU s")


if __name__ == "__main__":
    main()
