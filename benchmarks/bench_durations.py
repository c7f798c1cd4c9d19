"""How well the length of visits, their risks and arrivals are told on later visits, beside what is done without.

python benchmarks/bench_durations.py            appointments from the folder CRENEAU_BENCHMARK_DATA; writes results/
python benchmarks/bench_durations.py --smoke    a small invented firm; writes nothing
"""

import argparse
import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from forecasting.arrivals import STRAY, Stop, arrivals, chance_within, narrowest
from forecasting.durations import Duration, Durations, Intervention, Visit, learn
from forecasting.risks import Chance, Outcome
from forecasting.risks import learn as learn_risk
from forecasting.series import Floats

RESULTS = Path(__file__).parent / "results" / "bench_durations.json"
MINUTE = 60.0
ROUTE, ROAD = 4, 20 * MINUTE
"""Visits that make a route, and the road to each: the data has neither routes nor technicians."""
TODAY, QUARTER, PROMISE = 45 * MINUTE, 15 * MINUTE, 120 * MINUTE
"""How long the arrival is that a customer is told today, from the quarter before the hour planned; the promise."""
HELD = 0.9
MEDIAN = np.array([0.5])
TRULY = {
    "repair": (75, 0.55),
    "maintenance": (95, 0.35),
    "works": (170, 0.45),
    "quote": (45, 0.3),
    "charger": (230, 0.25),
}
"""Minutes and standard deviations of logarithms of an invented firm's services."""
PACE, PLANNING = 0.15, 0.2
"""How much the pace of its technicians, and its planned minutes, are away from the truth."""

Row = dict[str, str]
Told = dict[str, float]


def read() -> list[Row]:
    """The appointments of the synthetic firm with the kind of their customer, in time order."""
    folder = Path(os.environ["CRENEAU_BENCHMARK_DATA"]) / "duret"
    with (folder / "clients.csv").open(encoding="utf-8") as file:
        kinds = {row["client_id"]: row["kind"] for row in csv.DictReader(file)}
    with (folder / "appointments.csv").open(encoding="utf-8") as file:
        return sorted(
            ({**row, "kind": kinds[row["client_id"]]} for row in csv.DictReader(file)), key=lambda row: row["date"]
        )


def interventions(rows: Iterable[Row]) -> list[Intervention]:
    """What was done, and how long it took."""
    return [
        Intervention(
            Visit(row["type"], MINUTE * float(row["planned_min"]), site=row["kind"]), MINUTE * float(row["actual_min"])
        )
        for row in rows
        if row["status"] == "done"
    ]


def outcomes(rows: Iterable[Row], among: set[str], happened: Callable[[Row], bool]) -> list[Outcome]:
    """Visits that ended in one of these states, and whether it happened there."""
    found = []
    for row in rows:
        if row["status"] in among:
            day = date.fromisoformat(row["date"])
            lead = (day - date.fromisoformat(row["requested_on"])).days
            found.append(Outcome(Chance(row["type"], row["kind"], lead, row["client_id"], day), happened(row)))
    return found


def expected(taught: Durations, rows: Sequence[Intervention]) -> list[Duration]:
    """What was expected of each visit."""
    found = {visit: taught.expected(visit) for visit in {done.visit for done in rows}}
    return [found[done.visit] for done in rows]


