"""What anybody may send our calendars, a million times: read, never thrown by, and never long.

python benchmarks/fuzz_calendars.py                1 000 000 inputs over all doors, guided by what they reach; an hour
python benchmarks/fuzz_calendars.py --doors xml    one door
python benchmarks/fuzz_calendars.py --smoke        some hundred inputs a door, unguided; needs no fuzzer, writes
                                                   nothing, fails for what is wrong and not for what is slow

The guide is atheris (group `fuzz` of pyproject.toml), each door a process of its own. Inputs of up to 4 kB start from
this house's samples and, where CRENEAU_BENCHMARK_DATA names them, from public calendars; lines are mixed, cut and
mistyped, and bytes. An input is wrong when anything but an error of `calendar_sync.errors` comes out, or not what must
be; it is slow when taking it in costs more than 100 ms of processor time, each of three times without the guide. What
is wrong or slow is kept, whole, with the figures.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

RESULTS = Path(__file__).parent / "results" / "fuzz_calendars.json"
TOO_LONG = 0.1
SMOKE = 300
KEPT = 20
GUIDED = ["calendar_sync", "icalendar", "defusedxml"]
NAMES = ("import", "sync", "replace", "xml", "dav")


@dataclass(slots=True)
class Figures:
    """What a door was sent: how many inputs, how many of them were `taken` for what they are, and their CPU seconds.

    `reached` counts the edges of the code that the guide saw. `wrong` holds one input, in hexadecimal, for each place
    that an error came from, `slow` those that took too long.
    """

    door: str
    inputs: int = 0
    taken: int = 0
    reached: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    wrong: dict[str, str] = field(default_factory=dict)
    slow: list[tuple[float, str]] = field(default_factory=list)


class Sending:
    """Sends inputs in by one door and keeps the figures."""

    def __init__(self, door: str) -> None:
        self.figures = Figures(door)
        self.least = math.inf
        self._take: Any = import_module("benchmarks.fuzzing.doors").DOORS[door]

    def send(self, data: bytes) -> None:
        """Send an input in: note what it costs and raises. Only taking it in is timed, not checking the answer."""
        check = None
        begun = time.thread_time()
        try:
            check = self._take(data)
        except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
            self._note_wrong(error, data)
        self._note_time(time.thread_time() - begun, data)
        if check:
            self._check(check, data)

    def _check(self, check: Callable[[], object], data: bytes) -> None:
        self.figures.taken += 1
        try:
            check()
        except Exception as error:  # noqa: BLE001 - as above
            self._note_wrong(error, data)

    def _note_wrong(self, error: Exception, data: bytes) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
        self.figures.wrong.setdefault(where, data.hex())

    def _note_time(self, took: float, data: bytes) -> None:
        figures = self.figures
        figures.inputs += 1
        figures.seconds += took
        figures.slowest = max(took, figures.slowest)
        self.least = min(took, self.least)
        if took > TOO_LONG:
            figures.slow = sorted([*figures.slow, (took, data.hex())], reverse=True)[:KEPT]


def unguided(door: str, inputs: int) -> Figures:
    """So many inputs made at random."""
    sending, random = Sending(door), Random(7)
    make = import_module("benchmarks.fuzzing.inputs")
    seeds = _seeds(door)
    for _ in range(inputs):
        sending.send(make.mutated(random.choice(seeds), seeds, random))
    return sending.figures


def guided(door: str, inputs: int, told: Path) -> None:
    """So many inputs led by what they reach; the figures go to a file, for the guide ends the process."""
    import atheris  # type: ignore[import-untyped]  # noqa: PLC0415 - only who asks for a million inputs needs it

    with atheris.instrument_imports(include=GUIDED):
        sending = Sending(door)
    make = import_module("benchmarks.fuzzing.inputs")
    seeds = _seeds(door)

    def send(data: bytes) -> None:
        sending.send(data)
        if sending.figures.inputs % 1_000 == 0 or sending.figures.inputs >= inputs:
            told.write_text(json.dumps(asdict(sending.figures)), encoding="utf-8")

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.3:  # noqa: PLR2004 - most inputs are mistyped lines, some mistyped bytes
            return bytes(atheris.Mutate(data, longest))
        return bytes(make.mutated(data, seeds, random)[:longest])

    corpus = told.with_suffix("")
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / str(number)).write_bytes(seed)
    command = [sys.argv[0], str(corpus), f"-atheris_runs={inputs}", f"-max_len={make.LONGEST}", "-timeout=60"]
    atheris.Setup(command, send, custom_mutator=mutate)
    atheris.Fuzz()


def _seeds(door: str) -> list[bytes]:
    make = import_module("benchmarks.fuzzing.inputs")
    found: list[bytes] = make.calendars() if door in {"import", "sync", "replace"} else make.xml()
    return found


def main() -> None:
    """Send, tell, and keep what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--doors", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--inputs", type=int, default=1_000_000, help="over all doors together")
    parser.add_argument("--smoke", action="store_true", help="a few hundred a door, unguided, nothing written")
    parser.add_argument("--guided", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.guided:
        guided(asked.doors[0], asked.inputs, asked.guided)
    if not asked.smoke and find_spec("atheris") is None:
        parser.error("atheris is missing: uv pip install --group fuzz")
    each = SMOKE if asked.smoke else -(-asked.inputs // len(asked.doors))
    figures = [unguided(door, each) if asked.smoke else in_a_process(door, each) for door in asked.doors]
    for one in figures:
        remeasured = [(again(one.door, data), data) for _, data in one.slow]
        one.slow = [(seconds, data) for seconds, data in remeasured if seconds > TOO_LONG]
    if not asked.smoke:
        known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        known |= {one.door: asdict(one) for one in figures}
        RESULTS.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    Console().print(told(figures))
    sys.exit(any(one.wrong or (one.slow and not asked.smoke) for one in figures))


def in_a_process(door: str, inputs: int) -> Figures:
    """So many guided inputs in a process that ends with them."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "figures.json"
        command = [sys.executable, __file__, "--doors", door, "--inputs", str(inputs), "--guided", str(told)]
        guide = subprocess.run(  # noqa: S603 - this very script
            command, capture_output=True, text=True, check=False
        )
        figures = Figures(**json.loads(told.read_text(encoding="utf-8")))
        reached = re.findall(r"cov: (\d+)", guide.stderr)
        figures.reached = int(reached[-1]) if reached else 0
    return figures


def again(door: str, data: str) -> float:
    """The least processor time, in seconds, of three times without the guide."""
    sending = Sending(door)
    for _ in range(3):
        sending.send(bytes.fromhex(data))
    return sending.least


def told(figures: list[Figures]) -> Table:
    """The figures as a table."""
    table = Table("door", "inputs", "taken in", "reached", "mean ms", "slowest ms", "over 100 ms", "wrong")
    for one in figures:
        mean = f"{1_000 * one.seconds / max(1, one.inputs):.2f}"
        row = (one.inputs, one.taken, one.reached, mean, f"{1_000 * one.slowest:.0f}", len(one.slow), len(one.wrong))
        table.add_row(one.door, *map(str, row))
    return table


if __name__ == "__main__":
    main()
