"""A whole house and a calendar elsewhere: how long the one takes to follow the other, by the clock.

python benchmarks/bench_following.py                        each server: 1 000 appointments; some ten minutes
python benchmarks/bench_following.py --servers radicale     one of them
python benchmarks/bench_following.py --smoke                a few appointments; writes nothing

The house is the product's own: a SQLite file, its worker, its calendar threads. The servers are real, each a process
of its own on this machine; Outlook is the tests' stand-in, which tells of changes at once. Not counted: the time a
telephone takes to send what was typed, or to ask for what is new.
"""

import argparse
import contextlib
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from rich.console import Console
from rich.table import Table

from api import migrations, wiring
from api.agenda import Owner, visit_entries
from api.following import follow
from api.house import House, Microsoft
from api.settings import read_settings
from benchmarks.elsewhere import Elsewhere, InOutlook, OnServer, told_at_once
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.two_way import href_of
from calendar_sync.writing import render_object
from desk.connections import Connection, disconnect
from planner.appointments import Appointment, State
from planner.history import Change, record
from planner.identifiers import AppointmentId, CustomerId, SiteId
from planner.intervals import Interval
from planner.ports import Actor, Clock, Snapshot, Work
from planner.routes import Route, Visit
from planner.services import Service
from planner.sites import Site
from planner.technicians import Absence, Technician
from tests.support.dav_servers import SERVERS, DAVServer
from tests.support.graph_server import graph_server
from tests.support.microsoft_sign_in import CLIENT_ID, SECRET
from tests.support.planner import SEYNOD, a_firm, a_service, a_technician

OUTLOOK = "outlook"
RESULTS = Path(__file__).parent / "results" / "bench_following.json"
A_DAY = 7
MOVES = 50
TURNS = 3
PATIENCE = 60.0
LOOK = 0.05
CLAIRE = Actor("dispatcher", "claire")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on one server, in seconds; of many trials the middle one and the 95th of a hundred."""

    server: str
    appointments: int
    moves: float
    changes: int
    change_p50: float
    change_p95: float
    blocks: int
    block_p50: float
    block_p95: float
    bare_load: float | None = None
    load: float | None = None
    load_ratio: float | None = None
    doubles: int | None = None


@dataclass(slots=True)
class Stage:
    """A house with one technician, and his calendar elsewhere."""

    house: House
    elsewhere: Elsewhere

    @property
    def firm_id(self) -> Any:  # noqa: ANN401 - a NewType
        """The only firm."""
        return self.house.transactions.firms()[0].id

    def do(self, command: Callable[[Work], Any]) -> Any:  # noqa: ANN401 - whatever the command answers
        """Run a command."""
        return self.house.transactions.write(self.firm_id, command)

    def routes(self) -> list[Route]:
        """All routes."""
        today = self.house.clock().date()
        return self.do(lambda work: work.routes.between(today - timedelta(days=60), today + timedelta(days=200)))  # type: ignore[no-any-return]

    def stands(self, visit: Visit) -> bool:
        """Whether the calendar shows a visit at its hour."""
        return self.elsewhere.shows(visit, self.house.transactions.firms()[0].zone)

    def away_from(self, start: datetime) -> bool:
        """Whether the plan knows that he is away from then on."""
        return start in {one.interval.start for one in self.do(lambda work: work.of(Absence).find())}


@contextlib.contextmanager
def stage(elsewhere: Elsewhere, microsoft: Microsoft | None = None) -> Iterator[Stage]:
    """A house on a file of its own, gone afterwards; Microsoft tells only an address of https."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(
            data_folder=Path(folder),
            private_addresses=True,
            log_level="error",
            base_url="https://rdv.duret.invalid" if microsoft else "http://localhost:8000",
        )
        migrations.migrate(settings.database)
        house = replace(wiring.open_house(settings, clock=_by_day()), microsoft=microsoft)
        try:
            firm = house.transactions.create_firm(a_firm())
            house.transactions.write(firm.id, lambda work: work.of(Technician).put(a_technician()))
            house.transactions.write(firm.id, lambda work: work.of(Service).put(a_service()))
            yield Stage(house, elsewhere)
        finally:
            house.close()


