"""Calendars as people see them: connected in three steps, told in words, steered, and let go; each his own."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api import actions
from api.errors import Forbidden
from api.following import follow
from api.house import House
from api.views import (
    CalendarState,
    CalendarView,
    Caller,
    ConnectingView,
    Done,
    FileView,
    NewDeviceView,
    PersonView,
    Refused,
    Role,
)
from desk.connections import Connection, Halt, connections_of
from desk.feeds import open_feed
from desk.notices import Notice, notify
from planner.errors import NotFound
from planner.identifiers import TechnicianId
from planner.staffing import save_technician
from tests.api.actions.test_steering import book
from tests.support.dav_servers import NAME, PASSWORD, DAVServer, radicale
from tests.support.house import SetClock, a_house, found_firm
from tests.support.planner import MONDAY, a_technician

GAETAN = TechnicianId("gaëtan")
_numbers = itertools.count()


@pytest.fixture(scope="module")
def server() -> Iterator[DAVServer]:
    """A calendar server, for all tests of this file."""
    with radicale() as running:
        yield running


@pytest.fixture
def url(server: DAVServer) -> Iterator[str]:
    """A calendar of the test's own."""
    with server.calendar(f"page-{next(_numbers)}") as made:
        yield made


@pytest.fixture
def clock() -> SetClock:
    """Stands still."""
    return SetClock()


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A house with one firm of two technicians that may speak to a server of this machine."""
    house = a_house(tmp_path, clock, private_addresses=True)
    firm = found_firm(house).firm
    house.transactions.write(firm.id, lambda work: save_technician(work, a_technician("Julien")))
    return house


def staff(house: House, role: Role = Role.DISPATCHER, **person: Any) -> Caller:
    """Somebody of the firm."""
    firm = house.transactions.firm_by_slug("duret")
    return Caller("x", PersonView("p1", "Claire", "claire@duret.invalid", role, **person), firm=firm.id, house=house)


def do(house: House, command: Any) -> Any:
    """Run a command of the firm."""
    return house.transactions.write(house.transactions.firm_by_slug("duret").id, command)


def signs_in(house: House, address: str, password: str = PASSWORD, **who: str) -> ConnectingView | Refused:
    """What the page answers to a sign-in."""
    sign_in = {"technician": GAETAN, "address": address, "account": NAME, "password": password, **who}
    return actions.find_calendars(staff(house), "duret", **sign_in)


def connected(house: House, url: str) -> str:
    """Connect Gaëtan's calendar as the page does; its connection."""
    view = signs_in(house, url)
    assert isinstance(view, ConnectingView)
    chosen = view.choices[0].address
    answer = actions.connect_found(staff(house), "duret", technician=GAETAN, ticket=view.ticket, address=chosen)
    assert isinstance(answer, Done), answer
    return str(do(house, connections_of)[0].id)


def syncs(house: House) -> None:
    """One pass over the connected calendar."""
    firm = house.transactions.firm_by_slug("duret")
    follow(house, firm.id, do(house, connections_of)[0])


def shown(house: House) -> CalendarView:
    """Gaëtan's calendar on the page."""
    calendars = [one.calendar for one in actions.calendars(staff(house), "duret").technicians if one.calendar]
    assert 1 == len(calendars)
    return calendars[0]


def test_a_calendar_is_tested_chosen_and_connected(house, url):
    """Then it is read, and says how it is."""
    view = signs_in(house, url)
    assert isinstance(view, ConnectingView)
    assert [(True, url)] == [(one.writable, one.address) for one in view.choices]
    assert PASSWORD not in view.ticket
    connected(house, url)
    assert (CalendarState.NEW, "127.0.0.1", NAME) == (shown(house).state, shown(house).host, shown(house).account)
    syncs(house)
    assert (CalendarState.IN_STEP, 0) == (shown(house).state, shown(house).quiet)


@pytest.mark.parametrize(
    "typed, field, said",
    [
        ({"password": "faux"}, "password", "n’est pas accepté"),
        ({"address": "http://127.0.0.1:9/"}, "address", "Aucun serveur ne répond"),
        ({"address": "ftp://127.0.0.1/"}, "address", "elle commence par https://"),
        ({"address": "", "account": ""}, "account", "nom d’utilisateur"),
    ],
)
def test_a_sign_in_that_fails_says_what_to_do_beside_its_field(house, url, typed, field, said):
    """In words, not numbers."""
    refused = signs_in(house, **{"address": url, **typed})
    assert isinstance(refused, Refused)
    assert said in refused.fields[field]


