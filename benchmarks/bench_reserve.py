"""What the reserve for emergencies adds to the time of all offers, as a ratio: the same firm asked with and without it.

python benchmarks/bench_reserve.py            50 technicians; prints and writes nothing
python benchmarks/bench_reserve.py --smoke    a small firm, a few requests
"""

import argparse
import random
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench_portal import SEYNOD, fill
from planner.board import Board
from planner.firms import Firm
from planner.identifiers import FirmId, ServiceId, TechnicianId
from planner.memory import Memory
from planner.rules import FirmRules
from planner.services import Service
from planner.sites import Position
from planner.slots import Wish, offer_slots
from planner.staffing import save_rules
from planner.technicians import Technician
from planner.working_days import WeeklyHours
from solver import warm

WEEK = tuple(WeeklyHours(day, hour(8, 30), hour(17, 30)) for day in range(5))
REPAIR = Service(ServiceId("repair"), "repair", "Repair", timedelta(hours=1), skills={"repair": 1})
URGENT = replace(REPAIR, id=ServiceId("urgent"), code="urgence")
SUNDAY = datetime(2026, 11, 22, 20, tzinfo=UTC)


def a_firm(technicians: int) -> tuple[Memory, FirmId]:
    """So many repairers around Annecy, their next two weeks full of visits."""
    rng, memory, firm = random.Random(7), Memory(clock=lambda: SUNDAY), Firm(FirmId("f"), "f", "F")
    memory.create_firm(firm)
    memory.write(firm.id, lambda work: work.of(Service).put(REPAIR))
    for number in range(technicians):
        home = Position(SEYNOD.lat + rng.uniform(-0.1, 0.1), SEYNOD.lon + rng.uniform(-0.1, 0.1))
        one = Technician(TechnicianId(f"t{number:03}"), f"T {number}", home, home, WEEK, skills={"repair": 1})
        memory.write(firm.id, lambda work, one=one: work.of(Technician).put(one))  # type: ignore[misc]
    memory.write(firm.id, lambda work: fill(work, rng))
    memory.write(firm.id, lambda work: work.of(Service).put(URGENT))
    return memory, firm.id


def cpu_ms(memory: Memory, firm_id: FirmId, board: Board) -> float:
    """Milliseconds of CPU time for all offers to one customer."""
    with memory.read(firm_id) as work:
        begun = time.process_time_ns()
        offer_slots(work, Wish(REPAIR.id, SEYNOD), board)
        return (time.process_time_ns() - begun) / 1e6


def measured(memory: Memory, firm_id: FirmId, minutes: int, requests: int) -> float:
    """The median over the requests, the first of which compiles the routes and is not counted."""
    memory.write(firm_id, lambda work: save_rules(work, FirmRules(reserve=timedelta(minutes=minutes))))
    board = Board()
    cpu_ms(memory, firm_id, board)
    return median(cpu_ms(memory, firm_id, board) for _ in range(requests))


def main() -> None:
    """Ask in turn without and with a reserve, so that a busy machine slows both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a small firm, a few requests")
    smoke = parser.parse_args().smoke
    warm()
    technicians, requests, rounds = (5, 3, 1) if smoke else (50, 60, 5)
    memory, firm_id = a_firm(technicians)
    pairs = [tuple(measured(memory, firm_id, minutes, requests) for minutes in (0, 60)) for _ in range(rounds)]
    without, with_it = (median(side) for side in zip(*pairs, strict=True))
    ratio = median(two / one for one, two in pairs)
    print(f"{technicians} technicians: {without:.1f} ms without, {with_it:.1f} ms with, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
