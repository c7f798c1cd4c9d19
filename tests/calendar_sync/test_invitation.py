"""An invitation has the shape mail programs want, and tells its story by one uid and a rising sequence."""

from typing import Any

import pytest
from icalendar import Calendar

from calendar_sync import Method, Person, render_invitation
from calendar_sync.errors import InvalidInvitation
from tests.calendar_sync.samples import an_entry, at

FIRM = Person("contact@duret.invalid", "Duret Électricité")
CUSTOMER = Person("marie@example.invalid", "Marie Morel")


def _event(body: bytes):
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    return event


def test_a_request_names_organiser_and_attendee_and_asks_for_an_answer():
    """The METHOD stands in the body, the zone is defined, one event only."""
    body = render_invitation(an_entry(organizer=FIRM, attendee=CUSTOMER), Method.REQUEST)
    assert b"\r\nMETHOD:REQUEST\r\n" in body
    assert b"BEGIN:VTIMEZONE" in body
    event = _event(body)
    assert "mailto:contact@duret.invalid" == event["ORGANIZER"]
    assert "mailto:marie@example.invalid" == event["ATTENDEE"]
    assert "TRUE" == event["ATTENDEE"].params["RSVP"]


def test_a_published_appointment_names_no_attendee():
    """RFC 5546 forbids it, and a customer need not answer."""
    event = _event(render_invitation(an_entry(organizer=FIRM, attendee=CUSTOMER), Method.PUBLISH))
    assert "ATTENDEE" not in event
    assert "mailto:contact@duret.invalid" == event["ORGANIZER"]


def test_move_and_cancel_keep_the_uid_and_raise_the_sequence():
    """The three messages of one appointment, in the order a mail program must apply them."""
    first = an_entry(organizer=FIRM, attendee=CUSTOMER)
    moved = an_entry(organizer=FIRM, attendee=CUSTOMER, sequence=1, start=at("2026-11-26 13:00"))
    gone = an_entry(organizer=FIRM, attendee=CUSTOMER, sequence=2, start=at("2026-11-26 13:00"))
    events = [
        _event(render_invitation(entry, method))
        for entry, method in [(first, Method.REQUEST), (moved, Method.REQUEST), (gone, Method.CANCEL)]
    ]
    assert {"rdv-1@duret.invalid"} == {str(event["UID"]) for event in events}
    assert [0, 1, 2] == [int(event["SEQUENCE"]) for event in events]
    assert ["CONFIRMED", "CONFIRMED", "CANCELLED"] == [str(event["STATUS"]) for event in events]


@pytest.mark.parametrize(
    "method, changes",
    [
        (Method.PUBLISH, {"attendee": CUSTOMER}),
        (Method.REQUEST, {"organizer": FIRM}),
        (Method.CANCEL, {"organizer": FIRM, "attendee": CUSTOMER, "sequence": 0}),
    ],
)
def test_what_a_mail_program_would_ignore_is_refused_here(method: Method, changes: dict[str, Any]):
    """No organiser, nobody invited, or a cancellation as old as the invitation."""
    with pytest.raises(InvalidInvitation):
        render_invitation(an_entry(**changes), method)


def test_an_invitation_is_the_same_bytes_each_time():
    """A retry sends what was sent."""
    entry = an_entry(organizer=FIRM, attendee=CUSTOMER)
    assert render_invitation(entry, Method.REQUEST) == render_invitation(entry, Method.REQUEST)
