"""What a firm with a few weeks of calls is told with and without what other firms have in common.

python benchmarks/bench_young_firms.py            120 young firms, pools of 5 and 30; writes results/
python benchmarks/bench_young_firms.py --smoke    six firms and a pool of five; writes nothing
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.young_firms import YoungFirm, young_firm
from forecasting import Scores, Series, predict
from forecasting.calendar import SchoolZone
from forecasting.distribution import Distribution
from forecasting.features import features
from forecasting.pool import Coefficients, Shape, pooled
from forecasting.recipes import forecasts
from forecasting.scores import floor_wape

RESULTS = Path(__file__).parent / "results" / "bench_young_firms.json"
TEACHING, HALF_HOURS_TAUGHT = 730, 182
"""Days a firm of the pool has behind it, and of how many it teaches half-hours."""
KNOWN = (14, 21, 28, 42, 63, 91, 182)
HALF_HOURS_KNOWN = (14, 28, 42)
AHEAD, HALF_HOURS_AHEAD = 30, 7
ZONE = SchoolZone.A
YOUNG = 10_000
"""Seeds of young firms begin here: none of them teaches."""


def taught(firms: int, *, half_hours: bool) -> Shape | None:
    """What so many firms have in common."""
    return pooled(_taught(young_firm(seed, TEACHING), half_hours=half_hours) for seed in range(firms))


def _taught(firm: YoungFirm, *, half_hours: bool) -> Coefficients:
    series = firm.half_hourly(TEACHING - HALF_HOURS_TAUGHT, TEACHING) if half_hours else firm.daily(0, TEACHING)
    seen = series.observed
    return forecasts(features(series, seen, ZONE), series.counts[seen], [len(seen) - 1], 1)[1]["regression"]


def asked(firms: int, known: int, shapes: Iterable[tuple[str, Shape | None]], *, half_hours: bool) -> dict[str, object]:
    """Ask about the days after so many known ones, of firms that are as far as any in the year; what each told."""
    ahead = HALF_HOURS_AHEAD if half_hours else AHEAD
    shapes = list(shapes)
    said: dict[str, list[Distribution]] = {name: [] for name in (*dict(shapes), "regression alone")}
    came, rates = [], []
    for number in range(firms):
        firm, first = young_firm(YOUNG + number, 365 + known + ahead), number * 365 // firms
        until = first + known + ahead
        whole = firm.half_hourly(first, until) if half_hours else firm.daily(first, until)
        past = Series(whole.start, whole.step, whole.counts[: len(whole) * known // (known + ahead)])
        later = whole.observed[whole.observed >= len(past)]
        wanted = past.following(len(whole) - len(past))
        wanted = wanted[wanted < len(whole)]
        kept = np.isin(wanted, later)
        for name, shape in shapes:
            found = predict(past, len(wanted), ZONE, shape=shape).distribution
            said[name].append(Distribution(found.mean[kept], found.quantiles[kept]))
        alone = _regression(past, len(wanted))
        said["regression alone"].append(Distribution(alone.mean[kept], alone.quantiles[kept]))
        came.append(whole.counts[wanted[kept]])
        rates.append(firm.rates[first + known : until])
    return figures(said, np.concatenate(came), None if half_hours else floor_wape(np.concatenate(rates)))


def _regression(past: Series, horizon: int) -> Distribution:
    """What the firm's own regression would say, were it let to serve without any proof."""
    seen = past.observed
    told = features(past, np.concatenate([seen, past.following(horizon)]), ZONE)
    return forecasts(told, past.counts[seen], [len(seen)], horizon)[0][0]["regression"]


def figures(said: dict[str, list[Distribution]], came: np.ndarray, floor: float | None) -> dict[str, object]:
    """The scores of each, over all firms' counts."""
    scores = {name: asdict(Scores.of(came, Distribution.joined(several))) for name, several in said.items()}
    rounded = {name: {key: round(value, 4) for key, value in one.items()} for name, one in scores.items()}
    return {"counts": len(came), "floor": floor and round(floor, 4), **rounded}


def main(words: Sequence[str] | None = None) -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true")
    smoke = parser.parse_args(words).smoke
    firms, pools = (6, (5,)) if smoke else (120, (5, 30))
    begun, kept = time.process_time(), {}
    for half_hours, lengths in ((False, KNOWN), (True, HALF_HOURS_KNOWN)):
        shapes = [("alone", None), *((f"pool of {one}", taught(one, half_hours=half_hours)) for one in pools)]
        for known in lengths[:2] if smoke else lengths:
            name = f"{known} days, {'half-hours' if half_hours else 'days'}"
            kept[name] = asked(firms // (4 if half_hours else 1) or 1, known, shapes, half_hours=half_hours)
            print(name, json.dumps(kept[name]), flush=True)
    print(f"{time.process_time() - begun:.0f} CPU s")
    if not smoke:
        RESULTS.write_text(json.dumps({"firms": firms, "told": kept}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
