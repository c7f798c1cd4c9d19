"""How soon people see what they asked for, over HTTP from a server of its own: slots, verdicts of a move, a whole day.

python benchmarks/bench_pages.py          50 technicians × 14 days, a day of 500 × 6; writes results/bench_pages.json
python benchmarks/bench_pages.py --smoke  small firms, a few requests; writes nothing
"""

import argparse
import json
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from playwright.sync_api import Browser, BrowserContext, CDPSession, ViewportSize
from rich.console import Console
from rich.table import Table

from api.house import House
from benchmarks.bench_portal import a_house, share
from benchmarks.office import searching, signed_in
from benchmarks.race.servers import SLUG, Server, found_firm, serving
from desk.customers import Booker
from desk.customers import book as welcome
from planner.appointments import Appointment, State
from planner.board import Board
from planner.identifiers import AppointmentId, SiteId, new_id
from planner.intervals import Interval
from planner.ports import Work
from planner.routes import Route, Visit
from planner.services import Service
from planner.sites import Position, Site
from planner.technicians import Technician
from planner.translation import retimed
from planner.windows import windows_of_day
from planner.working_days import days_between, local_day
from tests.support.chromium import a_browser

RESULTS = Path(__file__).parent / "results" / "bench_pages.json"
SEED = 7
WIDE: ViewportSize = {"width": 1440, "height": 1000}
ROUNDS = 4
"""Quiet and busy requests are asked in so many turns, so that a neighbour's load falls on both."""
WHEN_PAINTED = """
const watch = () => {
  if (!document.querySelector("plan-timeline.ready")) return requestAnimationFrame(watch);
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { window.painted = performance.now(); };
    port2.postMessage(0);
  });
};
requestAnimationFrame(watch);
"""
"""Notes when the frame that has every lane laid out is done."""

WHEN_SHADED = """(visit) => new Promise((done) => {
  const began = performance.now();
  const watch = () => {
    if (!document.querySelector(".verdict-mark")) return requestAnimationFrame(watch);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now() - began);
    port2.postMessage(0);
  };
  visit.focus();
  visit.dispatchEvent(new KeyboardEvent("keydown", { key: "m", bubbles: true }));
  requestAnimationFrame(watch);
})"""
"""Takes a visit up and tells after how many milliseconds the lanes are shaded."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers to one question over HTTP, in milliseconds by the client's clock: quiet, and while a plan is searched.

    `cpu_ms` is what the server worked for one quiet answer, on average.
    """

    question: str
    requests: int
    quiet_p50_ms: float
    quiet_p95_ms: float
    busy_p50_ms: float
    busy_p95_ms: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Painted:
    """What a browser takes, in milliseconds: by the clock (median), and how long the page's own thread worked."""

    seen: str
    times: int
    p50_ms: float
    p95_ms: float
    script_ms: float
    layout_ms: float


# ── the firm ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def fill(work: Work, rng: random.Random, days: int, visits_a_day: int) -> None:
    """Promise each technician so many visits on so many working days, at customers' within some 8 km of his home."""
    board, (service,), technicians = Board(), work.of(Service).find(), work.of(Technician).find(active=True)
    today = local_day(work.now, work.firm.zone)
    ahead = days_between(today + timedelta(days=1), today + timedelta(days=14))
    working = [day for day in ahead if board.day(work, technicians[0].id, day)][:days]
    for technician in technicians:
        for day in working:
            _fill_day(work, board, rng, (technician, service, day), visits_a_day)


def _fill_day(
    work: Work, board: Board, rng: random.Random, where: tuple[Technician, Service, date], visits: int
) -> None:
    technician, service, day = where
    worked = board.day(work, technician.id, day)
    windows = sorted(islice(cycle(windows_of_day(service, work.firm, day)), visits), key=lambda window: window.start)
    route = Route(technician.id, day)
    for window in windows if worked else []:
        visit = _a_visit(rng, technician, window)
        tried = retimed(work.firm, worked, replace(route, visits=(*route.visits, visit))) if worked else None
        if tried is not None:
            _promise(work, rng, visit, service)
            route = tried
    if route.visits:
        work.routes.save([route])


def _a_visit(rng: random.Random, technician: Technician, window: Interval) -> Visit:
    near = Position(technician.start.lat + rng.uniform(-0.05, 0.05), technician.start.lon + rng.uniform(-0.07, 0.07))
    return Visit(AppointmentId(new_id()), near, window, window.start, timedelta(minutes=40))


