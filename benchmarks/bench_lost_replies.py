"""Customers book over a network that cuts a third of all connections: nobody books twice, or without knowing.

python benchmarks/bench_lost_replies.py                  10 000 booking requests with keys, 1 000 without, on a file
      --requests 2000 --seed 2 --cut 0.5 --store postgresql
python benchmarks/bench_lost_replies.py --smoke          few of each; writes nothing

They are sent in pieces, each to a new firm, which would be full otherwise, over a network with the next seed.
"""

import argparse
import json
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.race.clients import journals_of, let_loose
from benchmarks.race.databases import STORES, database
from benchmarks.race.judge import judge
from benchmarks.race.proxy import CUTS, bad_network
from benchmarks.race.servers import found_firm, serving

RESULTS = Path(__file__).parent / "results" / "bench_lost_replies.json"
CLIENTS, TECHNICIANS = 8, 60
PIECE = 2_000
"""So many requests fill less than half of a firm."""

WRONG = ("ghosts", "holds_lost", "lost", "overlaps", "broken")
Figures = dict[str, Any]


def book(options: argparse.Namespace, requests: int, *, keyed: bool) -> Figures:
    """Send so many holds and confirmations, piece by piece, and return what they all came to."""
    total: Figures = {}
    for number, sent in enumerate(range(0, requests, PIECE)):
        found = one_piece(options, options.seed + number, min(PIECE, requests - sent), keyed=keyed)
        total |= {name: total.get(name, 0) + figure for name, figure in found.items()}
        print(f"{total['requests']:>6} requests, {total['cut']} cut: {found}", flush=True)
    return {"keys": keyed, "seed": options.seed, **total, "seconds": round(total["seconds"])}


def one_piece(options: argparse.Namespace, seed: int, requests: int, *, keyed: bool) -> Figures:
    """Send so many holds and confirmations through the proxy and return what customers and database say."""
    with tempfile.TemporaryDirectory() as name, database(Path(name), options.store) as url:
        folder = Path(name)
        found_firm(url, TECHNICIANS)
        begun = time.perf_counter()
        with serving(url, folder, servers=1) as (server,), bad_network(server.port, seed, options.cut) as proxy:
            share = requests // CLIENTS
            clients = let_loose(proxy.address, range(CLIENTS), share, folder, only_book=True, keyed=keyed)
            journals = journals_of(clients, folder)
        seconds = time.perf_counter() - begun
        verdict = judge(url, journals)
    asked = sum(sum(journal["operations"].values()) for journal in journals)
    held = sum(journal["operations"].get("hold", 0) - journal["refused"].get("hold 409", 0) for journal in journals)
    return {
        "requests": asked,
        "connections": proxy.fates.total(),
        "cut": sum(proxy.fates[fate] for fate in CUTS),
        **{f"connections, {fate}": number for fate, number in proxy.fates.items()},
        "tries_unanswered": sum(journal["unanswered"] for journal in journals),
        "confirmed": verdict.confirmed,
        "ghosts": verdict.unknown + max(verdict.held - held, 0),
        "holds_lost": max(held - verdict.held, 0),
        "lost": verdict.lost,
        "overlaps": verdict.overlaps,
        "broken": verdict.broken,
        "seconds": round(seconds, 1),
    }


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="few requests; nothing written")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cut", type=float, default=0.35, help="the part of connections that are cut")
    parser.add_argument("--store", choices=STORES, default="sqlite")
    return parser.parse_args()


def main() -> int:
    """Book with keys and without, print, keep the figures; fail if a key let a ghost in, or their lack none."""
    options = arguments()
    requests = 160 if options.smoke else options.requests
    with_keys = book(options, requests, keyed=True)
    without = book(options, max(160, requests // 10), keyed=False)
    if not options.smoke:
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        kept[options.store] = {"python": platform.python_version(), "with keys": with_keys, "without": without}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    wrong = sum(with_keys[name] for name in WRONG)
    return 0 if not wrong and without["ghosts"] else 1


if __name__ == "__main__":
    sys.exit(main())
