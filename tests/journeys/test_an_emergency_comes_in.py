"""Something burns: Claire types where and what, sees who can be there soonest, sends somebody, and may take it back."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from api.actions.portal import follow_token
from desk.customers import Booker
from desk.customers import book as welcome
from planner.appointments import Appointment
from planner.board import Board
from planner.booking import confirm, hold
from planner.identifiers import SiteId, TechnicianId, new_id
from planner.ports import Work
from planner.services import Service
from planner.sites import Position, Site
from planner.slots import Target, Wish
from planner.staffing import save_technician
from planner.technicians import Technician
from tests.journeys.conftest import SERVICE, Firm
from tests.support.house import SetClock
from tests.support.lengths import teach
from tests.support.planner import CLAIRE, between, paris

pytestmark = pytest.mark.browser

ACTIONS = 2
"""So few once the address and the reason are typed; twenty seconds are what Claire has."""

SIZES: dict[str, ViewportSize] = {"desk": {"width": 1440, "height": 1000}, "phone": {"width": 390, "height": 844}}
JEANNE = {
    "Nom": "Jeanne Perrin",
    "E-mail": "jeanne.perrin@exemple.invalid",
    "Adresse": "3 avenue des Neigeos",
    "Commune": "Annecy",
    "Que se passe-t-il ?": "Ça sent le brûlé près du tableau",
}
PUSHED = re.compile(r"(?P<who>\w+ \w+) : 10 h devient (?P<hour>10 h \d\d), promesse tenue")


COUNTED = """
const MODIFIERS = ["Control", "Shift", "Alt", "Meta"];
for (const name of ["keydown", "pointerdown"]) addEventListener(name, ({ isTrusted, key }) => {
  if (isTrusted && !MODIFIERS.includes(key)) sessionStorage.gestures = Number(sessionStorage.gestures ?? 0) + 1;
}, { capture: true });
"""


def had(page: Page) -> int:
    """How many keys and taps the pages of this window have had, modifiers aside."""
    return int(page.evaluate("Number(sessionStorage.gestures ?? 0)"))


@dataclass
class Gestures:
    """Counts what Claire does and how long it takes; by keys on a desk, by taps on a phone."""

    page: Page
    keys: bool
    before: int
    began: float = field(default_factory=time.perf_counter)

    def does(self, key: str, tapped: Locator) -> None:
        """Press a key, or tap what does the same."""
        if self.keys:
            self.page.keyboard.press(key)
        else:
            tapped.click()

    @property
    def count(self) -> int:
        """How many keys and taps the pages themselves have had."""
        return had(self.page) - self.before

    @property
    def seconds(self) -> float:
        """How long it took so far."""
        return time.perf_counter() - self.began


@pytest.fixture
def clock() -> SetClock:
    """Monday, before anybody has set out."""
    return SetClock(paris(7))


def command(firm: Firm, do: Callable[[Work], Appointment | None]) -> Appointment | None:
    """Run a command of the firm."""
    house = firm.server.house
    return house.transactions.write(house.transactions.firm_by_slug(firm.slug).id, do)


def hire(firm: Firm, name: str) -> None:
    """Somebody more, who can do what the first one can."""

    def hired(work: Work) -> None:
        first = work.of(Technician).find()[0]
        save_technician(work, replace(first, id=TechnicianId(new_id()), name=name))

    command(firm, hired)


def teach_all(firm: Firm) -> None:
    """Let the firm learn how long each of its services takes."""
    house = firm.server.house
    with house.transactions.read(house.transactions.firm_by_slug(firm.slug).id) as work:
        services = work.of(Service).find()
    for service in services:
        teach(house, slug=firm.slug, code=service.code, minutes=service.duration.total_seconds() / 60)


def promise(firm: Firm, customer: str, technician: str) -> str:
    """Promise a customer ten to noon, five kilometres from the technician's home; return the link to follow it."""

    def promised(work: Work) -> Appointment:
        whose = next(one for one in work.of(Technician).find() if one.name == technician)
        service = next(one for one in work.of(Service).find() if one.name == SERVICE)
        place = Position(whose.start.lat + 0.05, whose.start.lon)
        target = Target(whose.id, between(10, 12))
        held = hold(work, Wish(service.id, place, by_firm=True), target, Board(), actor=CLAIRE)
        booker = Booker(customer, "", f"{customer.split(maxsplit=1)[0].lower()}@exemple.invalid")
        owner = welcome(work, held.id, booker).id
        site = Site(SiteId(new_id()), owner, place, "house", street="1 rue Haute", postcode="74370", city="Pringy")
        work.of(Site).put(site)
        return confirm(work, held.id, site, Board(), actor=CLAIRE)

    made = command(firm, promised)
    assert made is not None
    house = firm.server.house
    token = follow_token(house, house.transactions.firm_by_slug(firm.slug), made)
    return f"/f/{firm.slug}/suivi/{token}"


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, claire: BrowserContext, firm: Firm, clock: SetClock) -> Iterator[Page]:
    """The day at a quarter past nine, on a desk and on a phone."""
    page = claire.new_page()
    page.set_viewport_size(SIZES[request.param])
    page.keys = "desk" == request.param  # type: ignore[attr-defined]
    page.add_init_script(COUNTED)
    clock.now = paris(9, 15)
    yield page
    page.close()


