"""A move does what was meant and nothing else: bars over a lane, scrolling fingers, late answers and none at all."""

import re
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Error, expect

from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

DAY = PAGES["day"]


@pytest.fixture
def desk_height():
    """A low screen."""
    return 800


def open_at(page, address):
    """Opens a page anew, also where only the end of the address differs."""
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("plan-timeline.ready[data-view=timeline]")).to_be_visible()


def card(page, number):
    """The link of a visit."""
    return page.locator(f"#rdv-A{number} .visit-card")


def begin_by_keys(page, number=2):
    """M on a visit, its places drawn."""
    card(page, number).focus()
    page.keyboard.press("m")
    expect(page.locator(".verdict-mark")).to_have_count(6)


def middle(where):
    """The middle of what is shown."""
    box = where.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place(page, technician, kind):
    """A place on a lane, brought to where nothing covers it."""
    mark = page.locator(f"[data-technician={technician}] .verdict-mark.{kind}")
    mark.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    return middle(mark)


def drag(page, number, x, y):
    """The mouse takes a visit there; its button stays down."""
    page.mouse.move(*middle(card(page, number)))
    page.mouse.down()
    page.mouse.move(x, y, steps=4)


def moving(page, *, still):
    """Whether a move is under way."""
    expect(page.locator("plan-timeline.moving")).to_have_count(int(still))


def given_up(page):
    """Nothing was moved, it is said, and nothing was sent."""
    expect(page.locator(".plan-say")).to_have_text("Rien n’a été déplacé.")
    moving(page, still=False)
    assert [] == page.posted


def waits(page, pattern):
    """Keeps the next request of an address waiting; gives what lets it go."""
    kept = []

    def keep(route):
        kept.append(route)

    page.route(pattern, keep, times=1)

    def let_go():
        while not kept:
            page.wait_for_timeout(20)
        with suppress(Error):  # the page no longer wants it
            kept.pop().continue_()

    return let_go


def touching(page):
    """A finger on the screen, step by step."""
    wire = page.context.new_cdp_session(page)

    def touch(kind, x=0.0, y=0.0):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch


def over_both(page, button):
    """A point of the button that lies over the place on Inès's lane, once it is scrolled beneath."""
    mark = page.locator(".verdict-mark.tell")
    page.evaluate("(by) => scrollBy(0, by)", mark.bounding_box()["y"] - button.bounding_box()["y"])
    over, under = button.bounding_box(), mark.bounding_box()
    left = max(over["x"], under["x"])
    right = min(over["x"] + over["width"], under["x"] + under["width"])
    y = over["y"] + over["height"] / 2
    assert left + 10 < right
    assert under["y"] < y < under["y"] + under["height"]
    return (left + right) / 2, y


def test_a_press_on_a_bar_is_not_a_press_on_the_lane_beneath(desk):
    """Renoncer lies over a place of Inès: pressed or dropped upon, it gives up, the keyboard on the visit again."""
    begin_by_keys(desk)
    button = desk.get_by_role("button", name="Renoncer")
    desk.mouse.click(*over_both(desk, button))
    given_up(desk)
    expect(card(desk, 2)).to_be_focused()
    card(desk, 2).evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    drag(desk, 2, 400, 400)
    expect(desk.locator(".verdict-mark")).to_have_count(6)
    desk.mouse.move(*over_both(desk, button), steps=3)
    desk.mouse.up()
    given_up(desk)


def test_only_the_first_button_let_go_where_it_was_pressed_chooses_a_place(desk):
    """A right click and a finger that scrolls confirm nothing; a tap does."""
    begin_by_keys(desk)
    desk.mouse.click(*place(desk, "T2", "yes"), button="right")
    x, y = place(desk, "T2", "yes")
    touch = touching(desk)
    touch("touchStart", x, y)
    desk.wait_for_timeout(200)
    assert [] == desk.posted
    touch("touchMove", x, y - 20)
    touch("touchMove", x, y - 60)
    touch("touchEnd")
    desk.wait_for_timeout(200)
    assert [] == desk.posted
    moving(desk, still=True)
    desk.touchscreen.tap(*place(desk, "T2", "yes"))
    expect(desk.locator(".notice")).to_contain_text("Déplacé (A2, move-2).")


def test_a_move_without_an_answer_ends_and_says_why(desk):
    """The network is away, the answer is broken, the server fails, the session has ended."""
    for sentence, answer in (
        ("Pas de réponse : réessayez.", lambda route: route.abort()),
        ("Pas de réponse : réessayez.", lambda route: route.fulfill(body="<!doctype html>")),
        ("Pas de réponse : réessayez.", lambda route: route.fulfill(status=500, body="{}")),
        (
            "Session terminée : reconnectez-vous.",
            lambda route: route.fulfill(status=303, headers={"location": "/connexion"}),
        ),
    ):
        desk.route("**/verdicts?*", answer, times=1)
        card(desk, 2).focus()
        desk.keyboard.press("m")
        expect(desk.locator(".plan-say")).to_have_text(sentence)
        moving(desk, still=False)
        desk.keyboard.press("Escape")
        desk.evaluate("document.querySelector('.plan-say').textContent = ''")
    begin_by_keys(desk)


