"""What Outlook's calendars do that others do not, asked of a stand-in for Microsoft Graph over real HTTP."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from calendar_sync.entry import Interval
from calendar_sync.errors import (
    AccessLost,
    CalendarGone,
    ChangedMeanwhile,
    ObjectRefused,
    OutcomeUnknown,
    RemoteFailed,
    Throttled,
    TokenRefused,
)
from calendar_sync.ledger import MemoryLedger
from calendar_sync.remote.graph import AHEAD
from calendar_sync.two_way import sync
from calendar_sync.writing import render_object
from tests.calendar_sync.agendas import ALWAYS
from tests.calendar_sync.faults import Fault
from tests.calendar_sync.outlook import FROM_NINE, HREF, UID, Outlook, once
from tests.calendar_sync.samples import PARIS, an_entry, at
from tests.calendar_sync.world import World, storm
from tests.support.graph_mailbox import CALENDAR
from tests.support.graph_service import Trouble
from tests.support.http_server import Asked


def test_ids_last_on_every_request(outlook: Outlook) -> None:
    """Graph gives ids that change when an event is moved, unless told otherwise by each single request."""
    event = outlook.put()
    event.moves += 1
    outlook.edits(event, subject="Autre")
    outlook.syncs()
    outlook.agenda.entries.clear()
    assert [UID] == outlook.syncs().deleted
    items = [item for one in outlook.asked("$batch") for item in one.json["requests"]]
    wishes = [one.headers["prefer"] for one in outlook.asked()] + [item["headers"]["Prefer"] for item in items]
    assert all('IdType="ImmutableId"' in wish and 'outlook.timezone="UTC"' in wish for wish in wishes)
    assert {"GET", "POST", "PATCH", "DELETE"} >= {one.method for one in outlook.asked()}


def test_a_calendar_of_several_pages_is_read_to_its_end(outlook: Outlook) -> None:
    """With repeats from one page to the next."""
    for _ in range(450):
        outlook.writes()
    changes = outlook.calendar.changes("")
    assert (450, True) == (len(changes.changed), changes.whole)
    assert 3 == len(outlook.asked("delta"))
    again = outlook.calendar.changes(changes.token)
    assert ({}, frozenset(), False) == (again.changed, again.removed, again.whole)


@pytest.mark.parametrize(
    "trouble", [Trouble(410, "SyncStateNotFound"), Trouble(400, "BadRequest")], ids=["forgotten", "malformed"]
)
def test_a_token_graph_no_longer_knows_means_reading_everything(outlook: Outlook, trouble: Trouble) -> None:
    """And nothing is doubled or lost by it."""
    outlook.put()
    outlook.server.service.trouble = once(trouble, path="delta")
    assert outlook.syncs().quiet
    outlook.mailbox.forgets()
    assert outlook.syncs().quiet
    assert 1 == len(outlook.mailbox.events)


def test_a_link_that_leads_elsewhere_is_not_followed(outlook: Outlook) -> None:
    """Nobody but Graph is shown what opens a mailbox."""
    token = outlook.calendar.changes("").token
    with pytest.raises(TokenRefused):
        outlook.calendar.changes(token.replace("https://graph.microsoft.com/", "https://graph.microsoft.com.invalid/"))


def test_a_round_looks_further_than_it_must_until_it_no_longer_does(outlook: Outlook) -> None:
    """The window of a round is fixed while ours moves on."""
    token = outlook.calendar.changes("").token
    later = [Interval(ALWAYS.start + by, ALWAYS.end + by) for by in (AHEAD, AHEAD + timedelta(days=1))]
    assert not outlook.reaching(CALENDAR, later[0]).changes(token).whole
    with pytest.raises(TokenRefused):
        outlook.reaching(CALENDAR, later[1]).changes(token)


def test_what_moved_out_of_the_window_is_moved_and_not_deleted(outlook: Outlook) -> None:
    """Graph says that it was removed; it still stands there, at another time."""
    event = outlook.put()
    moments = {name: {"dateTime": f"2031-12-01T{at}:00:00", "timeZone": PARIS} for name, at in FROM_NINE}
    outlook.edits(event, **moments)
    (wish,) = outlook.syncs().wishes
    assert (frozenset({"time"}), at("2031-12-01 08:00")) == (wish.edited, wish.after.start if wish.after else None)


def test_a_creation_whose_answer_was_lost_is_found_again(outlook: Outlook) -> None:
    """By our own property, within the same pass."""
    outlook.server.service.trouble = once(Trouble(lost=True), path="/events", method="POST")
    outlook.put()
    assert 1 == len(outlook.mailbox.events)
    assert outlook.syncs().quiet


def test_the_same_creation_sent_again_is_one_event(outlook: Outlook) -> None:
    """Its transaction is that of its name."""
    body = render_object(an_entry(UID))
    assert outlook.calendar.create(HREF, body) == outlook.calendar.create(HREF, body)
    assert 1 == len(outlook.mailbox.events)


def test_a_mailbox_that_remembers_what_was_deleted_takes_it_again(outlook: Outlook) -> None:
    """A transaction of its own, once it is clear that nothing stands there under the name."""
    outlook.mailbox.unforgetting = True
    event = outlook.put()
    outlook.agenda.generous = False
    outlook.mailbox.delete(event)
    assert [UID] == outlook.syncs().created
    assert outlook.syncs().quiet
    assert 1 == len(outlook.mailbox.events)


def test_a_mailbox_that_wants_to_be_left_alone_says_for_how_long(outlook: Outlook) -> None:
    """Whatever it is asked."""
    for doing in (lambda: outlook.calendar.changes(""), lambda: outlook.calendar.fetch([HREF]), outlook.put):
        outlook.server.service.trouble = once(Trouble(429, retry_after=17))
        with pytest.raises(Throttled) as raised:
            doing()
        assert 17 == raised.value.retry_after


def test_single_items_of_a_batch_that_have_to_wait_are_asked_again(outlook: Outlook) -> None:
    """As long as others had not to."""
    for _ in range(45):
        outlook.writes()
    waiting = Counter[str]()

    def every_third(asked: Asked) -> Trouble | None:
        waiting[asked.path] += 1
        third = "/me/events/" in asked.path and waiting[asked.path] == 1 and len(waiting) % 3 == 0
        return Trouble(429, retry_after=1) if third else None

    outlook.server.service.trouble = every_third
    assert 45 == len(outlook.busy())
    assert [20, 20, 5, 15] == [len(one.json["requests"]) for one in outlook.asked("$batch")]
    outlook.server.service.trouble = lambda asked: Trouble(429, retry_after=9) if "/me/events/" in asked.path else None
    with pytest.raises(Throttled) as raised:
        sync(outlook.calendar, outlook.agenda, MemoryLedger())
    assert 9 == raised.value.retry_after


@pytest.mark.parametrize(
    "status,expected",
    [
        (401, AccessLost),
        (403, AccessLost),
        (404, CalendarGone),
        (423, Throttled),
        (500, OutcomeUnknown),
        (418, RemoteFailed),
    ],
)
def test_each_refusal_to_be_read_has_its_meaning(outlook: Outlook, status: int, expected: type[Exception]) -> None:
    """Of changes, and of a whole batch."""
    for doing in (lambda: outlook.calendar.changes(""), lambda: outlook.calendar.fetch([HREF])):
        outlook.server.service.trouble = lambda _: Trouble(status, "Error")
        with pytest.raises(RemoteFailed) as raised:
            doing()
        assert expected is raised.type


@pytest.mark.parametrize(
    "status,expected",
    [
        *[
            (401, AccessLost),
            (403, AccessLost),
            (404, ChangedMeanwhile),
            (412, ChangedMeanwhile),
            (409, ChangedMeanwhile),
        ],
        *[(400, ObjectRefused), (429, Throttled), (503, Throttled), (500, OutcomeUnknown)],
    ],
)
def test_each_refusal_to_be_written_has_its_meaning(outlook: Outlook, status: int, expected: type[Exception]) -> None:
    """New, over another, and away."""
    event = outlook.put()
    body, ident = render_object(an_entry(UID)), event.ident(immutable=True)
    outlook.server.service.trouble = lambda _: Trouble(status, "Error")
    writes = (
        lambda: outlook.calendar.create("other.ics", body),
        lambda: outlook.calendar.replace(ident, body, event.etag),
        lambda: outlook.calendar.delete(ident, event.etag),
    )
    for doing in writes:
        with pytest.raises(RemoteFailed) as raised:
            doing()
        assert expected is raised.type


def test_what_is_no_single_event_is_refused_before_it_is_sent(outlook: Outlook) -> None:
    """Nothing of it reaches the mailbox."""
    for body in (b"", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"\x00\xff"):
        with pytest.raises(ObjectRefused):
            outlook.calendar.create(HREF, body)
    assert [] == outlook.asked()


def test_an_event_graph_chokes_on_is_set_aside_and_the_others_are_read(outlook: Outlook) -> None:
    """One poisoned event never blocks a calendar."""
    poison = outlook.writes().ident(immutable=True)
    outlook.writes()
    outlook.server.service.trouble = lambda asked: Trouble(500, "Error") if poison[:-1] in asked.path else None
    assert [("01 08:00", "01 09:00")] == outlook.busy()
    assert 1 == len([row for row in outlook.ledger.foreign() if row.reason])


def test_a_mailbox_that_was_closed_asks_to_be_connected_again(outlook: Outlook) -> None:
    """Its tokens are dead: no request is answered, nor another token given."""
    outlook.server.pages.withdraws(outlook.mailbox.address)
    with pytest.raises(AccessLost, match="reconnectez-le"):
        outlook.calendar.changes("")


def test_every_change_costs_one_request(outlook: Outlook) -> None:
    """Besides one for what is new, a pass; at most one at a time."""
    for number in range(40):
        outlook.agenda.want(an_entry(f"rdv-{number}@duret.invalid"))
    assert 40 == len(outlook.syncs().created)
    assert 41 == len(outlook.asked())
    for entry in list(outlook.agenda.entries.values()):
        outlook.agenda.want(entry, start=entry.start + timedelta(hours=1), end=entry.end + timedelta(hours=1))
    assert 40 == len(outlook.syncs().replaced)
    assert 82 == len(outlook.asked())
    assert outlook.syncs().quiet
    assert (83, 1) == (len(outlook.asked()), outlook.server.service.most_at_once)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_lost_when_graph_itself_is_in_trouble(outlook: Outlook, seed: int) -> None:
    """Answers lost after they were done, forgotten tokens, patience asked for, errors: a tenth of all requests."""
    dice = Random(seed)
    world = World(outlook.calendar)

    def weather(asked: Asked) -> Trouble | None:
        if dice.random() > 0.1:
            return None
        if "delta" in asked.path:
            return Trouble(dice.choice((410, 429, 503)), "SyncStateNotFound")
        return dice.choice((Trouble(lost=True), Trouble(429), Trouble(503), Trouble(500, "Error")))

    def weathered(faults: list[Fault]) -> Any:
        outlook.server.service.trouble = weather
        try:
            return plain(faults)
        finally:
            outlook.server.service.trouble = lambda _: None

    plain, world.syncs = world.syncs, weathered  # type: ignore[method-assign]
    storm(world, seed, edits=60)
    world.syncs = plain  # type: ignore[method-assign]
    world.settles()
    world.is_as_meant()