def call_comes_in(page: Page, firm: Firm) -> Gestures:
    """From the day: the key or the link for a call, her number, then who, where and what."""
    page.goto(f"/f/{firm.slug}/jour")
    expect(page.locator("plan-timeline.ready")).to_be_visible()
    if page.keys:  # type: ignore[attr-defined]
        page.keyboard.press("a")
    else:
        page.get_by_role("link", name="Appel").click()
    page.get_by_label("Qui appelle ?").fill("06 39 98 44 55")
    page.keyboard.press("Enter")
    for label, value in JEANNE.items():
        page.get_by_label(label).first.fill(value)
    return Gestures(page, page.keys, had(page))  # type: ignore[attr-defined]


def recipients(firm: Firm, seen: int) -> list[tuple[str, str]]:
    """Whom the mails after the first so many went to, and what they are about."""
    return [(mail["To"], mail["Subject"]) for mail in firm.server.post()[seen:]]


def expected(customer: BrowserContext, link: str) -> tuple[str, list[str]]:
    """What a customer reads of his appointment: the promise, and when to expect somebody, if that is narrower."""
    page = customer.new_page()
    page.goto(link)
    told = page.locator(".summary-moment").inner_text(), page.locator(".expected").all_inner_texts()
    page.close()
    return told


def test_the_soonest_is_sent_in_two_gestures_and_taken_back_in_one(page, customer, firm, clock):
    """Three ways, whom each pushes and until when; the one pushed keeps his promise and reads his new hour."""
    clock.now = paris(7)
    hire(firm, "Marc Duparc")
    people = {"Monique Blanc": "Gaëtan Roche", "Luc Girod": "Nadia Perret", "Anne Favre": "Marc Duparc"}
    links = {who: promise(firm, who, by) for who, by in people.items()}
    teach_all(firm)
    clock.now = paris(9, 15)
    seen, before = len(firm.server.post()), {who: expected(customer, link) for who, link in links.items()}

    gestures = call_comes_in(page, firm)
    gestures.does("Control+Enter", page.get_by_role("button", name="Urgence"))
    ways = page.locator("button[name=way]")
    expect(ways).to_have_count(3)
    said = " ".join(ways.first.inner_text().split())
    pushed = PUSHED.search(said)
    assert pushed, said
    expect(ways.first).to_be_focused()
    gestures.does("Enter", ways.first)
    expect(page.locator(".notice")).to_contain_text("l’urgence est prise")
    logging.getLogger(__name__).warning("%d gestures, %.1f s by the script", gestures.count, gestures.seconds)
    assert gestures.count <= ACTIONS

    page.locator("a.back").click()
    expect(page.locator("plan-timeline.ready")).to_be_visible()
    visits = page.locator(".plan-routes .visit")
    expect(visits.filter(has_text="Jeanne Perrin")).to_have_count(1)
    expect(visits.filter(has_text=pushed["who"])).to_contain_text(pushed["hour"].replace(" ", "\u202f"))
    promise_before, arrival_before = before[pushed["who"]]
    promise_after, arrival_after = expected(customer, links[pushed["who"]])
    assert promise_before == promise_after
    assert arrival_before != arrival_after
    ((to, subject),) = recipients(firm, seen)
    assert (JEANNE["E-mail"] in to, "confirmé" in subject) == (True, True)

    page.keyboard.press("Control+z") if page.keys else page.locator("#undo button").click()
    expect(page.locator(".notice")).to_contain_text("annulée")
    expect(visits.filter(has_text="Jeanne Perrin")).to_have_count(0)
    assert before == {who: expected(customer, link) for who, link in links.items()}
    assert "annulé" in recipients(firm, seen)[-1][1]


def test_who_gives_way_is_asked_to_choose_again_and_comes_back_with_one_undo(page, firm, clock):
    """Two technicians: the third way takes a promise; it waits, its message is ready, and undo restores it."""
    clock.now = paris(7)
    for who, by in {"Monique Blanc": "Gaëtan Roche", "Luc Girod": "Nadia Perret"}.items():
        promise(firm, who, by)
    clock.now = paris(9, 15)
    gestures = call_comes_in(page, firm)
    gestures.does("Control+Enter", page.get_by_role("button", name="Urgence"))
    way = page.locator("button[name=way]").filter(has_text="à la place de")
    expect(way).to_have_count(1)
    gone = re.search(r"à la place de (\w+ \w+)", way.inner_text())
    assert gone
    way.click()
    expect(page.locator(".notice").first).to_contain_text("proposer un autre moment")
    expect(page.locator("h1")).to_contain_text(gone[1])
    expect(page.get_by_role("checkbox")).to_have_count(3)

    page.goto(f"/f/{firm.slug}/jour")
    expect(page.locator(".unplaced")).to_contain_text(gone[1])
    page.locator("#undo button").click()
    expect(page.locator(".notice").first).to_contain_text("annulée")
    expect(page.locator(".unplaced")).to_have_count(0)
    expect(page.locator(".plan-routes .visit").filter(has_text=gone[1])).to_have_count(1)