def test_a_late_answer_belongs_to_the_move_that_asked(desk):
    """M, Escape, M leaves one set of marks; a refusal explained after Escape does not end the next move."""
    let_go = waits(desk, "**/verdicts?*")
    card(desk, 2).focus()
    for key in ("m", "Escape", "m"):
        desk.keyboard.press(key)
    expect(desk.locator(".verdict-mark")).to_have_count(6)
    let_go()
    desk.wait_for_timeout(300)
    expect(desk.locator(".verdict-mark")).to_have_count(6)
    x, y = place(desk, "T3", "no")
    desk.keyboard.press("Escape")
    let_go = waits(desk, lambda address: "/verdicts?" in address and "briefly" not in address)
    drag(desk, 2, x, y)
    expect(desk.locator(".plan-say")).to_contain_text("Pas possible ici.")
    desk.mouse.up()
    desk.keyboard.press("Escape")
    begin_by_keys(desk, 6)
    let_go()
    desk.wait_for_timeout(300)
    expect(desk.locator(".plan-say")).to_contain_text("Gaëtan, 14 h 20")
    moving(desk, still=True)


def test_a_drop_quicker_than_the_answer_waits_for_it(desk):
    """And a click that trembles a little, before any answer, is no drop."""
    begin_by_keys(desk)
    goal = place(desk, "T2", "yes")
    desk.keyboard.press("Escape")
    let_go = waits(desk, "**/verdicts?*")
    x, y = middle(card(desk, 2))
    drag(desk, 2, x + 8, y + 2)
    desk.mouse.up()
    given_up(desk)
    let_go()
    let_go = waits(desk, "**/verdicts?*")
    drag(desk, 2, *goal)
    desk.mouse.up()
    expect(desk.locator(".plan-say")).to_have_text("Le calcul des places possibles est en cours…")
    let_go()
    expect(desk.locator(".notice")).to_contain_text("Déplacé (A2, move-2).")


def test_enter_held_down_sends_the_move_once(desk):
    """However often the key repeats while the answer is on its way."""
    begin_by_keys(desk)
    waits(desk, "**/deplacer/A2")
    desk.evaluate("""async () => {
      for (let times = 0; times < 4; times += 1) {
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        await new Promise((done) => setTimeout(done, 150));
      }
    }""")
    assert [["move-1"]] == [sent.fields["offer"] for sent in desk.posted]


def test_a_move_given_up_is_forgotten_by_the_address(desk, address):
    """Also for a visit still to be placed, which stands on this very page: it gets the keyboard."""
    open_at(desk, f"{address}{DAY}#deplacer=A2&vers=next")
    moving(desk, still=True)
    expect(desk).to_have_url(address + DAY)
    desk.keyboard.press("Escape")
    given_up(desk)
    desk.reload()
    expect(desk.locator("plan-timeline.ready")).to_be_visible()
    moving(desk, still=False)
    open_at(desk, f"{address}{DAY}#deplacer=A21&vers=next")
    expect(desk.locator(".verdict-mark")).to_have_count(6)
    desk.keyboard.press("Escape")
    given_up(desk)
    expect(card(desk, 21)).to_be_focused()


def test_coming_back_to_a_visit_still_to_be_placed_goes_on_from_it(desk, address):
    """Its own link has the keyboard, and the first visit of the lanes is the one shown."""
    failed = []
    desk.on("pageerror", lambda error: failed.append(error.message))
    open_at(desk, f"{address}{DAY}#rdv-A21")
    expect(card(desk, 21)).to_be_focused()
    expect(desk.locator(".chosen h3")).to_be_visible()
    assert [] == failed


def test_escape_is_heard_wherever_the_keyboard_stands(desk):
    """On a day's link or on nothing at all; what is hidden hands the keyboard back to the visit."""
    begin_by_keys(desk)
    desk.locator(".plan-days a[rel=next]").focus()
    desk.keyboard.press("Escape")
    given_up(desk)
    expect(card(desk, 2)).to_be_focused()
    begin_by_keys(desk)
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("Escape")
    given_up(desk)


def test_after_a_drag_by_finger_the_next_tap_is_its_own(desk):
    """A link tapped after a visit was let go beside the lanes leads where it leads."""
    touch = touching(desk)
    card(desk, 2).evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    touch("touchStart", *middle(card(desk, 2)))
    expect(desk.locator(".verdict-mark")).to_have_count(6)
    touch("touchMove", 5, 300)
    touch("touchEnd")
    given_up(desk)
    desk.get_by_role("link", name="Histoire").tap()
    expect(desk).to_have_url(re.compile("/histoire$"))