def lengths(past: Sequence[Intervention]) -> dict[str, Told]:
    """The later half by what the first half teaches: minutes of mean absolute error, coverage, what sums come to."""
    half = len(past) // 2
    taught, later = learn(past[:half]), past[half:]
    overall = float(np.median([done.seconds for done in past[:half]]))
    medians = {
        service: float(np.median([done.seconds for done in past[:half] if done.visit.service == service]))
        for service in taught.seen
    }
    found = {}
    for service in ["all", *sorted(taught.seen)]:
        rows = [done for done in later if service in ("all", done.visit.service)]
        took = np.array([done.seconds for done in rows])
        said = expected(taught, rows)
        guesses = {
            "planned": [done.visit.seconds for done in rows],
            "overall_median": [overall] * len(rows),
            "service_median": [medians.get(done.visit.service, overall) for done in rows],
            "learned": [float(one.at(MEDIAN)[0]) for one in said],
            "served": [one.seconds for one in said],
        }
        errors = {f"mae_{name}": float(np.abs(took - guess).mean()) / MINUTE for name, guess in guesses.items()}
        ends = np.array([one.at(np.array([0.1, 0.9])) for one in said])
        within = float(np.mean((ends[:, 0] <= took) & (took <= ends[:, 1])))
        sums = {
            "planned_of_taken": sum(guesses["planned"]) / took.sum(),
            "means_of_taken": sum(one.mean for one in said) / took.sum(),
        }
        found[service] = {"visits": len(rows), **errors, "within80": within, **sums}
    return found


def invented(visits: int, seed: int) -> tuple[list[Intervention], Floats]:
    """A firm of six technicians, each with a pace, and planned minutes that are off; the true median of each visit."""
    chance = np.random.default_rng(seed)
    pace = np.exp(PACE * chance.normal(size=6))
    planned = {name: minutes * np.exp(PLANNING * chance.normal()) for name, (minutes, _) in TRULY.items()}
    past, truth = [], np.empty(visits)
    for number in range(visits):
        service, who = list(TRULY)[chance.choice(5, p=[0.4, 0.2, 0.2, 0.15, 0.05])], int(chance.integers(6))
        truth[number] = TRULY[service][0] * pace[who] * MINUTE
        took = truth[number] * np.exp(TRULY[service][1] * chance.normal())
        past.append(Intervention(Visit(service, planned[service] * MINUTE, f"T{who}"), float(took)))
    return past, truth


def firms(sizes: Sequence[int], seeds: int) -> dict[str, Told]:
    """Mean absolute errors over that of whoever knew each true median, on 1 000 visits after so many, over seeds."""
    found = {}
    for size in sizes:
        rows = [_firm(size, seed) for seed in range(seeds)]
        found[str(size)] = {name: float(np.nanmean([row[name] for row in rows])) for name in rows[0]}
    return found


def _firm(size: int, seed: int) -> Told:
    past, truth = invented(size + 1000, seed)
    known, later = past[:size], past[size:]
    taught = learn(known)
    said = expected(taught, later)
    cells: dict[object, list[float]] = {}
    for done in known:
        for key in ("all", done.visit.service, (done.visit.service, done.visit.technician)):
            cells.setdefault(key, []).append(done.seconds)
    overall = float(np.median(cells["all"]))

    def own(*keys: object) -> float:
        return next((float(np.median(cells[key])) for key in keys if key in cells), overall)

    took = np.array([done.seconds for done in later])
    guesses = {
        "planned": [done.visit.seconds for done in later],
        "overall_median": [overall] * len(later),
        "service_median": [own(done.visit.service) for done in later],
        "cell_median": [own((done.visit.service, done.visit.technician), done.visit.service) for done in later],
        "learned": [float(one.at(MEDIAN)[0]) for one in said],
        "served": [one.seconds for one in said],
    }
    best = np.abs(took - truth[size:]).mean()
    ends = np.array([one.at(np.array([0.1, 0.9])) for one in said])
    known_ends = np.isfinite(ends[:, 0])
    within = np.mean(((ends[:, 0] <= took) & (took <= ends[:, 1]))[known_ends])
    guesses["learned"] = np.where(known_ends, guesses["learned"], guesses["planned"]).tolist()
    return {
        **{name: float(np.abs(took - guess).mean() / best) for name, guess in guesses.items()},
        "within80": float(within),
        "corrects": float(taught.corrects),
    }


