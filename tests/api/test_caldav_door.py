"""A technician's phone and our own calendar door: his visits, his own time, and what he asks for by moving a visit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.housekeeping import tidy
from calendar_sync import CalendarEntry
from calendar_sync.errors import AccessLost, ChangedMeanwhile, ObjectRefused
from calendar_sync.remote import multistatus
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.discovery import find_calendars
from calendar_sync.writing import render_object
from desk.devices import Device, revoke_device
from desk.notices import open_notices
from desk.personal_events import PersonalEvent
from planner.technicians import Absence
from tests.api.test_v1 import ask, book
from tests.calendar_sync.agendas import Somebody
from tests.calendar_sync.samples import an_entry
from tests.support.dav_door import Door, door
from tests.support.planner import paris

WITH_AN_E = """<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:prop-filter name="UID"><c:text-match>e</c:text-match></c:prop-filter>
</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"""


@dataclass
class Phone:
    """Gaëtan's telephone, and a customer at the portal of the same firm."""

    door: Door
    url: str
    http: httpx.Client
    portal: httpx.Client

    @property
    def calendar(self) -> CalDAVCalendar:
        """His calendar, read anew."""
        return CalDAVCalendar(self.http, self.url)

    @property
    def somebody(self) -> Somebody:
        """He, telephone in hand."""
        return Somebody(self.calendar)

    def visit(self) -> CalendarEntry:
        """The one visit it shows."""
        (entry,) = (one for uid, one in self.somebody.entries().items() if uid.endswith("@creneau"))
        return entry

    def do(self, command: Any) -> Any:
        """Run a command of the firm."""
        return self.door.house.transactions.write(self.door.founded.firm.id, command)


@pytest.fixture
def phone() -> Iterator[Phone]:
    """A telephone that was given a password of its own."""
    with door() as running:
        url = running.new_calendar("Gaëtan")
        with running.client() as http, httpx.Client(base_url=running.home.removesuffix("/dav/")) as portal:
            yield Phone(running, url, http, portal)


def test_a_phone_finds_the_calendar_from_the_address_of_the_server(phone):
    """One address, one name, one password: the rest is found (RFC 6764)."""
    server = phone.door.home.removesuffix("dav/")
    (found,) = find_calendars(phone.http, server)
    assert (phone.url, "Tournée de Gaëtan", True, True) == (found.url, found.name, found.writable, found.tokens)
    moved = phone.http.request("PROPFIND", f"{server}.well-known/caldav")
    assert (301, "/dav/") == (moved.status_code, moved.headers["location"])


def test_his_visits_stand_there_and_change_at_once(phone):
    """Booked at the portal, the next look shows it; nothing waits for a worker."""
    token = phone.calendar.changes("").token
    book(phone.portal)
    assert "Dépannage · Camille Revel" == phone.visit().summary
    assert 1 == len(phone.calendar.changes(token).changed)


def test_a_block_takes_his_time_and_its_title_stays_sealed(phone):
    """The slots are gone with the answer to his telephone, and there again when he deletes it."""
    before = {slot["start"] for slot in ask(phone.portal)}
    phone.somebody.adds(an_entry("dentiste", start=paris(8), end=paris(18), summary="Dentiste"), "d.ics")
    assert not [one for one in {slot["start"] for slot in ask(phone.portal)} if one.startswith("2026-11-23")]
    kept = phone.do(lambda work: (work.of(PersonalEvent).find(), work.of(Absence).find()))
    assert "Dentiste" not in repr(kept)
    assert "Dentiste" == phone.somebody.entries()["dentiste"].summary
    phone.somebody.deletes("dentiste")
    assert before == {slot["start"] for slot in ask(phone.portal)}


@pytest.mark.parametrize("filtered", [False, True], ids=["multiget", "query"])
def test_an_event_that_can_no_longer_be_opened_costs_itself_alone(phone, filtered):
    """Its status says that it is there all the same: a telephone that is told 404 throws its own copy away."""
    for name in ("dentiste", "ecole"):
        phone.somebody.adds(an_entry(name, start=paris(8), end=paris(9)), f"{name}.ics")
    (lost,) = phone.do(lambda work: work.of(PersonalEvent).find(href="dentiste.ics"))
    phone.do(lambda work: work.of(PersonalEvent).put(replace(lost, sealed=lost.sealed[:-1] + b"?")))
    hrefs, where = ["dentiste.ics", "ecole.ics"], httpx.URL(phone.url).raw_path.decode()
    answer = phone.http.request(
        "REPORT",
        phone.url,
        headers={"Depth": "1"},
        content=WITH_AN_E if filtered else multistatus.multiget([f"{where}{href}" for href in hrefs]),
    )
    told = {multistatus.names(one.path)[-1]: one for one in multistatus.read(answer.content).answers}
    assert [500, 200] == [told[href].status for href in hrefs]
    assert "UID:ecole" in told["ecole.ics"].text(f"{multistatus.CALDAV}calendar-data")


def test_a_visit_moved_within_the_promise_stays_there(phone):
    """Half an hour later, still before what was promised is over."""
    book(phone.portal)
    visit, half = phone.visit(), timedelta(minutes=30)
    phone.somebody.edits(visit.uid, start=visit.start + half, end=visit.end + half)
    assert visit.start + half == phone.visit().start
    assert [] == phone.do(open_notices)


