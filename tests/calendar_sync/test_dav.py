"""What CalDAV programs ask is read whatever they send, and what we answer is XML they can read."""

from datetime import UTC, date, datetime

import pytest

from calendar_sync import Interval, read_calendar
from calendar_sync.dav.answers import Said, multistatus, unmet
from calendar_sync.dav.elements import element
from calendar_sync.dav.expansion import expanded
from calendar_sync.dav.filters import PropertyTest, overlapping
from calendar_sync.dav.free_busy import render_free_busy
from calendar_sync.dav.requests import (
    FreeBusyQuery,
    Multiget,
    Query,
    SyncCollection,
    Wanted,
    read_propfind,
    read_proppatch,
    read_report,
)
from calendar_sync.dav.sync_token import SyncToken, news, read_token
from calendar_sync.errors import ConditionUnmet, UnreadableRequest
from calendar_sync.remote import multistatus as client
from calendar_sync.writing import render_object
from tests.calendar_sync.samples import an_entry, at

HEAD = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
DAY = date(2026, 11, 24)
MORNING = Interval(at("2026-11-24 07:00"), at("2026-11-24 11:00"))
WEEKLY = b"""BEGIN:VCALENDAR\r
BEGIN:VEVENT\r
UID:kine\r
DTSTART;TZID=Europe/Paris:20261103T090000\r
DTEND;TZID=Europe/Paris:20261103T100000\r
RRULE:FREQ=WEEKLY\r
TRANSP:TRANSPARENT\r
SUMMARY:Kin\xc3\xa9\\, s\xc3\xa9ance\r
END:VEVENT\r
END:VCALENDAR\r
"""


def query(inside: str) -> Query:
    """A query whose filter holds this."""
    asked = read_report(f"<c:calendar-query {HEAD}><d:prop/><c:filter>{inside}</c:filter></c:calendar-query>".encode())
    assert isinstance(asked, Query)
    return asked


def of_events(inside: str) -> Query:
    """A query about events."""
    return query(
        f'<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">{inside}</c:comp-filter></c:comp-filter>'
    )


def passes(asked: Query, body: bytes = WEEKLY) -> bool:
    """Whether an object passes."""
    return asked.filter.passes(lambda: body, lambda span: overlapping(body, zone="Europe/Paris", among=span))


def test_properties_are_asked_for_by_name_all_or_names_only():
    """An empty body asks for all."""
    assert Wanted() == read_propfind(b"")
    assert Wanted() == read_propfind(f"<d:propfind {HEAD}><d:allprop/></d:propfind>".encode())
    assert Wanted(names_only=True) == read_propfind(f"<d:propfind {HEAD}><d:propname/></d:propfind>".encode())
    assert Wanted(("{DAV:}getetag",)) == read_propfind(client.propfind("d:getetag", "d:getetag").encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<",
        b"\xff\xfe",
        b"<d:propfind/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><propfind xmlns="DAV:">&b;</propfind>',
        b'<?xml version="1.0" encoding="nothing"?><a/>',
        b'<free-busy-query xmlns="urn:ietf:params:xml:ns:caldav"/>',
        b'<sync-collection xmlns="DAV:"/>',
        b'<sync-collection xmlns="DAV:"><sync-token/><limit><nresults>x</nresults></limit></sync-collection>',
    ],
)
def test_what_is_no_question_is_refused(body):
    """Nor is a bomb read."""
    with pytest.raises(UnreadableRequest):
        read_report(body)


def test_what_we_do_not_offer_is_refused_by_its_condition():
    """A program may then do without."""
    for body, condition in (
        ('<d:expand-property xmlns:d="DAV:"/>', "{DAV:}supported-report"),
        (f"<c:calendar-query {HEAD}/>", "{urn:ietf:params:xml:ns:caldav}valid-filter"),
        (
            f'<c:calendar-multiget {HEAD}><d:prop><c:calendar-data version="3"/></d:prop></c:calendar-multiget>',
            "{urn:ietf:params:xml:ns:caldav}supported-calendar-data",
        ),
    ):
        with pytest.raises(ConditionUnmet) as unmet_condition:
            read_report(body.encode())
        assert condition == unmet_condition.value.condition


