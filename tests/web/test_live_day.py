"""The day refreshes itself: one fetch at a time, nothing taken from under a hand, failures said and tried again."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

HEARD = """
window.streams = [];
window.EventSource = class extends EventTarget {
  static OPEN = 1;
  static CLOSED = 2;
  readyState = 1;
  constructor() { super(); streams.push(this); }
  close() { this.readyState = 2; }
};
window.tell = (name, data) => streams.at(-1).dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
window.changed = () => tell("changed", { days: ["2026-11-24"] });
"""
LATER = "<h1>Plus tard</h1>"


class Answers:
    """What the page gets when it fetches its day again: held back, refused, or the day with other words."""

    def __init__(self, page):
        self.page, self.held, self.count = page, [], 0
        self.way = self.fresh
        page.route(re.compile(r"/jour/2026-11-24(\?|$)"), self.route)

    def route(self, route):
        """Let the first page through, then answer as asked."""
        if route.request.resource_type == "document":
            route.continue_()
            return
        self.count += 1
        self.way(route)

    def fresh(self, route):
        """The day as it is, under another title."""
        whole = route.fetch()
        route.fulfill(response=whole, body=re.sub(r"<h1>.*?</h1>", LATER, whole.text(), flags=re.DOTALL))

    def hold(self, route):
        """No answer yet."""
        self.held.append(route)

    def away(self, route):
        """The network is gone."""
        route.abort()

    def signed_out(self, route):
        """Somebody who is no longer signed in is led to the door."""
        origin = self.page.url.split("/f/")[0]
        route.fulfill(status=303, headers={"location": f"{origin}{PAGES['sign-in']}"})

    def wait(self, count):
        """Until the page has asked that often."""
        for _ in range(400):
            if self.count >= count:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"asked {self.count} times, not {count}")


@pytest.fixture
def desk(empty_desk, address):
    """Claire's day on a desk, and a stream that the test speaks on."""
    empty_desk.add_init_script(HEARD)
    empty_desk.answers = Answers(empty_desk)
    empty_desk.goto(address + PAGES["day"])
    expect(empty_desk.locator("plan-timeline.ready[data-view=timeline]")).to_be_visible()
    return empty_desk


def refreshed(page):
    """The day was put in place again."""
    expect(page.locator("h1")).to_have_text("Plus tard")


def refresh(page):
    """Something changes elsewhere, and the page shows it."""
    page.evaluate("changed()")
    refreshed(page)


def lifted(page):
    """M on a visit, and its places are shown."""
    page.locator("#rdv-A2 .visit-card").focus()
    page.keyboard.press("m")
    expect(page.locator(".verdict-mark")).to_have_count(6)


def pressed(page):
    """A finger or a button is down."""
    page.locator("h1").hover()
    page.mouse.down()


@pytest.mark.parametrize(
    "begin, end",
    [(lifted, lambda page: page.keyboard.press("Escape")), (pressed, lambda page: page.mouse.up())],
    ids=["move", "press"],
)
def test_what_is_begun_during_the_fetch_is_not_wiped(desk, begin, end):
    """The answer waits until a move or a press is over."""
    answers = desk.answers
    answers.way = answers.hold
    desk.evaluate("changed()")
    answers.wait(1)
    begin(desk)
    answers.way = answers.fresh
    answers.fresh(answers.held[0])
    desk.wait_for_timeout(1500)
    expect(desk.locator("h1")).not_to_have_text("Plus tard")
    end(desk)
    refreshed(desk)


def test_an_answer_that_comes_late_never_puts_an_older_day_back(desk):
    """What changes during a fetch is fetched after it, never beside it."""
    answers = desk.answers
    answers.way = answers.hold
    desk.evaluate("changed()")
    answers.wait(1)
    desk.evaluate("changed()")
    desk.wait_for_timeout(1500)
    assert 1 == answers.count
    answers.way = answers.fresh
    whole = answers.held[0].fetch()
    answers.held[0].fulfill(response=whole)
    answers.wait(2)
    refreshed(desk)
    desk.wait_for_timeout(1200)
    assert 2 == answers.count