def test_a_visit_moved_elsewhere_or_deleted_comes_back_with_a_word(phone):
    """For Claire and in the entry itself; other devices hear of it too."""
    book(phone.portal)
    visit, token = phone.visit(), phone.calendar.changes("").token
    phone.somebody.edits(visit.uid, start=visit.start + timedelta(hours=6), end=visit.end + timedelta(hours=6))
    assert visit.start == phone.visit().start
    (notice,) = phone.do(open_notices)
    assert notice.text in phone.visit().description
    assert 1 == len(phone.calendar.changes(token).changed)
    phone.somebody.deletes(visit.uid)
    assert visit.start == phone.visit().start
    assert 2 == len(phone.do(open_notices))


def test_an_old_copy_overwrites_nothing(phone):
    """Every write names the version it replaces."""
    book(phone.portal)
    there = phone.somebody.object_of(phone.visit().uid)
    phone.somebody.edits(phone.visit().uid, description="Prévoir l'échelle")
    with pytest.raises(ChangedMeanwhile):
        phone.calendar.replace(there.href, there.body, there.etag)
    assert phone.visit().description.endswith("Prévoir l'échelle")


@pytest.mark.parametrize("body", [b"", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"<html>", bytes(range(256)) * 20])
def test_what_is_no_event_is_refused_and_not_kept(phone, body):
    """With the condition the standard names; the calendar goes on."""
    with pytest.raises((ObjectRefused, ChangedMeanwhile)):
        phone.calendar.create("x.ics", body)
    assert [] == phone.do(lambda work: work.of(PersonalEvent).find())
    assert {} == phone.somebody.entries()


def test_a_series_is_taken_apart_for_whoever_asks(phone):
    """By a query as programs send it: each occurrence by itself."""
    weekly = render_object(an_entry("kine")).replace(b"SUMMARY", b"RRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY")
    phone.calendar.create("kine.ics", weekly)
    span = 'start="20261101T000000Z" end="20261231T000000Z"'
    head = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
    data = f"<d:prop><c:calendar-data><c:expand {span}/></c:calendar-data></d:prop>"
    events = f'<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range {span}/></c:comp-filter>'
    asked = f"<c:calendar-query {head}>{data}<c:filter>{events}</c:comp-filter></c:filter></c:calendar-query>"
    answer = phone.http.request("REPORT", phone.url, content=asked)
    assert (207, 3) == (answer.status_code, answer.text.count("BEGIN:VEVENT"))


@pytest.mark.parametrize("below", ["x/y.ics", "x/" * 40])
def test_nothing_lies_deeper_than_his_objects(phone, below):
    """An object has one address."""
    phone.somebody.adds(an_entry("dentiste"), "y.ics")
    assert 404 == phone.http.get(f"{phone.url}{below}").status_code
    assert 200 == phone.http.options(f"{phone.url}{below}").status_code


def test_nobody_reads_the_calendar_of_a_colleague(phone):
    """His address answers as if it were nowhere; without a password the door asks for one."""
    other = phone.door.new_calendar("Mylène")
    assert 404 == phone.http.request("PROPFIND", other, headers={"Depth": "0"}).status_code
    asked = httpx.request("PROPFIND", phone.url, headers={"Depth": "0"})
    assert (401, True) == (asked.status_code, asked.headers["www-authenticate"].startswith("Basic "))


def test_a_revoked_device_sees_nothing_any_more(phone):
    """A lost telephone."""
    (device,) = phone.do(lambda work: work.of(Device).find())
    phone.do(lambda work: revoke_device(work, device.id))
    with pytest.raises(AccessLost):
        phone.calendar.changes("")


def test_records_hold_no_password_that_works(phone):
    """Only a fingerprint is kept."""
    _, password = phone.door.signed_in[0]
    assert password not in repr(phone.do(lambda work: work.of(Device).find()))


def test_a_series_goes_on_as_time_passes(phone):
    """His choir on Tuesdays: four months later the Tuesdays then ahead are not sold either."""
    weekly = render_object(an_entry("choeur", start=paris(18), end=paris(20)))
    phone.calendar.create("choeur.ics", weekly.replace(b"STATUS:", b"RRULE:FREQ=WEEKLY\r\nSTATUS:"))
    before = max(one.interval.end for one in phone.do(lambda work: work.of(Absence).find()))
    phone.door.house.clock.forward(days=100)
    tidy(phone.door.house)
    after = max(one.interval.end for one in phone.do(lambda work: work.of(Absence).find()))
    assert 90 <= (after - before).days <= 110


def test_a_device_is_added_listed_and_revoked_from_the_command_line(creneau, firm):
    """What is typed into the telephone is said once."""
    code, said, answer = creneau("calendars", "devices", "add", "Gaëtan", "--label", "iPhone", "--json")
    assert (0, "http://localhost:8000/dav/") == (code, answer["server"])
    assert answer["password"] in said
    code, said, listed = creneau("calendars", "devices", "list", "--json")
    assert (0, [("Gaëtan", "iPhone")]) == (code, [(one["technician"], one["label"]) for one in listed["devices"]])
    assert answer["password"] not in said
    assert 0 == creneau("calendars", "devices", "revoke", answer["device"])[0]
    assert 4 == creneau("calendars", "devices", "revoke", answer["device"])[0]
    assert "creneau calendars devices add" in creneau("calendars", "devices", "list")[1]
