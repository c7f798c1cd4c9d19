"""The families of instances, where their files are, what is known of them, and the fixed sample that is measured.

The files are other people's and stand in the folder that `CRENEAU_BENCHMARK_DATA` names.
"""

import csv
import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from solver.formats import Instance, Rounding, read_solomon, read_trsp, read_vrplib, read_vrplib_solution

VARIABLE = "CRENEAU_BENCHMARK_DATA"
SAMPLE = Path(__file__).with_name("sample.json")
TUNING, HELD_OUT = "tuning", "held out"

_SEED = 2027


@dataclass(frozen=True, slots=True)
class Family:
    """Instances of one kind: a folder, what their names are like, and how many the sample has of them."""

    name: str
    folder: str
    pattern: str
    sampled: int

    def files(self, root: Path) -> Iterator[Path]:
        """The files of this family under the data folder, by name."""
        for file in sorted((root / self.folder).iterdir(), key=lambda file: file.stem.lower()):
            if re.fullmatch(self.pattern, file.name, re.IGNORECASE):
                yield file


FAMILIES = (
    *(Family(f"Solomon {kind}", "solomon/100", rf"{kind}\d\d\.txt", 2) for kind in ("C1", "R1", "RC1")),
    *(Family(f"Solomon {kind}", "solomon/100", rf"{kind}\d\d\.txt", 2) for kind in ("C2", "R2", "RC2")),
    Family("GH 200", "solomon/200", r".*\.txt", 4),
    Family("GH 400", "solomon/400", r".*\.txt", 4),
    Family("GH 1000", "vrplib/VRPTW1000", r".*\.vrp", 2),
    Family("SDVRPTW", "vrplib/SDVRPTW", r".*\.vrp", 4),
    Family("MDVRPTW", "vrplib/MDVRPTW", r".*\.vrp", 2),
    Family("TRSP", "trsp", r".*-5\.txt", 6),
    Family("TRSP with depot", "trsp", r".*-5\.txt", 0),
)
"""TRSP is measured without depot: no other engine here knows one."""

INVENTED = (Family("invented", "", r"tiny-solomon\.txt", 0), Family("TRSP invented", "", r"tiny-trsp\.txt", 0))
"""Small ones that stand in the repository, beside the reference."""

EXAMPLES = Path(__file__).parents[2] / "docs" / "reference" / "examples"

BY_NAME = {family.name: family for family in (*FAMILIES, *INVENTED)}


@dataclass(frozen=True, slots=True)
class Case:
    """One instance to measure, and whether parameters may be chosen by looking at it."""

    family: str
    name: str
    part: str

    @property
    def tuning(self) -> bool:
        """Whether it may be looked at while tuning."""
        return self.part == TUNING


def data_folder() -> Path | None:
    """Where the public instances are, if there are any here."""
    folder = os.environ.get(VARIABLE)
    return Path(folder) if folder else None


@cache
def sample() -> list[Case]:
    """The fixed sample, as it was drawn."""
    drawn = json.loads(SAMPLE.read_text(encoding="utf-8"))["families"]
    return [Case(family, name, part) for family, cases in drawn.items() for name, part in cases.items()]


def everything(root: Path) -> list[Case]:
    """Every instance of the folder; those outside the sample are held out."""
    part = {(case.family, case.name): case.part for case in sample()}
    return [
        Case(family.name, file.stem, part.get((family.name, file.stem), HELD_OUT))
        for family in FAMILIES
        for file in family.files(root)
    ]


def draw(root: Path) -> dict[str, dict[str, str]]:
    """The sample's rule: of each family, seeded, so many names; by name, tuning and held out take turns.

    The turns go on from one family to the next.
    """
    rng, turns, drawn = random.Random(_SEED), 0, {}
    for family in FAMILIES:
        names = [file.stem for file in family.files(root)]
        chosen = sorted(rng.sample(names, family.sampled))
        drawn[family.name] = {name: (TUNING, HELD_OUT)[(turns + at) % 2] for at, name in enumerate(chosen)}
        turns += len(chosen)
    return {family: cases for family, cases in drawn.items() if cases}


def open_case(root: Path, family: str, name: str) -> tuple[Instance, float | None]:
    """The instance and its best known cost; none where nobody published one in this convention."""
    file = next(file for file in BY_NAME[family].files(root) if file.stem == name)
    text = file.read_text(encoding="utf-8")
    if family.startswith("TRSP"):
        depot = family == "TRSP with depot"
        return read_trsp(text, depot=depot), best_durations(root)[name] if depot else None
    if family == "invented":
        return read_solomon(text), None
    if file.suffix == ".txt":
        return read_solomon(text), best_distances(root)[name.upper()]
    instance = read_vrplib(text, Rounding.DIMACS if family == "GH 1000" else Rounding.EXACT)
    return instance, read_vrplib_solution(file.with_suffix(".sol").read_text(encoding="utf-8"), instance.problem)[1]


@cache
def best_distances(root: Path) -> dict[str, float]:
    """Best known distances of Solomon's and Gehring and Homberger's instances, one decimal truncated."""
    with (root / "solomon" / "best_known_dimacs.csv").open(encoding="utf-8") as table:
        return {row["instance"].upper(): float(row["dimacs_bks"]) for row in csv.DictReader(table)}


@cache
def best_durations(root: Path) -> dict[str, float]:
    """Best known durations of the technicians' instances, with trips to the depot."""
    with (root / "trsp" / "best_known.csv").open(encoding="utf-8") as table:
        return {row["instance"]: float(row["duration"]) for row in csv.DictReader(table)}
