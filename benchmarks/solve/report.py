"""Outcomes as people read them: gaps to the best known cost, by family, budget and engine; and what has no gap."""

import itertools
import platform
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.engines import ENGINES
from benchmarks.solve.catalogue import FAMILIES, HELD_OUT, TUNING, open_case, sample
from benchmarks.solve.cells import Outcome

LATE = 1.5
"""An answer that took more than this many times its budget has no part in the means."""

SAMPLE, EVERYTHING = "sample", "every instance"
_PARTS = (SAMPLE, TUNING, HELD_OUT, EVERYTHING)
"""The fixed sample and its two halves; and whole families, where more than the sample was measured."""


def summary(root: Path, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of what was measured.

    `rows` have the gaps (%) of each family, part, budget and engine: means over instances of the means over seeds;
    `without` are the cells that have none, with the reason. Where nobody published a cost in our convention, the
    reference is the best one measured here.
    """
    reference = _references(root, outcomes)
    keys = sorted({(o.cell.family, o.cell.budget, o.cell.engine) for o in outcomes}, key=_order)
    rows = [
        _row(key, part, [o for o in outcomes if key == (o.cell.family, o.cell.budget, o.cell.engine)], reference)
        for key in keys
        for part in _PARTS
    ]
    releases = {o.cell.engine: (o.release,) for o in outcomes}
    without = [{**o.as_json(), "why": why} for o in outcomes if (why := _why_none(o))]
    kept = ("engine", "family", "name", "budget", "seed", "why", "cpu", "violations")
    return {
        "machine": {"python": platform.python_version(), "processor": platform.machine()},
        "engines": {name: release for name in ENGINES for release in releases.get(name, ())},
        "references": {f"{family}/{name}": cost for (family, name), cost in sorted(reference.items())},
        "rows": [row for row in rows if row["cells"]],
        "without": [{name: row[name] for name in kept} for row in without],
    }


def _order(key: tuple[str, float, str]) -> tuple[int, float, str]:
    """Families in their own order."""
    return [family.name for family in FAMILIES].index(key[0]), key[1], key[2]


def _references(root: Path, outcomes: Iterable[Outcome]) -> dict[tuple[str, str], float]:
    """The best known cost of each instance that was measured."""
    reference: dict[tuple[str, str], float] = {}
    scores: dict[tuple[str, str], list[float]] = {}
    for outcome in outcomes:
        found = scores.setdefault((outcome.cell.family, outcome.cell.name), [])
        found += [] if outcome.score is None else [outcome.score]
    for (family, name), measured in scores.items():
        published = open_case(root, family, name)[1]
        known = [published] if published is not None else measured
        if known:
            reference[family, name] = min(known)
    return reference


def _why_none(outcome: Outcome) -> str | None:
    """Why an outcome has no part in the means, if it has none."""
    if outcome.score is None:
        rules = ", ".join(outcome.violations)
        return f"{outcome.ended}: {rules or 'somebody is left out'}"
    if outcome.cpu > LATE * outcome.cell.budget:
        return f"took {outcome.cpu:.1f} CPU s"
    return None


def _row(
    key: tuple[str, float, str], part: str, outcomes: Sequence[Outcome], reference: dict[tuple[str, str], float]
) -> dict[str, Any]:
    """One family, part, budget and engine."""
    mine = [o for o in outcomes if _belongs(o, part)]
    if part == EVERYTHING and all(_belongs(o, SAMPLE) for o in mine):
        mine = []
    scored = [o for o in mine if _why_none(o) is None]
    gaps: dict[str, list[float]] = defaultdict(list)
    for outcome in scored:
        gaps[outcome.cell.name].append(_gap(outcome, reference[outcome.cell.family, outcome.cell.name]))
    return {
        "family": key[0],
        "budget": key[1],
        "engine": key[2],
        "part": part,
        "cells": len(mine),
        "scored": len(scored),
        "mean_gap": round(fmean(map(fmean, gaps.values())), 2) if gaps else None,
        "worst_gap": round(max(map(max, gaps.values())), 2) if gaps else None,
        "left_out": round(fmean(o.unserved or 0 for o in scored), 2) if scored else None,
    }


def _belongs(outcome: Outcome, part: str) -> bool:
    """Whether an outcome is of an instance of this part."""
    if part == EVERYTHING:
        return True
    drawn = {(case.family, case.name) for case in sample()}
    return (outcome.cell.family, outcome.cell.name) in drawn and part in (SAMPLE, outcome.part)


def _gap(outcome: Outcome, reference: float) -> float:
    """How far above the reference, in percent."""
    assert outcome.score is not None  # noqa: S101 - only scored outcomes come here
    return 100 * (outcome.score / reference - 1)


def markdown(told: dict[str, Any]) -> str:
    """One table per budget: families down, engines across, mean gap and worst gap."""
    return "\n\n".join(_tables(told))


def _tables(told: dict[str, Any]) -> Iterator[str]:
    engines = list(told["engines"])
    by_budget = itertools.groupby(
        sorted(told["rows"], key=lambda row: (row["budget"], _PARTS.index(row["part"]))),
        key=lambda row: (row["budget"], row["part"]),
    )
    for (budget, part), rows in by_budget:
        yield f"**{budget:g} CPU s, {part}: mean gap % (worst)**\n\n{_table(engines, list(rows))}"


def _table(engines: Sequence[str], rows: Sequence[dict[str, Any]]) -> str:
    cells = {(row["family"], row["engine"]): row for row in rows}
    families = [family.name for family in FAMILIES if any(row["family"] == family.name for row in rows)]
    heads = ["family", *engines]
    means = ["**mean of families**", *(_mean([row for row in rows if row["engine"] == engine]) for engine in engines)]
    lines = [[family, *(_told(cells.get((family, engine))) for engine in engines)] for family in families]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *lines, means))


def _mean(rows: Sequence[dict[str, Any]]) -> str:
    """The mean over families, each counting once; how many, where some have cells without a gap."""
    whole = [row["mean_gap"] for row in rows if row["scored"] == row["cells"]]
    if not whole:
        return "none"
    return f"{fmean(whole):.2f}" + (f" ({len(whole)} of {len(rows)})" if len(whole) < len(rows) else "")


def _told(row: dict[str, Any] | None) -> str:
    """A mean with its worst; how many cells count, where not all do; requests left out, where there are any."""
    if row is None:
        return ""
    if row["mean_gap"] is None:
        return f"none of {row['cells']}"
    counted = "" if row["scored"] == row["cells"] else f", {row['scored']} of {row['cells']}"
    left = f", {row['left_out']:g} left out" if row["left_out"] else ""
    return f"{row['mean_gap']:.2f} ({row['worst_gap']:.2f}{counted}{left})"
