"""How well it is told who leaves: of a telephone company's customers, and of invented firms whose chances are known.

python benchmarks/bench_churn.py            both, many minutes; writes results/bench_churn.json
python benchmarks/bench_churn.py --firms    the invented firms only
python benchmarks/bench_churn.py --telco    the telephone company only (CRENEAU_BENCHMARK_DATA)
python benchmarks/bench_churn.py --smoke    one small invented world, nothing written

LightGBM competes where it is installed.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.churn_firms import FIRST, Floats, outcomes, world
from forecasting.churn.hazard import PooledHazard
from forecasting.churn.measures import area, brier_skill, calibration_slope
from forecasting.churn.points import points
from forecasting.churn.risks import learn
from forecasting.churn.snapshots import Snapshots, known_on, learned_from
from forecasting.scores import calibration_error

Booleans = NDArray[np.bool_]
Report = dict[str, Any]

RESULTS = Path(__file__).parent / "results" / "bench_churn.json"
SEEDS = range(101, 111)
"""Worlds nobody had looked at when the model's constants were chosen (on those of seeds 1 to 8)."""
NUMBERS = ("tenure", "MonthlyCharges", "TotalCharges")
CURVED = (0, 1, 2)
REDRAWN = 500


# ── invented firms ───────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Seen:
    """One firm of one world, one year later: areas by who ranked, and the rows behind them."""

    world: int
    areas: dict[str, float]
    left: Booleans
    told: Floats
    before: float
    within: float


def lived_through(seed: int, *, firms: int, customers: int) -> tuple[list[Seen], int]:
    """Learn on the last day a world was looked at, rank its customers in every way; how many firms abstained."""
    invented = world(seed, firms=firms, customers=customers)
    today = max(invented[0].chances)
    contracts = [one for firm in invented for one in firm.contracts]
    past, known, learned = (
        learned_from(contracts, today, FIRST),
        known_on(contracts, today),
        learn(contracts, today, FIRST),
    )
    chances, ways = learned.chances(known), rankings(past, known)
    place = {contract.id: row for row, contract in enumerate(known.contracts)}
    found = []
    for number, firm in enumerate(invented):
        names, truth, left = outcomes(firm, today)
        rows = np.array([place[name] for name in names])
        if not chances.ranked[rows].all():
            continue
        areas = {name: area(left, scores[rows]) for name, scores in ways.items()}
        areas |= {"oracle": area(left, truth), "pooled": area(left, chances.chance[rows])}
        inside = float(np.mean((chances.low[rows] <= truth) & (truth <= chances.high[rows])))
        before = float(learned.departures[number] / learned.customers[number])
        found.append(Seen(seed, areas, left, chances.chance[rows], before, inside))
    return found, firms - len(found)


def rankings(past: Snapshots, known: Snapshots) -> dict[str, Floats]:
    """The scores (n,) of all who are known, by each competitor."""
    rates = np.bincount(past.firms, weights=past.left) / np.maximum(np.bincount(past.firms), 1)
    told, asked = (np.column_stack([one.facts, rates[one.firms]]) for one in (past, known))
    forest = RandomForestClassifier(300, min_samples_leaf=20, random_state=1).fit(told, past.left)
    found = {"expert": points(known.facts).sum(axis=1), "forest": forest.predict_proba(asked)[:, 1]}
    for name, penalty in {"own": 0.05, "own, default": 1.0}.items():
        scores = np.zeros(len(asked))
        for firm in range(len(past.names)):
            mine, theirs = past.firms == firm, known.firms == firm
            if past.left[mine].any():
                model = make_pipeline(StandardScaler(), LogisticRegression(C=penalty))
                model.fit(past.columns[mine], past.left[mine])
                scores[theirs] = model.predict_proba(known.columns[theirs])[:, 1]
        found[name] = scores
    return found