def _promise(work: Work, rng: random.Random, visit: Visit, service: Service) -> None:
    name = f"{rng.choice(('Perrin', 'Favre', 'Girod', 'Blanc'))} {visit.appointment_id[-4:]}"
    customer = welcome(work, visit.appointment_id, Booker(name, "", f"{visit.appointment_id}@exemple.invalid"))
    site = Site(
        SiteId(new_id()), customer.id, visit.position, "house", f"{rng.randrange(1, 90)} rue Haute", "", "Annecy"
    )
    work.of(Site).put(site)
    promised = Appointment(visit.appointment_id, service.id, visit.window, visit.duration, State.CONFIRMED, work.now)
    work.of(Appointment).put(replace(promised, customer_id=customer.id, site_id=site.id))


def founded(folder: Path, technicians: int, days: int, visits_a_day: int) -> tuple[str, date, list[str]]:
    """Make a firm on a file; return its database, its first full day and the appointments of that day."""
    with a_house(folder) as house:
        url: str = house.settings.database
        found_firm(url, technicians)
        firm = house.transactions.firm_by_slug(SLUG)
        house.transactions.write(firm.id, lambda work: fill(work, random.Random(SEED), days, visits_a_day))
        return url, *_first_day(house)


def _first_day(house: House) -> tuple[date, list[str]]:
    firm = house.transactions.firm_by_slug(SLUG)
    with house.transactions.read(firm.id) as work:
        today = local_day(work.now, firm.zone)
        routes = work.routes.between(today + timedelta(days=1), today + timedelta(days=14))
    day = min(route.day for route in routes)
    return day, [visit.appointment_id for route in routes if route.day == day for visit in route.visits]