def test_in_english_the_hour_is_said_as_on_the_cards(chromium, address):
    """With a colon in it, and none of the French space before the other."""
    with chromium.new_context(viewport={"width": 1440, "height": 800}, locale="en-GB") as context:
        context.add_cookies([{"name": "lang", "value": "en", "url": address}])
        page = context.new_page()
        open_at(page, address + DAY)
        begin_by_keys(page)
        expect(page.locator(".plan-say")).to_contain_text("Gaëtan, 14:20: 6")


def test_a_browser_that_keeps_nothing_still_shows_the_day(chromium, address):
    """Its settings refuse the storage: the view is chosen for as long as the page stands."""
    with chromium.new_context(viewport={"width": 1440, "height": 800}, locale="fr-FR") as context:
        page = context.new_page()
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
        )
        open_at(page, address + DAY)
        page.get_by_role("button", name="Liste et carte").click()
        expect(page.locator("plan-timeline")).to_have_attribute("data-view", "list")


def second(address):
    """Whether this asks for what takes longer: hours, offers and reasons."""
    return "/verdicts?" in address and "briefly" not in address


def altered(page, pattern, change):
    """Answers with other verdicts than the server's."""

    def answer(route):
        whole = route.fetch()
        told = whole.json()
        change(told["verdicts"])
        route.fulfill(response=whole, json=told)

    page.route(pattern, answer)


def test_enter_quicker_than_the_offer_waits_for_it_and_sends_it_once(desk):
    """The lanes are shaded, the offer is on its way, Enter is pressed three times."""
    let_go = waits(desk, second)
    begin_by_keys(desk)
    for _ in range(3):
        desk.keyboard.press("Enter")
    desk.wait_for_timeout(300)
    assert [] == desk.posted
    let_go()
    expect(desk.locator(".notice")).to_contain_text("Déplacé (A2, move-1).")
    assert [["move-1"]] == [sent.fields["offer"] for sent in desk.posted]


def test_who_aims_elsewhere_or_gives_up_before_the_offer_is_there_has_sent_nothing(desk):
    """Enter, then an arrow and back; Enter, then Escape."""
    for keys in (("Enter", "ArrowDown", "ArrowUp"), ("Enter", "Escape")):
        let_go = waits(desk, second)
        begin_by_keys(desk)
        for key in keys:
            desk.keyboard.press(key)
        let_go()
        desk.wait_for_timeout(300)
        assert [] == desk.posted
        desk.keyboard.press("Escape")
        moving(desk, still=False)


def test_a_place_that_is_gone_by_the_second_answer_is_refused(desk):
    """Somebody was quicker between yes and the offer: it is said, and nothing is sent."""
    altered(desk, second, lambda verdicts: verdicts[0].update(possible=False, offer="", sentence="La place est prise."))
    begin_by_keys(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator(".plan-say")).to_contain_text("La place est prise.")
    assert [] == desk.posted


def test_a_move_whose_second_answer_fails_ends_and_says_why(desk):
    """Without the offer nothing can be moved."""
    desk.route(second, lambda route: route.abort(), times=1)
    card(desk, 2).focus()
    desk.keyboard.press("m")
    expect(desk.locator(".plan-say")).to_have_text("Pas de réponse : réessayez.")
    moving(desk, still=False)


def test_windows_that_start_together_are_told_apart(desk):
    """The promise is 14 to 16, the service now sells 14 to 15: each place sends its own offer."""

    def shorter(verdicts):
        earlier = (datetime.fromisoformat(verdicts[0]["end"]) - timedelta(hours=1)).isoformat()
        other = {**verdicts[0], "end": earlier, "keeps_promise": False}
        verdicts.append({**other, "offer": other["offer"] and "another"})

    altered(desk, "**/verdicts?*", shorter)
    card(desk, 2).focus()
    desk.keyboard.press("m")
    expect(desk.locator(".verdict-mark")).to_have_count(7)
    desk.keyboard.press("Enter")
    expect(desk.locator(".notice")).to_contain_text("Déplacé (A2, move-1).")


def test_places_that_are_not_shown_are_spoken_of(desk):
    """A day of many technicians opens with some: that others could take the visit is not kept back."""
    open_at(desk, f"{desk.url}?techniciens=1")
    altered(desk, "**/verdicts?*", lambda verdicts: [one.update(technician="T9") for one in verdicts])
    card(desk, 2).focus()
    desk.keyboard.press("m")
    expect(desk.locator(".plan-say")).to_contain_text(
        "Possible seulement chez des techniciens qui ne sont pas affichés"
    )