def figures(seen: list[Seen]) -> dict[str, float]:
    """What all firms seen say together."""
    mean = {name: float(np.nanmean([one.areas[name] for one in seen])) for name in seen[0].areas}
    left, told = (np.concatenate([getattr(one, name) for one in seen]) for name in ("left", "told"))
    rates = np.repeat([one.before for one in seen], [len(one.left) for one in seen])
    hindsight = np.repeat([one.left.mean() for one in seen], [len(one.left) for one in seen])
    worlds = np.repeat([one.world for one in seen], [len(one.left) for one in seen])
    year = {number: left[worlds == number].mean() for number in set(worlds.tolist())}
    return {
        **{f"area, {name}": value for name, value in mean.items()},
        "share of the oracle's gain": (mean["pooled"] - 0.5) / (mean["oracle"] - 0.5),
        **{f"pooled minus {name}": mean["pooled"] - mean[name] for name in ("own", "own, default", "forest", "expert")},
        "calibration slope": calibration_slope(left, told),
        "calibration error": calibration_error(left, told),
        "Brier skill over the firm's last rate": brier_skill(left, told, rates),
        "Brier skill over the year's rate, known afterwards": brier_skill(
            left, told, np.array([year[w] for w in worlds.tolist()])
        ),
        "Brier skill over the firm's rate, known afterwards": brier_skill(left, told, hindsight),
        "true chances within the 90 % interval": float(np.mean([one.within for one in seen])),
    }


def simulated(seeds: range, *, firms: int = 30, customers: int = 300, redrawn: int = REDRAWN) -> Report:
    """Every figure with its 95 % interval: worlds are drawn again, and in each of them firms."""
    begun, every, abstained = time.process_time(), [], 0
    for seed in seeds:
        seen, silent = lived_through(seed, firms=firms, customers=customers)
        every.append(seen)
        abstained += silent
        one = figures(seen)
        print(f"world {seed}: oracle {one['area, oracle']:.3f}, pooled {one['area, pooled']:.3f}", flush=True)
    rng, drawn = np.random.default_rng(1), []
    for _ in range(redrawn):
        again = [every[number] for number in rng.integers(0, len(every), len(every))]
        drawn.append(figures([one[number] for one in again for number in rng.integers(0, len(one), len(one))]))
    report: Report = {"worlds": len(every), "firms that abstained": abstained}
    for name, value in figures([one for seen in every for one in seen]).items():
        low, high = np.quantile([one[name] for one in drawn], [0.025, 0.975])
        report[name] = [round(float(figure), 4) for figure in (value, low, high)]
        print(f"{name:52} {value:7.3f} [{low:.3f}, {high:.3f}]")
    print(f"{abstained} of {firms * len(every)} firms abstained; {time.process_time() - begun:.0f} CPU s", flush=True)
    return report


# ── a telephone company ──────────────────────────────────────────────────────────────────────────────────────────────
def telco() -> tuple[Floats, Booleans]:
    """Its customers (n, p), numbers first and then a column for each word, and who left (n,)."""
    import pandas  # noqa: ICN001, PLC0415

    table = pandas.read_csv(Path(os.environ["CRENEAU_BENCHMARK_DATA"]) / "forecast" / "telco_churn.csv")
    left = (table.pop("Churn") == "Yes").to_numpy()
    numbers = [pandas.to_numeric(table.pop(name), errors="coerce").fillna(0) for name in NUMBERS]
    words = pandas.get_dummies(table.drop(columns="customerID").astype(str), dtype=float)
    return np.column_stack([*numbers, words]), left