def test_a_ticket_opens_what_it_was_made_for_only(house, url, clock):
    """Not another technician's, not a calendar that was not found, not after a while, not one somebody wrote."""
    view = signs_in(house, url)
    assert isinstance(view, ConnectingView)

    def chosen(**other: str) -> Done | Refused:
        asked = {"technician": GAETAN, "ticket": view.ticket, "address": url, **other}
        return actions.connect_found(staff(house), "duret", **asked)

    julien = TechnicianId("julien")
    for other in ({"technician": julien}, {"address": "https://ailleurs.invalid/"}, {"ticket": "x"}, {"ticket": ""}):
        assert isinstance(chosen(**other), Refused)
    clock.forward(minutes=16)
    assert "trop longtemps" in chosen().sentence
    assert [] == do(house, connections_of)


def test_a_second_calendar_of_a_technician_is_refused_in_words(house, url):
    """He would see each visit twice."""
    connected(house, url)
    view = signs_in(house, url)
    assert isinstance(view, ConnectingView)
    answer = actions.connect_found(staff(house), "duret", technician=GAETAN, ticket=view.ticket, address=url)
    assert isinstance(answer, Refused)
    assert "déconnectez-le d’abord" in answer.sentence


def test_what_stands_there_and_what_does_not_yet_is_counted(house, url):
    """A visit booked a moment ago waits to be written."""
    connected(house, url)
    syncs(house)
    for number in range(4):
        book(house, number)
    routes = do(house, lambda work: work.routes.between(MONDAY, MONDAY + timedelta(days=30)))
    visits = sum(len(route.visits) for route in routes if route.technician_id == GAETAN)
    assert visits > 0
    assert (0, visits) == (shown(house).standing, shown(house).unsent)
    syncs(house)
    assert (visits, 0) == (shown(house).standing, shown(house).unsent)


def test_silence_and_stops_are_counted_among_what_is_to_be_seen(house, url, clock):
    """After a quarter of an hour; a word counts too, until it is seen."""
    connected(house, url)
    syncs(house)
    assert 0 == actions.to_see(staff(house), "duret")
    clock.forward(minutes=16)
    assert (CalendarState.SILENT, 960) == (shown(house).state, shown(house).quiet)
    do(house, lambda work: notify(work, Notice("n1", work.now, GAETAN, "Gaëtan est absent.", MONDAY)))
    assert 2 == actions.to_see(staff(house), "duret")
    (word,) = actions.calendars(staff(house), "duret").notices
    assert ("Gaëtan", "Gaëtan est absent.", MONDAY, "") == (word.technician, word.text, word.day, word.appointment)
    actions.mark_seen(staff(house), "duret", notice=word.notice)
    assert 1 == actions.to_see(staff(house), "duret")


def test_a_server_that_does_not_answer_is_waited_for_in_words(house, url):
    """And "sync now" does not wait until it is time."""
    connection = connected(house, url)
    do(house, lambda work: work.of(Connection).put(work.of(Connection).get(connection).failed(work.now, "Il dort.")))
    waiting = shown(house)
    assert (CalendarState.WAITING, "Il dort.") == (waiting.state, waiting.trouble)
    assert waiting.next_at is not None
    actions.sync_calendar(staff(house), "duret", connection=connection)
    assert shown(house).next_at is None


@pytest.mark.parametrize("halt", list(Halt))
def test_a_stop_has_a_name(house, url, halt):
    """Each asks for another decision; saying that a loss is meant goes on."""
    connection = connected(house, url)
    do(house, lambda work: work.of(Connection).put(work.of(Connection).get(connection).halted(halt, "Arrêt.")))
    assert halt == shown(house).state.value
    actions.sync_calendar(staff(house), "duret", connection=connection, loss_is_meant=True)
    assert do(house, connections_of)[0].loss_is_meant
    syncs(house)
    assert CalendarState.IN_STEP is shown(house).state


def test_somebody_signs_in_anew(house, url):
    """A wrong password is told beside its field and changes nothing."""
    connection = connected(house, url)
    do(house, lambda work: work.of(Connection).put(work.of(Connection).get(connection).halted(Halt.ACCESS_LOST, "")))
    again = {"connection": connection, "account": ""}
    refused = actions.reconnect_calendar(staff(house), "duret", password="faux", **again)
    assert isinstance(refused, Refused)
    assert {"password"} == set(refused.fields)
    assert CalendarState.ACCESS_LOST is shown(house).state
    assert isinstance(actions.reconnect_calendar(staff(house), "duret", password=PASSWORD, **again), Done)
    syncs(house)
    assert CalendarState.IN_STEP is shown(house).state