# ── who asks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def milliseconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def asked(server: Server, question: str, ask: Callable[[int], object], day: date, requests: int) -> Asked:
    """Ask so often without a search of that day going on and with one, in turns."""
    times: dict[bool, list[float]] = {False: [], True: []}
    worked = 0.0
    for turn in range(ROUNDS):
        numbers = range(turn * requests // ROUNDS, (turn + 1) * requests // ROUNDS)
        before = server.worked()
        times[False] += [milliseconds(partial(ask, number)) for number in numbers]
        worked += server.worked() - before
        with searching(server.address, day):
            times[True] += [milliseconds(partial(ask, number)) for number in numbers]
    return Asked(
        question=question,
        requests=len(times[True]),
        quiet_p50_ms=share(times[False], 50),
        quiet_p95_ms=share(times[False], 95),
        busy_p50_ms=share(times[True], 50),
        busy_p95_ms=share(times[True], 95),
        cpu_ms=round(worked * 1000 / len(times[False]), 1),
    )


# ── what is measured ─────────────────────────────────────────────────────────────────────────────────────────────────


def questions(server: Server, day: date, appointments: list[str], requests: int) -> list[Asked]:
    """Measure the page of slots and the verdicts of a move."""
    visitor, claire = httpx.Client(base_url=server.address, timeout=120), signed_in(server.address)
    chosen = random.Random(SEED).sample(appointments, min(len(appointments), requests))

    def slots(_: int) -> None:
        page = visitor.get(f"/f/{SLUG}/rdv", params={"service": "repair", "commune": "74600 Seynod"})
        if 'name="offer"' not in page.text:
            raise SystemExit(f"no slots: {page.status_code}")

    def verdicts(number: int, *, briefly: bool = True) -> None:
        whose = chosen[number % len(chosen)]
        answer = claire.get(
            f"/f/{SLUG}/jour/{day}/verdicts", params={"appointment": whose, "briefly": briefly}
        ).raise_for_status()
        if not answer.json()["verdicts"]:
            raise SystemExit("no verdicts")

    with searching(server.address, day):  # until every kernel is compiled
        slots(0)
        verdicts(0)
    asking: dict[str, Callable[[int], object]] = {
        "slots": slots,
        "yes and no": verdicts,
        "hours, offers and reasons": partial(verdicts, briefly=False),
    }
    return [asked(server, name, ask, day, requests) for name, ask in asking.items()]


def claire_s(browser: Browser, address: str) -> BrowserContext:
    """Return a wide window in which the founder has signed in."""
    context = browser.new_context(viewport=WIDE, locale="fr-FR")
    for one in signed_in(address).cookies.jar:
        context.add_cookies([{"name": one.name, "value": one.value or "", "url": address}])
    context.add_init_script(WHEN_PAINTED)
    return context


def _worked(wire: CDPSession) -> dict[str, float]:
    found = {one["name"]: one["value"] * 1000 for one in wire.send("Performance.getMetrics")["metrics"]}
    return {"script": found["ScriptDuration"], "layout": found["LayoutDuration"] + found["RecalcStyleDuration"]}


def painted(context: BrowserContext, address: str, day: date, times: int) -> Painted:
    """Measure from the first byte of a day's page until every lane is laid out and painted."""
    walls, worked = [], []
    for _ in range(times + 1):
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Performance.enable")
        before = _worked(wire)
        page.goto(f"{address}/f/{SLUG}/jour/{day}")
        page.wait_for_function("window.painted")
        walls.append(page.evaluate("painted - performance.getEntriesByType('navigation')[0].responseStart"))
        worked.append({part: spent - before[part] for part, spent in _worked(wire).items()})
        page.close()
    walls, worked = walls[1:], worked[1:]  # the first one fills the browser's cache
    script, layout = (share([one[part] for one in worked], 50) for part in ("script", "layout"))
    return Painted("a day of many technicians", times, share(walls, 50), share(walls, 95), script, layout)


def shaded(context: BrowserContext, address: str, day: date, times: int) -> Painted:
    """Measure from the key that takes a visit up until the lanes are shaded."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Performance.enable")
    page.goto(f"{address}/f/{SLUG}/jour/{day}")
    page.wait_for_function("window.painted")
    cards = page.locator(".plan-routes .visit-card")
    numbers = random.Random(SEED).sample(range(cards.count()), min(times + 1, cards.count()))
    before, walls = {"script": 0.0, "layout": 0.0}, []
    for count, number in enumerate(numbers):
        if count == 1:
            before = _worked(wire)
        walls.append(cards.nth(number).evaluate(WHEN_SHADED))
        page.keyboard.press("Escape")
    after, walls = _worked(wire), walls[1:]
    script, layout = (round((after[part] - before[part]) / len(walls), 1) for part in ("script", "layout"))
    page.close()
    return Painted("the places of a visit", len(walls), share(walls, 50), share(walls, 95), script, layout)


def show(answers: list[Asked], seen: list[Painted]) -> None:
    """Print the figures as two tables."""
    table = Table("over HTTP", "requests", "p50 / p95", "while a plan is searched", "ratio of p95", "CPU, quiet")
    for one in answers:
        quiet = f"{one.quiet_p50_ms} / {one.quiet_p95_ms} ms"
        busy = f"{one.busy_p50_ms} / {one.busy_p95_ms} ms"
        table.add_row(
            one.question,
            str(one.requests),
            quiet,
            busy,
            f"{one.busy_p95_ms / one.quiet_p95_ms:.1f}",
            f"{one.cpu_ms} ms",
        )
    Console().print(table)
    table = Table("in a browser", "times", "p50 / p95", "script", "style and layout")
    for page in seen:
        walls = f"{page.p50_ms} / {page.p95_ms} ms"
        table.add_row(page.seen, str(page.times), walls, f"{page.script_ms} ms", f"{page.layout_ms} ms")
    Console().print(table)


def measured(size: tuple[int, int], big: int, requests: int) -> tuple[list[Asked], list[Painted]]:
    """Measure a firm of so many technicians and days, and a day of a big one."""
    technicians, days = size
    with a_browser() as browser:
        with tempfile.TemporaryDirectory() as name:
            url, day, appointments = founded(Path(name), technicians, days, 4)
            with serving(url, Path(name), servers=1) as (server,):
                answers = questions(server, day, appointments, requests)
                with claire_s(browser, server.address) as context:
                    seen = [shaded(context, server.address, day, requests // 2)]
        with tempfile.TemporaryDirectory() as name:
            url, day, _ = founded(Path(name), big, 1, 6)
            with serving(url, Path(name), servers=1) as (server,), claire_s(browser, server.address) as context:
                seen.append(painted(context, server.address, day, max(requests // 10, 2)))
    return answers, seen


def main() -> int:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small firms, a few requests, nothing written")
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    if options.smoke:
        show(*measured((3, 3), 10, 8))
        return 0
    answers, seen = measured((50, 14), 500, options.requests)
    show(answers, seen)
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    kept = {**machine, "answers": [asdict(one) for one in answers], "seen": [asdict(one) for one in seen]}
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
