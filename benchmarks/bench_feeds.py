"""What a calendar feed of a thousand visits costs the processor, as a program that subscribed asks for it.

python benchmarks/bench_feeds.py            26 technicians, two weeks of four visits a day; writes its results
python benchmarks/bench_feeds.py --smoke    two technicians; writes nothing
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.visit_feeds import visit_feed
from benchmarks.bench_portal import SEYNOD, a_house, fill
from benchmarks.race.servers import SLUG, found_firm
from calendar_sync import read_calendar, render_feed
from desk.feeds import Feed, open_feed
from planner.appointments import Appointment
from planner.identifiers import SiteId
from planner.ports import Work
from planner.sites import Site

RESULTS = Path(__file__).parent / "results" / "bench_feeds.json"
TIMES = 11


def located(work: Work) -> None:
    """Give each appointment a place of its own."""
    for appointment in work.of(Appointment).find():
        site = Site(SiteId(appointment.id), None, SEYNOD, "house", "8 rue des Prés", "74600", "Annecy")
        work.of(Site).put(site)
        work.of(Appointment).put(replace(appointment, site_id=site.id))


def cpu(call: Callable[[], object]) -> float:
    """The median processor time of a call, in milliseconds."""
    taken = []
    for _ in range(TIMES):
        begun = time.process_time()
        call()
        taken.append(time.process_time() - begun)
    return 1_000 * statistics.median(taken)


def measured(technicians: int) -> dict[str, float]:
    """The team's feed: how many events and bytes, and the CPU milliseconds of writing it, and of all a request does."""
    with tempfile.TemporaryDirectory() as folder, a_house(Path(folder)) as house:
        found_firm(house.settings.database, technicians)
        firm = house.transactions.firm_by_slug(SLUG)
        house.transactions.write(firm.id, lambda work: fill(work, random.Random(7)))
        house.transactions.write(firm.id, located)
        feed: Feed = house.transactions.write(firm.id, lambda work: open_feed(work, None))[0]

        def asked() -> bytes:
            with house.transactions.read(firm.id) as work:
                return visit_feed(work, feed, house.settings.address)

        body = asked()
        entries = read_calendar(body, zone=firm.zone_name).entries
        return {
            "events": len(entries),
            "bytes": len(body),
            "written_cpu_ms": round(cpu(lambda: render_feed(entries, name="Équipe", zone=firm.zone_name)), 1),
            "asked_cpu_ms": round(cpu(asked), 1),
        }


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small, nothing written")
    smoke = parser.parse_args().smoke
    figures = measured(2 if smoke else 26)
    if not smoke:
        RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(figures)


if __name__ == "__main__":
    main()
