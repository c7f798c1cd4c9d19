"""The power is cut while customers book, ten thousand times at another moment: what they were told must be there.

python benchmarks/bench_power_cuts.py                    10 000 cuts as the store is, 1 000 with synchronous=NORMAL
      --cuts 1000 --bookings 200 --seed 2                other sizes
python benchmarks/bench_power_cuts.py --smoke            few of each; writes nothing
"""

import argparse
import json
import platform
import sqlite3
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.race import power
from benchmarks.race.recording import Acknowledged, NotRecordable, Synced, Written
from planner.store.sqlite import _WRITER

RESULTS = Path(__file__).parent / "results" / "bench_power_cuts.json"


def cut_often(bookings: int, cuts: int, seed: int, synchronous: str = "FULL") -> dict[str, Any]:
    """Record the store with this setting, cut the power and return the figures."""
    pragmas = tuple(f"synchronous={synchronous}" if "synchronous" in one else one for one in _WRITER)
    with tempfile.TemporaryDirectory() as live, tempfile.TemporaryDirectory() as dead:
        with patch("planner.store.sqlite._WRITER", pragmas):
            happened = power.book(Path(live), bookings, seed)
        found = power.cut(happened, Path(dead), cuts, seed)
    kinds = {"acknowledged": Acknowledged, "syncs": Synced, "writes": Written}
    counted = {name: sum(isinstance(event, kind) for event in happened.events) for name, kind in kinds.items()}
    return {"synchronous": synchronous, "seed": seed, **counted, **asdict(found)}


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="few cuts; nothing written")
    parser.add_argument("--cuts", type=int, default=10_000)
    parser.add_argument("--bookings", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> int:
    """Cut, print, keep the figures; fail if anything was lost, or nothing where it must be."""
    options = arguments()
    cuts, bookings = (60, 40) if options.smoke else (options.cuts, options.bookings)
    try:
        full = cut_often(bookings, cuts, options.seed)
        print(json.dumps(full), flush=True)
        normal = cut_often(bookings, max(60, cuts // 10), options.seed, "NORMAL")
    except NotRecordable:
        print("this Python's sqlite3 is built in: its writes cannot be recorded; nothing was tested")
        return 0
    print(json.dumps(normal))
    if not options.smoke:
        found = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "full": full, "normal": normal}
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0 if not full["lossy"] + full["half"] + full["corrupt"] and normal["lossy"] else 1


if __name__ == "__main__":
    sys.exit(main())
