"""How long a customer waits for the portal's page of slots, by the wall clock and by CPU time, in one process.

python benchmarks/bench_portal.py            the demonstration and 50 technicians; writes results/bench_portal.json
python benchmarks/bench_portal.py --smoke    a small firm, a few requests; writes nothing
"""

import argparse
import asyncio
import json
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from rich.console import Console
from rich.table import Table

from api import migrations, wiring
from api.house import House
from api.settings import read_settings
from benchmarks.race.servers import SLUG as SYNTHETIC
from benchmarks.race.servers import found_firm
from desk.demo import SLUG as DEMO
from desk.demo import catch_up, create_demo, opening
from planner.appointments import Appointment, State
from planner.board import Board
from planner.identifiers import AppointmentId, new_id
from planner.intervals import Interval
from planner.ports import Clock, Work
from planner.routes import Route, Visit
from planner.services import Service
from planner.sites import Position
from planner.slots import Wish, offer_slots
from planner.technicians import Technician
from planner.translation import retimed
from planner.windows import windows_of_day
from planner.working_days import days_between, local_day
from solver import warm
from web.main import application

RESULTS = Path(__file__).parent / "results" / "bench_portal.json"
SEED, DAYS, VISITS_A_DAY = 7, 14, 4
SEYNOD = Position(45.8846, 6.0908)


@dataclass(frozen=True, slots=True)
class Measure:
    """One firm, in milliseconds: `page` is the whole HTTP answer, `offer_slots` the planner's part of it.

    By the wall clock, which a busy machine stretches, except `page_cpu`: the time the process itself worked.

    `cold` is the first request of a process, which compiles every route; `after_booking` the first one after another
    customer's hold; the others are asked of an unchanged plan.
    """

    firm: str
    technicians: int
    visits: int
    slots: int
    requests: int
    page_cold_ms: float
    page_after_booking_ms: float
    page_p50_ms: float
    page_p99_ms: float
    page_cpu_p50_ms: float
    page_cpu_p99_ms: float
    offer_slots_p50_ms: float


@contextmanager
def a_house(folder: Path, clock: Clock | None = None) -> Iterator[House]:
    """A house on a file, as a server opens it, but nobody is written to."""
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    settings = read_settings(environment="demo", data_folder=folder, database_url=url, log_level="error")
    migrations.migrate(settings.database)
    house = wiring.open_house(settings, clock=clock or wiring.now, listeners=lambda _event: ())
    try:
        yield house
    finally:
        house.close()


def fill(work: Work, rng: random.Random) -> int:
    """Put up to four visits on each technician's day of the next two weeks, one per window; return how many."""
    board, (service,) = Board(), work.of(Service).find()
    today = local_day(work.now, work.firm.zone)
    placed = 0
    for technician in work.of(Technician).find(active=True):
        for day in days_between(today + timedelta(days=1), today + timedelta(days=DAYS)):
            placed += _fill_day(work, board, rng, (technician, service, day))
    return placed


def _fill_day(work: Work, board: Board, rng: random.Random, where: tuple[Technician, Service, date]) -> int:
    technician, service, day = where
    worked = board.day(work, technician.id, day)
    route = Route(technician.id, day)
    for window in list(windows_of_day(service, work.firm, day))[:VISITS_A_DAY] if worked else []:
        visit = _a_visit(rng, technician, service, window)
        tried = retimed(work.firm, worked, replace(route, visits=(*route.visits, visit))) if worked else None
        if tried is not None:
            work.of(Appointment).put(_promised(visit, service, work))
            route = tried
    if route.visits:
        work.routes.save([route])
    return len(route.visits)


def _a_visit(rng: random.Random, technician: Technician, service: Service, window: Interval) -> Visit:
    """A visit of some half an hour less than the service lasts, within some 8 km of where he starts."""
    near = Position(technician.start.lat + rng.uniform(-0.05, 0.05), technician.start.lon + rng.uniform(-0.07, 0.07))
    return Visit(AppointmentId(new_id()), near, window, window.start, service.duration - timedelta(minutes=15))


def _promised(visit: Visit, service: Service, work: Work) -> Appointment:
    return Appointment(visit.appointment_id, service.id, visit.window, visit.duration, State.CONFIRMED, work.now)


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """How long a call takes, in milliseconds by the wall clock and of CPU time."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def share(times: Iterable[float], percent: int) -> float:
    """The time that so many percent of the calls do not exceed."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) * percent // 100, len(ordered) - 1)], 1)