def test_the_reports_our_own_client_asks_for_are_read():
    """Ours as well as others'."""
    etag = Wanted(("{DAV:}getetag",))
    assert SyncCollection(etag, "t&1") == read_report(client.sync_collection("t&1").encode())
    both = Wanted(("{DAV:}getetag", "{urn:ietf:params:xml:ns:caldav}calendar-data"))
    assert Multiget(both, ("/a&b.ics",)) == read_report(client.multiget(["/a&b.ics"]).encode())
    limited = (
        f"<d:sync-collection {HEAD}><d:sync-token/><d:limit><d:nresults>2</d:nresults></d:limit></d:sync-collection>"
    )
    assert SyncCollection(Wanted(), "", 2) == read_report(limited.encode())
    span = '<c:time-range start="20261124T070000Z" end="20261124T110000Z"/>'
    free = f"<c:free-busy-query {HEAD}>{span}</c:free-busy-query>"
    assert FreeBusyQuery(MORNING) == read_report(free.encode())


def test_a_filter_by_time_finds_each_occurrence_of_a_series():
    """Also of one that leaves the time free, and where one end is open."""
    assert passes(of_events('<c:time-range start="20261124T070000Z" end="20261124T110000Z"/>'))
    assert not passes(of_events('<c:time-range start="20261125T070000Z" end="20261125T110000Z"/>'))
    assert passes(of_events('<c:time-range start="20281124T070000Z"/>'))
    assert not passes(of_events('<c:time-range end="20261101T070000Z"/>'))


def test_a_filter_by_time_needs_a_time():
    """Instants in order, in UTC."""
    for given in ('start="20261124T070000"', 'start="20261124T070000Z" end="20261124T070000Z"'):
        with pytest.raises(ConditionUnmet):
            of_events(f"<c:time-range {given}/>")


@pytest.mark.parametrize(
    "inside,expected",
    [
        ("", True),
        ('<c:prop-filter name="SUMMARY"><c:text-match>kiné, S</c:text-match></c:prop-filter>', True),
        (
            '<c:prop-filter name="SUMMARY"><c:text-match collation="i;octet">kiné</c:text-match></c:prop-filter>',
            False,
        ),
        (
            '<c:prop-filter name="UID"><c:text-match negate-condition="yes">kine</c:text-match></c:prop-filter>',
            False,
        ),
        ('<c:prop-filter name="STATUS"><c:is-not-defined/></c:prop-filter>', True),
        ('<c:prop-filter name="STATUS"/>', False),
        ('<c:comp-filter name="VALARM"/>', False),
        ('<c:comp-filter name="VALARM"><c:is-not-defined/></c:comp-filter>', True),
        ("<c:is-not-defined/>", False),
    ],
)
def test_a_filter_by_what_an_event_says(inside, expected):
    """The tests that programs really send."""
    assert expected is passes(of_events(inside))


def test_a_filter_for_tasks_finds_nothing():
    """There are none; nor is anything no calendar."""
    tasks = '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VTODO">{}</c:comp-filter></c:comp-filter>'
    assert not passes(query(tasks.format("")))
    assert passes(query(tasks.format("<c:is-not-defined/>")))
    assert not passes(query('<c:comp-filter name="VCALENDAR"><c:is-not-defined/></c:comp-filter>'))
    assert passes(query('<c:comp-filter name="VCALENDAR"/>'))