def test_a_failure_is_said_and_tried_again_after_growing_pauses(desk):
    """Without a network, then signed out, then all is well and nothing more is said."""
    desk.clock.install()
    answers = desk.answers
    answers.way = answers.away
    said = desk.locator(".live-say")
    desk.evaluate("changed()")
    desk.clock.run_for(600)
    answers.wait(1)
    expect(said).to_have_text(re.compile("^Pas de réponse"))
    answers.way = answers.signed_out
    desk.clock.run_for(2_100)
    answers.wait(2)
    expect(said).to_have_text(re.compile("^Votre session est terminée"))
    desk.evaluate("changed()")
    desk.clock.run_for(3_000)
    assert 2 == answers.count
    answers.way = answers.fresh
    desk.clock.run_for(1_100)
    refreshed(desk)
    expect(said).to_be_empty()


def test_a_stream_that_closed_is_opened_again(desk):
    """The day is fetched after a pause, and what was missed meanwhile once the stream is back."""
    desk.clock.install()
    answers = desk.answers
    desk.evaluate("streams[0].close(); streams[0].dispatchEvent(new Event('error'))")
    desk.clock.run_for(2_100)
    answers.wait(1)
    refreshed(desk)
    assert 2 == desk.evaluate("streams.length")
    desk.evaluate("streams[1].dispatchEvent(new Event('open'))")
    desk.clock.run_for(600)
    answers.wait(2)


def test_the_end_of_a_search_is_fetched_again_until_it_is_there(desk):
    """A first fetch that failed does not count."""
    desk.clock.install()
    answers = desk.answers
    answers.way = answers.away
    search = "tell('searches', { searches: [{ day: '2026-11-24', mark: 'running' }] })"
    desk.evaluate(search)
    desk.clock.run_for(600)
    answers.wait(1)
    expect(desk.locator(".live-say")).not_to_be_empty()
    answers.way = answers.fresh
    desk.evaluate(search)
    desk.clock.run_for(2_100)
    answers.wait(2)
    refreshed(desk)
    desk.evaluate(search)
    desk.clock.run_for(1_000)
    assert 2 == answers.count


def test_what_was_typed_chosen_and_folded_is_kept(desk):
    """Fields of every kind, the visits chosen and the technician for them, folds opened and closed by hand."""
    desk.goto(f"{desk.url}?absent=T1")
    expect(desk.locator("plan-timeline.ready")).to_be_visible()
    desk.get_by_role("button", name="Choisir plusieurs").click()
    desk.locator("#rdv-A2 .pick").click()
    desk.locator("#several-technician").select_option("T2")
    desk.locator("#jour").fill("2026-12-24")
    desk.locator(".changes input[value=C2]").uncheck()
    desk.locator("#proposition summary").click()
    desk.locator("#rdv-A9 .visit-card").click()
    reason = desk.get_by_label("Raison")
    reason.fill("Grippe")
    reason.evaluate("(field) => field.setSelectionRange(2, 4)")
    refresh(desk)
    expect(desk.locator("plan-timeline.choosing #rdv-A2.picked")).to_be_visible()
    expect(desk.locator("#several-technician")).to_have_value("T2")
    expect(desk.locator("#jour")).to_have_value("2026-12-24")
    expect(desk.locator(".changes input[value=C2]")).not_to_be_checked()
    expect(desk.locator("#proposition details")).not_to_have_attribute("open", re.compile(".*"))
    expect(desk.locator("#rdv-A9")).to_have_class(re.compile("chosen-visit"))
    expect(desk.locator(".chosen h3")).to_contain_text("Karim Benali")
    expect(reason).to_have_value("Grippe")
    expect(reason).to_be_focused()
    assert [2, 4] == reason.evaluate("(field) => [field.selectionStart, field.selectionEnd]")


PLACES = (
    "#rdv-A2 .visit-card",
    "#rdv-A2 .pick input",
    ".plan-bar > button",
    ".changes li:nth-child(2) button",
    ".chosen .visit-actions a:last-child",
    ".actions [value=refuse]",
    ".route[data-technician=T2] .absent",
)


def test_the_keyboard_stays_where_it_is(desk):
    """On the very thing, whatever it is."""
    desk.get_by_role("button", name="Choisir plusieurs").click()
    desk.locator("#rdv-A9 .visit-card").click()
    for place in PLACES:
        desk.locator(place).focus()
        desk.evaluate("document.querySelector('h1').textContent = ''")
        refresh(desk)
        expect(desk.locator(place)).to_be_focused()
