"""A telephone at our own calendar door: how long each thing it asks takes, by the clock, until it has its answer.

python benchmarks/bench_door.py            one technician with 600 visits on a SQLite file; writes its results
python benchmarks/bench_door.py --smoke    a few visits; writes nothing

What a telephone writes counts in the plan once it has its answer: nothing waits for a worker.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx

from api import migrations, wiring
from api.application import create_application
from api.caldav.places import Places
from api.settings import read_settings
from benchmarks.bench_following import Stage, fill, shift
from benchmarks.elsewhere import OnServer
from calendar_sync import CalendarEntry, read_calendar
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.port import Resource
from calendar_sync.writing import render_object
from desk.showing import add_device
from planner.services import Service
from planner.technicians import Absence, Technician
from tests.calendar_sync.samples import an_entry
from tests.support.http_server import serving
from tests.support.planner import a_firm, a_service, a_technician

RESULTS = Path(__file__).parent / "results" / "bench_door.json"
TIMES = 40
AFTER_ALL_VISITS = timedelta(days=90)
TOMORROW = timedelta(days=1)
HOUR, FIVE_MINUTES = timedelta(hours=1), timedelta(minutes=5)


@contextmanager
def telephone(visits: int) -> Iterator[tuple[Stage, CalDAVCalendar]]:
    """A served house with one technician who has so many visits, and his calendar as his telephone reads it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(data_folder=Path(folder), log_level="error")
        migrations.migrate(settings.database)
        house = wiring.open_house(settings)
        firm = house.transactions.create_firm(a_firm())
        house.transactions.write(firm.id, lambda work: work.of(Technician).put(a_technician()))
        house.transactions.write(firm.id, lambda work: work.of(Service).put(a_service()))
        device, password = house.transactions.write(firm.id, lambda work: add_device(work, a_technician().id))
        signed_in = (f"{device.id}@{firm.slug}", password)
        try:
            with serving(create_application(house)) as address, httpx.Client(auth=signed_in, timeout=60) as client:
                url = address + Places(a_technician().id).calendar
                here = Stage(house, OnServer(client, url))
                fill(here, visits)
                yield here, CalDAVCalendar(client, url)
        finally:
            house.close()


def timed(call: Callable[[int], object], times: int) -> dict[str, float]:
    """The middle and the 95th of a hundred of so many calls, in milliseconds."""
    taken = []
    for number in range(times):
        begun = time.perf_counter()
        call(number)
        taken.append(1_000 * (time.perf_counter() - begun))
    cuts = statistics.quantiles(taken, n=20, method="inclusive")
    return {"p50": round(statistics.median(taken), 1), "p95": round(cuts[-1], 1)}


def measured(visits: int, times: int) -> dict[str, object]:
    """Each thing a telephone asks."""
    with telephone(visits) as (here, calendar):
        begun = time.perf_counter()
        there = calendar.changes("")
        bodies = calendar.fetch(there.changed)
        first = round(time.perf_counter() - begun, 2)
        figures: dict[str, object] = {"visits": len(bodies), "first_load_s": first}
        figures["nothing_new_ms"] = timed(lambda _number: calendar.changes(there.token), times)
        shift(here, here.routes()[:1])
        figures["a_visit_was_moved_ms"] = timed(lambda _number: calendar.changes(there.token), times)
        free = here.house.clock().replace(minute=0, second=0, microsecond=0) + AFTER_ALL_VISITS
        figures["he_blocks_an_hour_ms"] = timed(lambda number: block(calendar, free, number), times)
        figures["blocks_in_the_plan"] = here.do(lambda work: len(work.of(Absence).find()))
        entries = {href: read(one) for href, one in calendar.fetch(there.changed).items()}
        ahead = [href for href, one in sorted(entries.items()) if one.start > here.house.clock() + TOMORROW][:times]
        figures["he_moves_a_visit_ms"] = timed(lambda number: move(calendar, ahead[number]), len(ahead))
        moved = calendar.fetch(ahead)
        figures["moves"], figures["granted"] = (
            len(ahead),
            sum(read(moved[one]).start > entries[one].start for one in ahead),
        )
        return figures


def block(calendar: CalDAVCalendar, free: datetime, number: int) -> None:
    """He writes an hour of his own, each two hours after the last."""
    start = free + 2 * number * HOUR
    calendar.create(f"own-{number}.ics", render_object(an_entry(f"own-{number}", start=start, end=start + HOUR)))


def move(calendar: CalDAVCalendar, href: str) -> None:
    """He moves a visit by five minutes, as he reads it at that moment."""
    (there,) = calendar.fetch([href]).values()
    entry = read(there)
    later = replace(entry, start=entry.start + FIVE_MINUTES, end=entry.end + FIVE_MINUTES)
    calendar.replace(href, render_object(later, over=there.body), there.etag)


def read(there: Resource) -> CalendarEntry:
    """The one entry of an object."""
    (entry,) = read_calendar(there.body, zone="Europe/Paris").entries
    return entry


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small, nothing written")
    smoke = parser.parse_args().smoke
    figures = measured(*((245, 3) if smoke else (600, TIMES)))
    if not smoke:
        RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