def measured(house: House, slug: str, name: str, requests: int) -> Measure:
    """Ask for the page again and again."""
    firm = house.transactions.firm_by_slug(slug)
    with house.transactions.read(firm.id) as work:
        service = next(one for one in work.of(Service).find(active=True, online=True))
        today = local_day(work.now, firm.zone)
        routes = work.routes.between(today, today + timedelta(days=DAYS))
        technicians = len(work.of(Technician).find(active=True))
    client = Visitor(house, f"/f/{slug}/rdv?service={service.id}&commune=74600%20Seynod")

    def offered() -> int:
        with house.transactions.read(firm.id) as work:
            return len(offer_slots(work, Wish(service.id, SEYNOD), house.boards.of(firm.id)))

    cold, _ = timed(client.see)
    _touch(house, routes[0])
    touched, _ = timed(client.see)
    pages, cpu = zip(*(timed(client.see) for _ in range(requests)), strict=True)
    planner = [timed(offered)[0] for _ in range(requests)]
    return Measure(
        firm=name,
        technicians=technicians,
        visits=sum(len(route.visits) for route in routes),
        slots=offered(),
        requests=requests,
        page_cold_ms=round(cold, 1),
        page_after_booking_ms=round(touched, 1),
        page_p50_ms=share(pages, 50),
        page_p99_ms=share(pages, 99),
        page_cpu_p50_ms=share(cpu, 50),
        page_cpu_p99_ms=share(cpu, 99),
        offer_slots_p50_ms=share(planner, 50),
    )


def _touch(house: House, route: Route) -> None:
    """Give a route a new version, as a booking does."""
    firm = house.transactions.firms()[0]
    house.transactions.write(firm.id, lambda work: work.routes.save([route]))


class Visitor:
    """A browser without a network: it asks the whole application for one page and reads it to its end."""

    def __init__(self, house: House, address: str) -> None:
        self._address = f"{house.settings.address}{address}"
        self._transport = httpx.ASGITransport(application(house))

    def see(self) -> None:
        """Ask for the page; a page without slots is no measure."""
        page = asyncio.run(self._ask())
        if page.status_code != httpx.codes.OK or 'name="offer"' not in page.text:
            raise SystemExit(f"no slots at {self._address}: {page.status_code}")

    async def _ask(self) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport) as client:
            return await client.get(self._address)


def demonstration(requests: int) -> Measure:
    """Measure the invented firm, made as `creneau demo` makes it."""
    opened_at = opening(wiring.now())
    with tempfile.TemporaryDirectory() as name:
        with a_house(Path(name), lambda: opened_at) as house:
            firm = create_demo(house.transactions, opened_at)
        with a_house(Path(name)) as house:
            catch_up(house.transactions, firm.id)
            return measured(house, DEMO, "demonstration", requests)


def synthetic(technicians: int, requests: int) -> Measure:
    """Measure a firm of so many technicians with two full weeks."""
    with tempfile.TemporaryDirectory() as name, a_house(Path(name)) as house:
        found_firm(house.settings.database, technicians)
        firm = house.transactions.firm_by_slug(SYNTHETIC)
        house.transactions.write(firm.id, lambda work: fill(work, random.Random(SEED)))
        return measured(house, SYNTHETIC, f"{technicians} technicians", requests)


def show(measures: list[Measure]) -> None:
    """Print the figures as a table."""
    table = Table("firm", "visits", "slots", "cold", "after booking", "p50 / p99", "CPU p50 / p99", "offer_slots p50")
    for one in measures:
        table.add_row(
            one.firm,
            str(one.visits),
            str(one.slots),
            f"{one.page_cold_ms} ms",
            f"{one.page_after_booking_ms} ms",
            f"{one.page_p50_ms} / {one.page_p99_ms} ms",
            f"{one.page_cpu_p50_ms} / {one.page_cpu_p99_ms} ms",
            f"{one.offer_slots_p50_ms} ms",
        )
    Console().print(table)


def main() -> int:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a small firm, a few requests, nothing written")
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    warm()
    if options.smoke:
        show([synthetic(3, 5)])
        return 0
    measures = [demonstration(options.requests), synthetic(50, options.requests)]
    show(measures)
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    kept = {**machine, "measures": [asdict(one) for one in measures]}
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
