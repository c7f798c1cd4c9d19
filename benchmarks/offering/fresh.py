"""A process that has just begun: how soon it has its first slot, by numpy, while nothing is compiled yet; CPU time.

python benchmarks/offering/fresh.py 10    the firm of ten technicians; prints one line of JSON
"""

import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main() -> None:
    """Load the solver, compile the routes, ask, and look at the cheapest offer; then ask again once all is compiled."""
    from benchmarks.offering.firm import a_firm, a_request  # noqa: PLC0415  # loading is a part of what is measured
    from solver import Schedule, compile_route, compiled, offers, warm  # noqa: PLC0415

    loaded = time.process_time()
    given, visit = a_firm(int(sys.argv[1])).blocks, a_request(random.Random(2))
    made = time.process_time()
    blocks = [compile_route(one.shift, one.visits, travel=one.travel, weights=one.weights) for one in given]
    found = offers(Schedule.of(blocks), visit)
    first = found.ranked(1)[0]
    answered = time.process_time()
    by_numpy = not compiled()
    warm()
    again = offers(Schedule.of(blocks), visit)
    same = all(
        getattr(found.columns, name).tolist() == getattr(again.columns, name).tolist()
        for name in ("route", "window", "position", "cost")
    )
    report = {
        "loading_ms": round(1000 * loaded, 1),
        "first_slot_ms": round(1000 * (loaded + answered - made), 1),
        "by_numpy": by_numpy,
        "offers": len(found),
        "cheapest": first.cost.total,
        "same_once_compiled": same,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
