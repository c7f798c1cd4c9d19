"""One cell in a process of its own: an engine is given an instance, and every plan it tells becomes a line."""

import json
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.engines import Clock, engine
from benchmarks.solve.catalogue import open_case


def patience(budget: float) -> float:
    """CPU seconds after which an engine hangs."""
    return 4 * budget + 60


def _limit(seconds: float) -> None:
    """Let the system end this process after so many more CPU seconds."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds), hard))


def main() -> None:
    """Arguments: the data folder, the family, the instance, the engine, CPU seconds, the seed."""
    root, family, name, asked, budget, seed = sys.argv[1:]
    instance, _ = open_case(Path(root), family, name)
    chosen = engine(asked)
    chosen.prepare()
    _limit(patience(float(budget)))
    clock = Clock(float(budget))

    def tell(routes: Sequence[Sequence[int]], rounds: int, cpu: float | None = None) -> None:
        spent = clock.spent if cpu is None else cpu
        answer = {"routes": [list(route) for route in routes], "rounds": rounds, "cpu": round(spent, 3)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

    chosen.solve(instance, clock, int(seed), tell)


if __name__ == "__main__":
    main()