def _by_day() -> Clock:
    """Return a clock that begins at nine: at night calendars are looked at less often."""
    begun = wiring.now()
    ahead = begun.replace(hour=9, minute=0) - begun
    return lambda: wiring.now() + ahead


def fill(here: Stage, number: int) -> None:
    """Plan so many visits, seven a day, from twenty-five days ago on."""
    first = here.house.clock().date() - timedelta(days=25)
    here.do(lambda work: work.of(Site).put(Site(SiteId("site"), CustomerId("revel"), SEYNOD, "house", city="Seynod")))
    for day in range(-(-number // A_DAY)):
        today = first + timedelta(days=day)
        visits = [_visit(f"rdv-{day}-{hour}", today, hour) for hour in range(min(A_DAY, number - day * A_DAY))]
        appointments = tuple(_appointment(visit, here.house.clock()) for visit in visits)
        route = Route(a_technician().id, today, visits=tuple(visits))
        change = Change("confirm", CLAIRE, Snapshot(), Snapshot(appointments, (route,)))
        here.do(partial(record, change=change))


def _visit(key: str, day: date, hour: int) -> Visit:
    start = datetime(day.year, day.month, day.day, 7 + hour, tzinfo=UTC)
    window = Interval(start, start + timedelta(hours=2))
    return Visit(AppointmentId(key), SEYNOD, window, start, timedelta(minutes=45))


def _appointment(visit: Visit, now: datetime) -> Appointment:
    return Appointment(
        id=visit.appointment_id,
        service_id=a_service().id,
        window=visit.window,
        duration=visit.duration,
        state=State.CONFIRMED,
        created_at=now,
        customer_id=CustomerId("revel"),
        site_id=SiteId("site"),
    )


def shift(here: Stage, routes: list[Route]) -> list[Visit]:
    """Have the first visit of each route begin five minutes later, or at its old hour again; return them."""
    moved = []
    for route in routes:
        first, *others = route.visits
        later = timedelta(minutes=5 - 2 * (first.start.minute % 10))
        moved.append(replace(route, visits=(replace(first, start=first.start + later), *others)))
    change = Change("accept_plan", CLAIRE, Snapshot((), tuple(routes)), Snapshot((), tuple(moved)))
    here.do(partial(record, change=change))
    return [route.visits[0] for route in moved]


def waited(until: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Seconds until something is so."""
    begun = time.perf_counter()
    while not until():
        if time.perf_counter() - begun > patience:
            raise TimeoutError
        time.sleep(LOOK)
    return time.perf_counter() - begun


def loaded_by_itself(here: Stage) -> bool:
    """Whether the house has been through its first pass."""
    return all(one.synced_at for one in here.do(lambda work: work.of(Connection).find()))


def all_stand(here: Stage, visits: list[Visit]) -> bool:
    """Whether the calendar shows each of these visits; those seen are not looked at again."""
    while visits and here.stands(visits[-1]):
        visits.pop()
    return not visits


def load(here: Stage, server: DAVServer, client: httpx.Client) -> tuple[float, float, int]:
    """Seconds for nothing but a conditional write of each entry, then for a first pass; and what was doubled."""
    with server.calendar("bare") as other:
        entries = here.do(partial(visit_entries, owner=Owner(a_technician().id, "bench", "http://localhost")))
        bodies = {href_of(uid): render_object(entry) for uid, entry in entries.items()}
        calendar = CalDAVCalendar(client, other)
        bare = _timed(lambda: [calendar.create(href, body) for href, body in bodies.items()])
    with server.calendar("loaded") as url:
        OnServer(client, url).connect(here.house)
        (made,) = here.do(lambda work: work.of(Connection).find())
        loaded = _timed(partial(follow, here.house, here.firm_id, made))
        there = CalDAVCalendar(client, url).changes("").changed
        here.do(partial(disconnect, connection_id=made.id))
    return bare, loaded, len(there) - len(entries)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def changes(here: Stage, trials: int, luck: random.Random) -> list[float]:
    """Seconds from each change of the plan to the calendar."""
    found = []
    for _ in range(trials):
        time.sleep(luck.uniform(0, 0.4))
        (visit,) = shift(here, [luck.choice(here.routes())])
        found.append(waited(partial(here.stands, visit)))
    return found


def blocks(here: Stage, trials: int, luck: random.Random) -> list[float]:
    """Seconds from each time blocked in the calendar to the plan."""
    found = []
    for number in range(trials):
        time.sleep(luck.uniform(0, 5))
        start = here.house.clock().replace(microsecond=0) + timedelta(days=90, hours=number * 3)
        here.elsewhere.block(number, start)
        found.append(waited(partial(here.away_from, start)))
    return found


def on_server(name: str, appointments: int, trials: int) -> Figures:
    """Load, then follow a calendar on a server.

    Loads are timed by turns, and the fastest of each kind tells: other work on the machine only ever slows one down.
    """
    with (
        SERVERS[name]() as server,
        server.client() as client,
        server.calendar("agenda") as url,
        stage(OnServer(client, url)) as here,
    ):
        fill(here, appointments)
        loads = [load(here, server, client) for _ in range(TURNS)]
        bare, loaded = min(one[0] for one in loads), min(one[1] for one in loads)
        return replace(
            followed(here, name, appointments, trials),
            bare_load=round(bare, 2),
            load=round(loaded, 2),
            load_ratio=round(loaded / bare, 2),
            doubles=sum(one[2] for one in loads),
        )


def in_outlook(appointments: int, trials: int) -> Figures:
    """Follow a mailbox of the stand-in, which runs in this very process, as does what tells the house of changes."""
    with graph_server() as graph:
        microsoft = Microsoft(CLIENT_ID, SECRET, "common", graph.anybody)
        with stage(InOutlook(graph), microsoft) as here, told_at_once(graph, here.house):
            fill(here, appointments)
            return followed(here, OUTLOOK, appointments, trials)


def followed(here: Stage, name: str, appointments: int, trials: int) -> Figures:
    """Connect, replan, change and block, in this order."""
    luck = random.Random(1)
    here.elsewhere.connect(here.house)
    with wiring.at_work(here.house):
        waited(partial(loaded_by_itself, here), TURNS * PATIENCE)
        moved = shift(here, luck.sample(here.routes(), min(MOVES, len(here.routes()))))
        moves = waited(partial(all_stand, here, moved))
        by_plan, by_phone = changes(here, trials, luck), blocks(here, trials // 2, luck)
    return Figures(
        server=name,
        appointments=appointments,
        moves=round(moves, 2),
        changes=len(by_plan),
        change_p50=round(statistics.median(by_plan), 3),
        change_p95=round(_p95(by_plan), 3),
        blocks=len(by_phone),
        block_p50=round(statistics.median(by_phone), 2),
        block_p95=round(_p95(by_phone), 2),
    )


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def told(figures: list[Figures]) -> Table:
    """The figures as a table."""
    table = Table("server", "load s", "× bare", f"{MOVES} moves s", "change p50 / p95 s", "block p50 / p95 s")
    for one in figures:
        table.add_row(
            one.server,
            f"{one.load:.1f}" if one.load else "",
            f"{one.load_ratio:.2f}" if one.load_ratio else "",
            f"{one.moves:.2f}",
            f"{one.change_p50:.2f} / {one.change_p95:.2f}",
            f"{one.block_p50:.1f} / {one.block_p95:.1f}",
        )
    return table


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", nargs="+", choices=[*SERVERS, OUTLOOK], default=["radicale", "sabre", OUTLOOK])
    parser.add_argument("--appointments", type=int, default=1_000)
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--smoke", action="store_true", help="small, nothing written")
    asked = parser.parse_args()
    servers = ["radicale", OUTLOOK] if asked.smoke else asked.servers
    size = (20, 4) if asked.smoke else (asked.appointments, asked.trials)
    figures = [in_outlook(*size) if name == OUTLOOK else on_server(name, *size) for name in servers]
    if not asked.smoke:
        RESULTS.write_text(json.dumps([asdict(one) for one in figures], indent=2) + "\n", encoding="utf-8")
    Console().print(told(figures))


if __name__ == "__main__":
    main()
