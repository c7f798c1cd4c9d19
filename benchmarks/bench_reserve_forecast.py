"""What a reserve costs that is forecast two weeks ahead, by rule and by how dear a refused visit is.

python benchmarks/bench_reserve_forecast.py            rescue calls from the folder CRENEAU_BENCHMARK_DATA
python benchmarks/bench_reserve_forecast.py --smoke    a small invented series, nothing written
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench_forecast import WARMING, invented
from forecasting import Distribution, Series, read_series
from forecasting.backtest import SCORED, Trial, rolling
from forecasting.champion import served
from forecasting.reserve import Costs, minutes_to_keep
from forecasting.series import Floats

RESULTS = Path(__file__).parent / "results" / "bench_reserve_forecast.json"
AHEAD, ORIGINS_A_YEAR = 14, 26
RATIOS = (3, 9)
"""How much dearer a visit refused is than the time of one kept for nothing."""
DRAWS, SEED = 2000, 6


@dataclass(frozen=True, slots=True)
class Measure:
    """What a rule cost a day, in visits kept for nothing, with a bootstrap interval over origins."""

    days: str
    ratio: int
    rule: str
    cost: float
    low: float
    high: float
    days_short: float


def trials_of(series: Series, years: int) -> list[Trial]:
    """Trials one after another over the last years of a series, and those by which the first is chosen."""
    last = len(series.observed) - AHEAD
    places = [last - AHEAD * number for number in range(years * ORIGINS_A_YEAR + WARMING + SCORED)]
    return rolling(series, AHEAD, [place for place in reversed(places) if place >= AHEAD + 20])


def kept(said: Distribution, regression: Distribution, ratio: int) -> Mapping[str, Floats]:
    """How many visits each rule keeps time for on the days of a trial (h,)."""
    mean = np.round(said.mean)
    return {
        "mean": mean,
        "mean + 1": mean + 1,
        "regression": _quantile(regression, ratio),
        "policy": _quantile(said, ratio),
    }


def _quantile(counts: Distribution, ratio: int) -> Floats:
    return minutes_to_keep(counts, [1.0], Costs(ratio, 1), step=1).minutes


def costs(counts: Floats, kept_for: Floats, ratio: int) -> Floats:
    """What each day costs (n,)."""
    found: Floats = ratio * np.maximum(counts - kept_for, 0) + np.maximum(kept_for - counts, 0)
    return found


def measured(days: str, trials: Sequence[Trial], scored: slice) -> Iterator[Measure]:
    """Yield what each rule cost at each ratio, on the days of these trials."""
    numbers = range(len(trials))[scored]
    drawn = np.random.default_rng(SEED).integers(len(numbers), size=(DRAWS, len(numbers)))
    counts = [trials[number].counts for number in numbers]
    said = [
        served(trials[max(0, number - WARMING - SCORED) : number], trials[number].origin, trials[number].said)[1]
        for number in numbers
    ]
    for ratio in RATIOS:
        every = [kept(one, trials[number].said["regression"], ratio) for one, number in zip(said, numbers, strict=True)]
        for rule in every[0]:
            pairs = [(came, one[rule]) for came, one in zip(counts, every, strict=True)]
            means = np.array([costs(came, time, ratio).mean() for came, time in pairs])
            low, high = np.quantile(means[drawn].mean(axis=1), [0.05, 0.95])
            short = np.mean([np.mean(came > time) for came, time in pairs])
            yield Measure(days, ratio, rule, *(round(float(it), 3) for it in (means.mean(), low, high, short)))


def all_measured() -> list[Measure]:
    """The last year of the series, the one before, and nine years together."""
    series = read_series(Path(os.environ["CRENEAU_BENCHMARK_DATA"]) / "forecast" / "rvfd_daily.csv")
    trials, year = trials_of(series, years=9), ORIGINS_A_YEAR
    spans = {"2020": slice(-year, None), "2019": slice(-2 * year, -year), "2012 to 2020": slice(-9 * year, None)}
    return [one for days, scored in spans.items() for one in measured(days, trials, scored)]


def main() -> None:
    """Measure each rule on the same origins."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a small invented series, nothing written")
    smoke = parser.parse_args().smoke
    begun = time.process_time()
    rows = list(measured("invented", trials_of(invented(200), 1), slice(-2, None))) if smoke else all_measured()
    print("days          ratio  rule        cost a day  90 % interval  days short")
    for one in rows:
        print(f"{one.days:12}  {one.ratio:3}:1  {one.rule:10}  {one.cost:10.2f}", end="  ")
        print(f"{one.low:5.2f} – {one.high:5.2f}  {one.days_short:10.1%}")
    print(f"{time.process_time() - begun:.1f} CPU s")
    if not smoke:
        RESULTS.write_text(json.dumps([asdict(one) for one in rows], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
