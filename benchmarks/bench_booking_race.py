"""Customers race for the same slots, whoever keeps the store is killed, and a judge compares.

python benchmarks/bench_booking_race.py                  below the door: 20 000 operations, 20 kills, on a file
      --operations 1000000 --kills 1000                  more, in pieces; run again, it goes on where it stopped
      --store postgresql                                 two keepers on PostgreSQL, whose own processes are killed too
      --lines 2                                          two pieces at a time (on a file)
      --faults                                           each planted fault once: the judge must find every one
python benchmarks/bench_booking_race.py --door           10 000 operations over HTTP by 8 processes (--store as above)
      --door --kills 50                                  the server is killed that often in the middle
      --door --careless                                  a check-then-insert server: the judge must find something
python benchmarks/bench_booking_race.py --smoke          all of it in small, on a file; writes nothing
"""

import argparse
import json
import platform
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.race import door, pieces
from benchmarks.race.databases import STORES, databases
from benchmarks.race.faults import FAULTS
from benchmarks.race.pieces import Outcome, Piece

RESULTS = Path(__file__).parent / "results" / "bench_booking_race.json"
PIECE, SMALL = 5_000, 1_800
ON_POSTGRESQL_ONLY = {"asynchronous-commit"}
ON_A_FILE_ONLY = {"check-then-insert"}

Figures = dict[str, Any]


@contextmanager
def workshop(options: argparse.Namespace) -> Iterator[tuple[Path, Any]]:
    """Yield a folder and what makes new databases."""
    with tempfile.TemporaryDirectory(dir=options.folder) as name, databases(Path(name), options.store) as new:
        yield Path(name), new