@pytest.mark.parametrize(
    "inside",
    [
        '<c:prop-filter name="UID"><c:text-match collation="x">a</c:text-match></c:prop-filter>',
        '<c:prop-filter name="ATTENDEE"><c:param-filter name="PARTSTAT"/></c:prop-filter>',
        '<c:comp-filter name="VALARM"><c:time-range start="20261124T070000Z"/></c:comp-filter>',
        '<c:prop-filter name="UID"/>' * 60,
    ],
)
def test_a_filter_we_cannot_apply_is_refused(inside):
    """Rather than answered wrongly."""
    with pytest.raises(ConditionUnmet):
        of_events(inside)


def test_a_property_is_read_as_people_read_it():
    """Escapes are the format's, not theirs."""
    assert (
        PropertyTest("SUMMARY", text="Kiné, séance")
        == of_events(
            '<c:prop-filter name="summary"><c:text-match>Kiné, séance</c:text-match></c:prop-filter>'
        ).filter.properties[0]
    )


def test_a_series_is_taken_apart_into_its_occurrences():
    """In UTC, each with its own name; those left out are not there."""
    body = WEEKLY.replace(b"RRULE:", b"EXDATE;TZID=Europe/Paris:20261117T090000\r\nRRULE:")
    among = Interval(at("2026-11-09 00:00"), at("2026-11-30 00:00"))
    found = expanded(body, among, zone="Europe/Paris")
    starts = [at("2026-11-10 08:00"), at("2026-11-24 08:00")]
    entries = read_calendar(found, zone="Europe/Paris").entries
    assert starts == sorted(entry.start for entry in entries)
    assert starts == sorted(entry.occurrence for entry in entries if entry.occurrence)
    assert (b"RRULE" in found, b"VTIMEZONE" in found) == (False, False)


def test_whole_days_taken_apart_stay_days():
    """Nobody's birthday begins at eleven in the evening."""
    body = WEEKLY.replace(b";TZID=Europe/Paris:20261103T090000", b";VALUE=DATE:20261103")
    body = body.replace(b";TZID=Europe/Paris:20261103T100000", b";VALUE=DATE:20261104")
    found = expanded(body, Interval(at("2026-11-10 10:00"), at("2026-11-10 11:00")), zone="Europe/Paris")
    assert 1 == found.count(b"BEGIN:VEVENT")
    for line in (b"DTSTART;VALUE=DATE:20261110", b"DTEND;VALUE=DATE:20261111", b"RECURRENCE-ID;VALUE=DATE:20261110"):
        assert line in found


@pytest.mark.parametrize(
    "body",
    [
        render_object(an_entry()),
        b"nothing",
        WEEKLY.replace(b"FREQ=WEEKLY", b"FREQ=MINUTELY"),
        WEEKLY.replace(b"RRULE:FREQ=WEEKLY", b"RDATE;VALUE=PERIOD:20261110T080000Z/PT1H"),
    ],
)
def test_what_cannot_be_taken_apart_stays_as_it_is(body):
    """Whoever asked can still read it himself."""
    assert body == expanded(body, MORNING, zone="Europe/Paris")


def test_an_object_nobody_can_read_stands_everywhere():
    """Its owner shall see it."""
    assert overlapping(b"nothing", zone="Europe/Paris", among=MORNING)


def test_an_answer_is_read_by_our_own_client():
    """Line ends of a calendar arrive as they were written; what is unknown is told apart."""
    data = "{urn:ietf:params:xml:ns:caldav}calendar-data"
    body = render_object(an_entry()).decode()
    found = Said("/a.ics", (element(data, body),), ("{DAV:}nothing",), ("{DAV:}getetag",))
    said = client.read(multistatus([found, Said("/b.ics", status="HTTP/1.1 404 Not Found")], token="t"))
    assert (body.strip(), ["/a.ics", "/b.ics"]) == (said.answers[0].text(data), [one.path for one in said.answers])
    assert (True, "t") == (said.answers[1].gone, said.token)
    assert b"valid-filter" in unmet("{urn:ietf:params:xml:ns:caldav}valid-filter", path="/a")