def models() -> dict[str, Callable[[], Any]]:
    """The model that is measured, and those it is measured against."""
    found: dict[str, Callable[[], Any]] = {
        "pooled hazard": lambda: PooledHazard(curved=CURVED),
        "logistic": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
        "logistic with splines": lambda: make_pipeline(
            make_column_transformer((SplineTransformer(n_knots=6), list(CURVED)), remainder="passthrough"),
            StandardScaler(),
            LogisticRegression(C=0.1, max_iter=1000),
        ),
        "boosted": lambda: HistGradientBoostingClassifier(
            learning_rate=0.05, max_iter=120, max_leaf_nodes=8, l2_regularization=5, min_samples_leaf=40
        ),
    }
    slow = {"forest": lambda: RandomForestClassifier(300, min_samples_leaf=5, random_state=1)}
    try:
        from lightgbm import LGBMClassifier  # noqa: PLC0415
    except ImportError:
        return found | slow
    settings = {"learning_rate": 0.03, "n_estimators": 200, "num_leaves": 8, "min_child_samples": 40, "verbose": -1}
    return found | {"LightGBM": lambda: LGBMClassifier(**settings, reg_lambda=5, n_jobs=1, random_state=1)} | slow


def compared(rows: Floats, left: Booleans, splits: int = 5, repeats: int = 10) -> Report:
    """Print areas and calibration of every model, and of the mean of those that bend, on the same folds."""
    folds = list(RepeatedStratifiedKFold(n_splits=splits, n_repeats=repeats, random_state=0).split(rows, left))
    said: dict[str, Floats] = {}
    report: Report = {}
    for name, model in models().items():
        begun = time.process_time()
        said[name] = np.zeros((repeats, len(left)))
        for number, (told, asked) in enumerate(folds):
            said[name][number // splits, asked] = model().fit(rows[told], left[told]).predict_proba(rows[asked])[:, 1]
        report[name] = scored(left, said[name], folds)
        print(f"{name:26}", *report[name].values(), f"{time.process_time() - begun:.0f} CPU s", flush=True)
    for first in ("pooled hazard", "logistic with splines"):
        name, trees = f"mean of {first} and trees", [one for one in said if one in {"boosted", "LightGBM"}]
        report[name] = scored(left, np.mean([said[one] for one in (first, *trees)], axis=0), folds)
        print(f"{name:26}", *report[name].values(), flush=True)
    others = {name: one["area"] for name, one in report.items() if name != "pooled hazard"}
    best = max(others, key=lambda name: others[name])
    ahead = round(report["pooled hazard"]["area"] - others[best], 4)
    print(f"pooled hazard minus the best of the others, {best}: {ahead}")
    return {**report, "pooled hazard minus the best of the others": {best: ahead}}


def scored(left: Booleans, chances: Floats, folds: list[Any]) -> dict[str, float]:
    """The area and the calibration of chances (repeats, n), told by models that had not seen the customer.

    The calibration error is that of all customers of one repeat together, and the mean and the worst of the repeats.
    """
    splits = len(folds) // len(chances)
    each = [(left[asked], chances[number // splits, asked]) for number, (_, asked) in enumerate(folds)]
    areas, together = [area(*pair) for pair in each], [calibration_error(left, one) for one in chances]
    found = {
        "area": float(np.mean(areas)),
        "area, spread of folds": float(np.std(areas)),
        "calibration error": float(np.mean(together)),
        "calibration error of the worst repeat": float(np.max(together)),
        "calibration error of a fold": float(np.mean([calibration_error(*pair) for pair in each])),
        "the same, were chances true": _luck(each),
    }
    return {name: round(figure, 4) for name, figure in found.items()}


def _luck(each: list[tuple[Booleans, Floats]]) -> float:
    """What the calibration error of a fold would be if everybody left with just the chance that was told."""
    rng = np.random.default_rng(1)
    return float(np.mean([calibration_error(rng.random(len(told)) < told, told) for _, told in each]))


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--smoke", "--firms", "--telco"):
        parser.add_argument(option, action="store_true")
    asked = parser.parse_args()
    if asked.smoke:
        simulated(range(101, 102), firms=3, customers=300, redrawn=20)
        rng = np.random.default_rng(1)
        rows = rng.normal(size=(400, 4))
        compared(rows, rng.random(400) < expit(rows[:, 0] - 1), splits=2, repeats=1)
        return
    report = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if not asked.telco:
        report["invented firms: figure, 95 % interval"] = simulated(SEEDS)
    if not asked.firms:
        report["telephone company"] = compared(*telco())
    RESULTS.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