def play(folder: Path, piece: Piece) -> tuple[Piece, Outcome]:
    """Run one piece in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        url = piece.url if piece.on_postgresql else f"sqlite:///{own}/race.sqlite"
        piece = Piece(url, Path(own), piece.questions, piece.kills, piece.seed, piece.fault)
        return piece, pieces.run(piece)


def lines_of(count: int) -> ProcessPoolExecutor:
    """Return processes that play pieces, warmed up; each has no other threads, for it forks."""
    return ProcessPoolExecutor(count, get_context("spawn"), initializer=pieces.warmed_up)


def below_the_door(options: argparse.Namespace) -> int:
    """Play the pieces that are still to be played and keep the sum after each."""
    name = f"below the door, {options.store}"
    total = json.loads(RESULTS.read_text(encoding="utf-8")).get(name, {})
    if options.again or total.get("first_seed") != options.seed:
        total = {"first_seed": options.seed, "pieces": 0, "operations": 0, "kills": 0, "lost_replies": 0}
    wanted = max(1, round(options.operations / PIECE))
    kills = [(number + 1) * options.kills // wanted - number * options.kills // wanted for number in range(wanted)]
    left = range(total["pieces"], wanted)
    with workshop(options) as (folder, new), lines_of(options.lines) as lines:
        questions = min(PIECE, options.operations)
        played = [
            lines.submit(play, folder, Piece(new(), folder, questions, kills[number], options.seed + number))
            for number in left
        ]
        for done in as_completed(played):
            piece, outcome = done.result()
            total = added(total, piece, outcome)
            keep(name, total)
            print(told(total, outcome), flush=True)
    return 1 if total.get("anomalies") else 0


def added(total: Figures, piece: Piece, outcome: Outcome) -> Figures:
    """Return the sum with one more piece."""
    odd = {**total.get("odd", {})}
    if outcome.verdict.anomalies:
        odd[f"seed {piece.seed}"] = outcome.verdict.examples
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "players": pieces.PLAYERS,
        "first_seed": total["first_seed"],
        "pieces": total["pieces"] + 1,
        "operations": total["operations"] + outcome.asked,
        "kills": total["kills"] + outcome.kills,
        "lost_replies": total["lost_replies"] + outcome.lost_replies,
        "verbs": dict(Counter(total.get("verbs", {})) + Counter(outcome.verbs)),
        "refused": dict(Counter(total.get("refused", {})) + Counter(outcome.refused)),
        "seconds": round(total.get("seconds", 0) + outcome.seconds + outcome.judged, 1),
        "anomalies": dict(Counter(total.get("anomalies", {})) + Counter(outcome.verdict.anomalies)),
        "odd": odd,
    }


def told(total: Figures, outcome: Outcome) -> str:
    """Return one line of progress."""
    rate = outcome.asked / outcome.seconds
    return (
        f"{total['operations']:>9,} operations {total['kills']:>5} kills {total['lost_replies']:>6} replies lost "
        f"{rate:6.0f}/s  judged in {outcome.judged:.1f} s  anomalies {total['anomalies'] or 'none'}"
    )


def planted_faults(options: argparse.Namespace, questions: int) -> Figures:
    """Play each planted fault and a careful piece beside them; return what was found of each."""
    wrong_store = ON_POSTGRESQL_ONLY if options.store == "sqlite" else ON_A_FILE_ONLY
    found: Figures = {}
    with workshop(options) as (folder, new), lines_of(1) as line:
        for fault in ("", *(name for name in FAULTS if name not in wrong_store)):
            piece = Piece(new(), folder, questions, options.kills, options.seed, fault)
            _, outcome = line.submit(play, folder, piece).result()
            found[fault or "none"] = outcome.verdict.anomalies
            print(f"{fault or 'none':<20} {outcome.verdict.anomalies or 'nothing found'}", flush=True)
    return found


def all_found(found: Figures) -> bool:
    """Tell whether every planted fault was found, and nothing where none was planted."""
    return not found["none"] and all(caught for fault, caught in found.items() if fault != "none")


def smoke(options: argparse.Namespace) -> int:
    """Race a little below the door and through it, carefully and not."""
    options.kills = 3
    below = planted_faults(options, SMALL)
    options.operations, options.pause, options.kills, options.careless = 240, 1.0, 0, False
    careful, careless = door.one_race(options), door.first_caught(options)
    print(json.dumps({"careful": careful, "careless": careless}, indent=1))
    return 0 if all_found(below) and careful["clean"] and not careless["clean"] else 1


def through_the_door(options: argparse.Namespace) -> int:
    """Race over HTTP, print, keep the figures; fail if the judge found something, or nothing where he must."""
    found = {"python": platform.python_version(), "clients": door.CLIENTS, "kills": options.kills}
    found |= door.one_race(options)
    name = "-".join([options.store, *(["careless"] if options.careless else [])])
    keep(f"{name}, {options.kills} kills" if options.kills else name, found)
    print(json.dumps(found, indent=1))
    return 0 if found["clean"] != options.careless else 1


def keep(name: str, found: Figures) -> None:
    """Write figures beside the others."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) | {name: found}
    whole = RESULTS.with_suffix(".new")
    whole.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    whole.replace(RESULTS)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small, careful then not; nothing written")
    parser.add_argument("--operations", type=int, default=0, help="20 000, or 10 000 through the door")
    parser.add_argument("--kills", type=int, default=-1, help="one in a thousand operations; through the door none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("--lines", type=int, default=1, help="pieces at a time")
    parser.add_argument("--folder", type=Path, help="where the files are: a RAM disk spares the disk kills do not test")
    parser.add_argument("--again", action="store_true", help="from the first piece, whatever was played before")
    parser.add_argument("--faults", action="store_true", help="play each planted fault once")
    parser.add_argument("--door", action="store_true", help="over HTTP")
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between kills at the door")
    parser.add_argument("--careless", action="store_true", help="at the door: check, then insert")
    options = parser.parse_args()
    options.operations = options.operations or (10_000 if options.door else 20_000)
    if options.kills < 0:
        options.kills = 0 if options.door else options.operations // 1_000
    return options


def main() -> int:
    """Race as asked."""
    options = arguments()
    if options.smoke:
        return smoke(options)
    if options.door:
        return through_the_door(options)
    if options.faults:
        options.kills = 6
        found = planted_faults(options, 2 * SMALL)
        keep(f"planted faults, {options.store}", found)
        return 0 if all_found(found) else 1
    return below_the_door(options)


if __name__ == "__main__":
    sys.exit(main())
