"""A real server on a fresh database, a firm opened through its own first page, and people with browsers."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from api import migrations, wiring
from api.house import House
from api.settings import read_settings
from planner.ports import Clock
from planner.working_days import public_holiday
from tests.web.stage import served
from web.main import application

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong

PARIS = ZoneInfo("Europe/Paris")
PASSWORD = "une lampe sous la neige"
CLAIRE = "claire@exemple.invalid"
SERVICE = "Dépannage électrique"


@dataclass(frozen=True)
class Server:
    """A server on this machine: its address, its house, and the folder its mails land in."""

    address: str
    house: House
    mails: Path

    def link(self, kind: str) -> str:
        """The address of a kind (`suivi`, `invitation`, `mot-de-passe`) in the latest mail."""
        body = self.post()[-1].get_body(("plain",))
        text: str = body.get_content() if body else ""
        return next(word for word in text.split() if f"/{kind}/" in word)

    def post(self) -> list[EmailMessage]:
        """Do the background work that is due, and read every mail sent so far, the oldest first."""
        wiring.worker_of(self.house).drain()
        files = sorted(self.mails.rglob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


@dataclass(frozen=True)
class Firm:
    """A firm that is open, on its server."""

    server: Server
    slug: str

    @property
    def address(self) -> str:
        """Where it is served."""
        return self.server.address

    @property
    def home(self) -> str:
        """The portal."""
        return f"{self.address}/f/{self.slug}"


@pytest.fixture
def server_settings() -> dict[str, Any]:
    """Settings of a journey's own."""
    return {}


def ordinary_monday() -> datetime:
    """Seven in the morning of the first Monday to come whose week has five working days."""
    days = (datetime.now(PARIS).date() + timedelta(days=ahead) for ahead in count(1))
    mondays = (day for day in days if day.weekday() == 0)
    week = [timedelta(days=number) for number in range(5)]
    monday = next(day for day in mondays if not any(public_holiday(day + later, "FR") for later in week))
    return datetime.combine(monday, time(7), PARIS)


@pytest.fixture
def clock() -> Clock:
    """The time by which a journey's server lives: it runs on from an ordinary Monday morning, whatever the hour."""
    ahead = ordinary_monday() - wiring.now()
    return lambda: wiring.now() + ahead


@pytest.fixture
def server(tmp_path: Path, server_settings: dict[str, Any], clock: Clock) -> Iterator[Server]:
    """A server as an operator would start it, on an empty database file."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = read_settings(
        base_url=f"http://127.0.0.1:{port}",
        environment="development",
        data_folder=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'firm.sqlite'}",
        mail_url=f"folder:{tmp_path / 'mails'}",
        log_level="error",
        **server_settings,
    )
    migrations.migrate(settings.database)
    house = wiring.open_house(settings, clock=clock)
    try:
        with served(application(house), port) as address:
            yield Server(address, house, tmp_path / "mails")
    finally:
        house.close()


@pytest.fixture
def firm(server: Server) -> Firm:
    """Opened on the first page with two technicians; Claire manages it."""
    with httpx.Client(base_url=server.address, headers={"Accept": "text/html"}, timeout=60) as browser:
        sheet = browser.get("/installation").text
        form = dict(re.findall(r'<input [^>]*?name="([^"]+)"[^>]*? value="([^"]*)"', sheet))
        form |= {"firm-name": "Lumière du Lac", "firm-phone": "04 65 71 00 01", "firm-address": "74000 Annecy"}
        form |= {"person_name": "Claire Morel", "person_email": CLAIRE, "password": PASSWORD}
        rows = {"technician-row": ["0", "1"], "service-row": re.findall(r'name="service-row" value="(\d+)"', sheet)}
        for row, name in enumerate(("Gaëtan Roche", "Nadia Perret")):
            form |= {f"technician-{row}-name": name, f"technician-{row}-start_address": "74000 Annecy"}
        answer = browser.post("/installation", data={**form, **rows})
        assert 303 == answer.status_code, answer.text
        slug = answer.headers["location"].split("/")[2]
    return Firm(server, slug)


@pytest.fixture
def customer(chromium: Browser, firm: Firm) -> Iterator[BrowserContext]:
    """A customer's telephone."""
    phone = chromium.new_context(
        base_url=firm.address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="fr-FR"
    )
    yield phone
    phone.close()


@pytest.fixture
def claire(chromium: Browser, firm: Firm) -> Iterator[BrowserContext]:
    """Claire at her desk, signed in."""
    desk = chromium.new_context(base_url=firm.address, viewport={"width": 1440, "height": 1000}, locale="fr-FR")
    page = desk.new_page()
    page.goto(f"/f/{firm.slug}/connexion")
    page.get_by_label("E-mail").fill(CLAIRE)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(re.compile("/jour/"))
    page.close()
    yield desk
    desk.close()