def test_what_cannot_be_read_is_named_and_handed_over_as_it_stands(house, url, server):
    """Nothing else of that calendar is, and nothing that is gone."""
    body = POISON.replace("\n", "\r\n").encode()
    with server.client() as phone:
        phone.put(f"{url}poison.ics", content=body, headers={"Content-Type": "text/calendar"}).raise_for_status()
        connection = connected(house, url)
        syncs(house)
        (put_aside,) = shown(house).quarantined
        assert "répétition" in put_aside.reason
        asked = {"connection": connection, "name": put_aside.name}
        file = actions.quarantined_object(staff(house), "duret", **asked)
        assert isinstance(file, FileView)
        assert b"FREQ=HOURLY" in file.content
        with pytest.raises(NotFound):
            actions.quarantined_object(staff(house), "duret", connection=connection, name="autre.ics")
        phone.delete(f"{url}poison.ics").raise_for_status()
    gone = actions.quarantined_object(staff(house), "duret", **asked)
    assert isinstance(gone, Refused)


def test_reading_anew_doubles_nothing_and_letting_go_takes_nothing_away(house, url, server):
    """What stands in the calendar is known there by its name, and stays."""
    book(house)
    connection = connected(house, url)
    syncs(house)
    standing = shown(house).standing
    actions.reread_calendar(staff(house), "duret", connection=connection)
    assert 0 == shown(house).standing
    syncs(house)
    assert standing == shown(house).standing
    actions.disconnect_calendar(staff(house), "duret", connection=connection)
    assert [None, None] == [one.calendar for one in actions.calendars(staff(house), "duret").technicians]
    with server.client() as phone:
        listed = phone.request("PROPFIND", url, headers={"Depth": "1"})
    assert standing == listed.text.count(".ics</")


def test_a_technician_sees_and_steers_his_own_calendar_only(house, url):
    """Neither another's, nor the office's words."""
    connection = connected(house, url)
    his, other = (staff(house, Role.TECHNICIAN, technician=name) for name in (GAETAN, "julien"))
    view = actions.calendars(his, "duret")
    assert ([GAETAN], ()) == ([one.technician.technician for one in view.technicians], view.notices)
    assert isinstance(actions.sync_calendar(his, "duret", connection=connection), Done)
    for refused in (
        lambda: actions.sync_calendar(other, "duret", connection=connection),
        lambda: actions.disconnect_calendar(other, "duret", connection=connection),
        lambda: actions.connecting(other, "duret", technician=GAETAN),
        lambda: actions.mark_seen(his, "duret", notice="x"),
        lambda: actions.to_see(his, "duret"),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_the_addresses_programs_read_stand_beside(house):
    """With the name somebody gave each."""
    do(house, lambda work: open_feed(work, GAETAN, "iPhone"))
    (his, _) = actions.calendars(staff(house), "duret").technicians
    assert [("iPhone", None)] == [(feed.device, feed.last_used_at) for feed in his.feeds]


def test_outlook_leads_to_microsoft_or_says_why_not(house):
    """A server Microsoft does not know does not offer it."""
    refused = actions.open_outlook(staff(house), "duret", technician=GAETAN)
    assert isinstance(refused, Refused)
    assert refused.sentence
    assert not actions.connecting(staff(house), "duret", technician=GAETAN).outlook


POISON = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Exemple//FR
BEGIN:VEVENT
UID:poison
DTSTAMP:20261101T080000Z
DTSTART:20261124T090000Z
DTEND:20261124T093000Z
RRULE:FREQ=HOURLY;COUNT=4
SUMMARY:Réunion
END:VEVENT
END:VCALENDAR
"""


def test_a_telephone_is_let_in_seen_and_shut_out(house, url):
    """It keeps the calendar by itself: then no calendar elsewhere is connected beside it, nor the other way round."""
    made = actions.add_device(staff(house), "duret", technician=GAETAN, label="iPhone")
    assert isinstance(made, NewDeviceView)
    assert ("http://localhost:8000/dav/", True) == (made.server, made.user.endswith("@duret"))
    (device,) = next(
        one.devices
        for one in actions.calendars(staff(house), "duret").technicians
        if one.technician.technician == GAETAN
    )
    assert ("iPhone", None) == (device.label, device.last_used_at)
    view = signs_in(house, url)
    assert isinstance(view, ConnectingView)
    refused = actions.connect_found(staff(house), "duret", technician=GAETAN, ticket=view.ticket, address=url)
    assert isinstance(refused, Refused)
    assert "retirez-le d’abord" in refused.sentence
    actions.remove_device(staff(house), "duret", technician=GAETAN, device=device.device)
    connected(house, url)
    assert isinstance(actions.add_device(staff(house), "duret", technician=GAETAN, label=""), Refused)
