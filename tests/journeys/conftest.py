"""A real server on a fresh database, a firm opened through its own first page, and people with browsers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext

from api import migrations, wiring
from api.settings import read_settings
from tests.web.stage import served
from web.main import application

PASSWORD = "une lampe sous la neige"
CLAIRE = "claire@exemple.invalid"
SERVICE = "Dépannage électrique"


@dataclass(frozen=True)
class Firm:
    """A firm that is open: where it is served, and where its mails land."""

    address: str
    slug: str
    mails: Path

    @property
    def home(self) -> str:
        """The portal."""
        return f"{self.address}/f/{self.slug}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A server as an operator would start it, on an empty database file."""
    settings = read_settings(
        environment="development",
        data_folder=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'firm.sqlite'}",
        mail_url=f"folder:{tmp_path / 'mails'}",
        log_level="error",
    )
    migrations.migrate(settings.database)
    house = wiring.open_house(settings)
    try:
        with served(application(house), lifespan="on") as address:
            yield address
    finally:
        house.close()


@pytest.fixture
def firm(server: str, tmp_path: Path) -> Firm:
    """Opened on the first page with two technicians; Claire manages it."""
    with httpx.Client(base_url=server, headers={"Accept": "text/html"}) as browser:
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
    return Firm(server, slug, tmp_path / "mails")


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