def test_names_of_properties_to_change_are_read():
    """Set or removed."""
    body = "<d:propertyupdate {}><d:set><d:prop><d:displayname>A</d:displayname></d:prop></d:set></d:propertyupdate>"
    assert ("{DAV:}displayname",) == read_proppatch(body.format(HEAD).encode())
    with pytest.raises(UnreadableRequest):
        read_proppatch(client.propfind("d:getetag").encode())


def test_busy_times_are_joined_and_cut():
    """As whoever plans a meeting wants them."""
    busy = [
        Interval(at("2026-11-24 06:00"), at("2026-11-24 09:00")),
        Interval(at("2026-11-24 09:00"), at("2026-11-24 10:00")),
        Interval(at("2026-11-24 14:00"), at("2026-11-24 15:00")),
    ]
    said = render_free_busy(busy, MORNING, stamp=datetime(2026, 11, 20, tzinfo=UTC)).decode()
    assert "FREEBUSY;VALUE=PERIOD:20261124T070000Z/20261124T100000Z" in said
    assert 1 == said.count("FREEBUSY;")
    assert () == read_calendar(said.encode(), zone="Europe/Paris").entries


def a_token(etags: dict[str, str], line: int = 1) -> SyncToken:
    """The token of these objects."""
    return SyncToken.of(etags, line=line, day=DAY)


def test_a_token_comes_back_as_it_was():
    """Whatever it names."""
    token = a_token({f"{number}.ics": "1" for number in range(100)})
    assert token == read_token(str(token))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "urn:x-creneau:1:2026-11-24:AAAA",
        "urn:x-creneau:1:2026-13-24:AAAA",
        "data:,1",
        "urn:x-creneau:1:2026-11-24:A",
    ],
)
def test_a_token_of_somebody_else_is_refused(text):
    """Nobody is told that nothing changed."""
    with pytest.raises(ConditionUnmet):
        read_token(text)


def test_a_token_tells_what_is_new():
    """What changed and what is gone; nothing when nothing did."""
    before = {f"{number}.ics": "1" for number in range(200)}
    after = {**before, "7.ics": "2", "new.ics": "1"}
    del after["9.ics"]
    told = news(a_token(before), a_token(after, 2), after, {"9.ics", "never.ics"})
    assert {"7.ics", "new.ics"} <= told.changed.keys()
    assert len(told.changed) < 40
    assert "9.ics" in told.gone
    assert (a_token(after, 2), False) == (told.token, told.more)
    again = news(told.token, a_token(after, 2), after, {"9.ics"})
    assert ({}, frozenset()) == (again.changed, again.gone)


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_page_by_page_everything_is_told(limit):
    """Also what changes or goes between two pages, and however small the pages are."""
    etags = {f"é-{number}.ics": "1" for number in range(200)}
    held = SyncToken.nothing(DAY)
    seen: dict[str, str] = {}
    for page in range(400):
        if page in {3, 20, 21, 90}:
            etags[f"é-{page}.ics"] = f"v{page}"
        if page == 10:
            del etags["é-150.ics"]
        told = news(read_token(str(held)), a_token(etags), etags, {"é-150.ics"} - etags.keys(), limit=limit)
        seen |= told.changed
        seen = {href: etag for href, etag in seen.items() if href not in told.gone}
        held = told.token
        assert len(told.changed) + len(told.gone) <= limit
        if not told.more and page > 90:
            break
    assert etags == seen
    assert a_token(etags) == held


def test_what_changed_back_between_two_pages_is_told_again():
    """Whoever heard half of a change must hear that it was undone."""
    before = {f"{number}.ics": "1" for number in range(200)}
    first = next(iter(news(SyncToken.nothing(DAY), a_token(before), before, (), limit=1).changed))
    changed = {**before, first: "2"}
    half = news(a_token(before), a_token(changed), changed, (), limit=1)
    assert ({first: "2"}, True) == (half.changed, half.more)
    assert "1" == news(half.token, a_token(before), before, ()).changed[first]