def windows(past: Sequence[Intervention]) -> list[Told]:
    """By the place on a route: how often an arrival is inside what is told today, a promise, the narrowest window.

    Visits of the later half are dealt into routes as they come; what they took is real, the road strays by seed.
    """
    half = len(past) // 2
    taught, later, chance = learn(past[:half]), past[half:], np.random.default_rng(1)
    found: list[list[Told]] = [[] for _ in range(ROUTE)]
    for first in range(0, len(later) - ROUTE + 1, ROUTE):
        route = later[first : first + ROUTE]
        rung = arrivals([Stop(ROAD, taught.expected(done.visit)) for done in route])
        clock = planned = 0.0
        for place, done in enumerate(route):
            clock += ROAD * np.exp(STRAY * chance.normal())
            planned += ROAD
            found[place].append(_at_door(rung[:, place], clock, planned))
            clock += done.seconds
            planned += done.visit.seconds
    return [{name: float(np.mean([row[name] for row in rows])) for name in rows[0]} for rows in found]


def _at_door(rung: Floats, clock: float, planned: float) -> Told:
    """Tell what holds when somebody planned at `planned` rings at `clock`, and what was said of it."""
    told = planned - planned % QUARTER
    start, end = narrowest(rung, HELD) or (np.nan, np.nan)
    promised = (planned - PROMISE / 2, planned + PROMISE / 2)
    return {
        "today_held": float(told <= clock < told + TODAY),
        "today_said": chance_within(rung, told, told + TODAY),
        "promise_held": float(promised[0] <= clock < promised[1]),
        "promise_said": chance_within(rung, *promised),
        "narrowest_held": float(start <= clock <= end),
        "narrowest_minutes": (end - start) / MINUTE,
    }


def show(title: str, tables: dict[str, Told]) -> None:
    """Print figures by name, one line each."""
    print(f"\n{title}")
    names = list(next(iter(tables.values())))
    print(f"{'':18}", *(f"{name:>18}" for name in names))
    for name, told in tables.items():
        print(f"{name:18}", *(f"{told[column]:18.3f}" for column in names))


def risks(rows: Sequence[Row]) -> dict[str, Any]:
    """Tell how well later visits were told apart: nobody opens, a second visit, a second visit among repairs."""
    repairs = [row for row in rows if row["type"] == "depannage"]
    twice: dict[str, Any] = {"happened": lambda row: row["needs_second_visit"] == "True", "among": {"done"}}
    shut: dict[str, Any] = {"happened": lambda row: row["status"] == "no_access", "among": {"done", "no_access"}}
    found = {}
    for name, some, asked in (
        ("no_access", rows, shut),
        ("second_visit", rows, twice),
        ("second_visit_of_repairs", repairs, twice),
    ):
        risk = learn_risk(outcomes(some, **asked))
        if risk.checked:
            found[name] = asdict(risk.checked) | {"skill": risk.checked.skill, "rate": risk.rate, "tells": risk.tells}
    return found


def measured(rows: Sequence[Row]) -> dict[str, Any]:
    """Measure everything on the appointments of the synthetic firm, and on invented ones."""
    past = interventions(rows)
    begun = time.process_time()
    taught = learn(past)
    seconds = time.process_time() - begun
    checked = asdict(taught.checked) if taught.checked else {}
    return {
        "blocks": {**checked, "corrects": taught.corrects, "cpu_seconds": seconds},
        "lengths": lengths(past),
        "invented_firms": firms((100, 300, 1000, 3000), 30),
        "arrivals": {str(place + 1): told for place, told in enumerate(windows(past))},
        "risks": risks(rows),
    }


def main() -> None:
    """Measure, print, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a small invented firm")
    if parser.parse_args().smoke:
        past, _ = invented(400, 1)
        show("lengths", lengths(past))
        show("arrivals", {str(place + 1): told for place, told in enumerate(windows(past))})
        return
    found = measured(read())
    for title in ("lengths", "invented_firms", "arrivals"):
        show(title, found[title])
    print(json.dumps({"blocks": found["blocks"], "risks": found["risks"]}, indent=1))
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
