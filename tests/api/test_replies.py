"""What a customer answers from her own agenda reaches whoever steers, and changes nothing by itself."""

from dataclasses import replace
from email.message import EmailMessage
from threading import Thread

import pytest

from api import actions, wiring
from api.house import House
from api.replies import ReplyReader, take
from api.views import Caller, PersonView, Role
from connectors.errors import MailUnreachable
from connectors.mail import EnclosedCalendar, ImapFolder, Tls
from desk.notices import open_notices
from desk.setup import Founded
from planner.appointments import Appointment, State
from planner.booking import cancel
from planner.identifiers import AppointmentId
from planner.ports import Actor, Work
from tests.api.test_v1 import book
from tests.support.client import Client
from tests.support.dav_cyrus import cyrus
from tests.support.dav_process import NAME, PASSWORD
from tests.support.house import Postbox

CLAIRE = Actor("dispatcher", "claire")


@pytest.fixture
def invitation(client: Client, house: House, duret: Founded) -> bytes:
    """The invitation in the mail to Camille, who has just booked."""
    book(client)
    wiring.worker_of(house).drain()
    assert isinstance(house.mail, Postbox)
    return house.mail.mails[0].attachments[0].content


def answer(invitation: bytes, partstat: str, *more: bytes, method: str = "REPLY") -> bytes:
    """The invitation as her program sends it back."""
    body = invitation.replace(b"METHOD:REQUEST", b"METHOD:" + method.encode())
    body = body.replace(b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=" + partstat.encode())
    return body.replace(b"END:VEVENT", b"\r\n".join([*more, b"END:VEVENT"]))


def words(house: House, founded: Founded) -> list[str]:
    """What whoever steers has to see."""
    with house.transactions.read(founded.firm.id) as work:
        return [notice.text for notice in open_notices(work)]


def the_appointment(house: House, founded: Founded) -> Appointment:
    """The only one of the firm."""
    with house.transactions.read(founded.firm.id) as work:
        (found,) = work.of(Appointment).find()
        return found


def test_a_refusal_goes_from_the_customers_agenda_to_the_page_of_whoever_steers(
    invitation: bytes, house: House, duret: Founded
) -> None:
    """By a real mailbox, which is read twice and told of once; the appointment stands as before."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "camille.revel@exemple.invalid", "bonjour@duret.invalid", "Refusé"
    mail.set_content("Camille a refusé.")
    body = answer(invitation, "DECLINED", b"COMMENT:Je suis en voyage.")
    mail.add_alternative(body, maintype="text", subtype="calendar", params={"method": "REPLY", "charset": "utf-8"})
    before = the_appointment(house, duret)
    with cyrus() as server:
        with server.mailbox() as mailbox:
            mailbox.append("INBOX", "", "", mail.as_bytes())
        reader = ReplyReader(house, ImapFolder("127.0.0.1", server.mail, NAME, PASSWORD, tls=Tls.NONE))
        reader.look()
        ReplyReader(house, ImapFolder("127.0.0.1", server.mail, NAME, PASSWORD, tls=Tls.NONE)).look()
    (said,) = words(house, duret)
    assert said.startswith("Camille Revel refuse dans son agenda le rendez-vous du lundi")
    assert "Son message : « Je suis en voyage. »." in said
    assert before == the_appointment(house, duret)
    claire = PersonView("p1", "Claire", "claire@duret.invalid", Role.DISPATCHER)
    view = actions.calendars(Caller("x", claire, firm=duret.firm.id, house=house), "duret")
    assert [(said, before.id)] == [(notice.text, notice.appointment) for notice in view.notices]


@pytest.mark.parametrize(
    "partstat, said",
    [
        ("TENTATIVE", ["Camille Revel ne sait pas encore si le rendez-vous du lundi"]),
        ("ACCEPTED", []),
        ("NEEDS-ACTION", []),
    ],
)
def test_only_what_needs_somebody_is_told(
    invitation: bytes, house: House, duret: Founded, partstat: str, said: list[str]
) -> None:
    """A yes is what everybody expects."""
    take(house, EnclosedCalendar("REPLY", answer(invitation, partstat)))
    assert said == [text[: len(start)] for text, start in zip(words(house, duret), said, strict=True)]


def test_another_hour_is_told_by_the_firms_clock(invitation: bytes, house: House, duret: Founded) -> None:
    """As a wish: whoever steers moves the appointment, or not."""
    lines = [line for line in invitation.split(b"\r\n") if not line.startswith((b"DTSTART;TZID=E", b"DTEND;TZID=E"))]
    times = (b"DTSTART:20261124T130000Z", b"DTEND:20261124T150000Z")
    countered = answer(b"\r\n".join(lines), "TENTATIVE", *times, method="COUNTER")
    take(house, EnclosedCalendar("COUNTER", countered))
    (said,) = words(house, duret)
    assert " : le mardi 24 novembre 2026 à 14 h." in said


def test_an_answer_is_told_once_and_a_second_thought_again(invitation: bytes, house: House, duret: Founded) -> None:
    """Programs send the same answer several times; people change their mind."""
    declined = answer(invitation, "DECLINED")
    for _ in range(3):
        take(house, EnclosedCalendar("REPLY", declined))
    assert 1 == len(words(house, duret))
    stamp = declined[declined.index(b"DTSTAMP:") :].partition(b"\r\n")[0]
    take(house, EnclosedCalendar("REPLY", declined.replace(stamp, b"DTSTAMP:20991231T235959Z")))
    assert 2 == len(words(house, duret))


@pytest.mark.parametrize(
    "before, after",
    [
        (b"camille.revel@exemple", b"somebody@exemple"),
        (b"bonjour@duret.invalid", b"bonjour@other.invalid"),
        (b"@creneau", b"@elsewhere"),
    ],
    ids=["a stranger", "another firm", "an entry of somebody else"],
)
def test_nobody_answers_for_somebody_else(
    invitation: bytes, house: House, duret: Founded, before: bytes, after: bytes
) -> None:
    """As far as a mail can tell; the lines are folded, so they are joined first."""
    body = answer(invitation, "DECLINED").replace(b"\r\n ", b"")
    assert before in body
    take(house, EnclosedCalendar("REPLY", body.replace(before, after)))
    assert [] == words(house, duret)


def test_an_answer_to_what_is_over_or_was_moved_since_is_left_alone(
    invitation: bytes, house: House, duret: Founded
) -> None:
    """A newer invitation is on its way to her, or nobody comes any more."""
    found, body = the_appointment(house, duret), answer(invitation, "DECLINED")

    def newer(work: Work) -> None:
        work.of(Appointment).put(replace(found, sequence=found.sequence + 1))

    house.transactions.write(duret.firm.id, newer)
    take(house, EnclosedCalendar("REPLY", body))
    board = house.boards.of(duret.firm.id)
    house.transactions.write(duret.firm.id, lambda work: cancel(work, AppointmentId(found.id), board, actor=CLAIRE))
    assert State.CANCELLED_BY_FIRM is the_appointment(house, duret).state
    take(house, EnclosedCalendar("REPLY", body.replace(b"SEQUENCE:", b"SEQUENCE:99")))
    assert [] == words(house, duret)


def test_the_reader_goes_on_while_the_mailbox_is_away(house: House) -> None:
    """It looks once, says so, waits, and ends when asked."""
    away = ImapFolder("127.0.0.1", 1, NAME, PASSWORD, tls=Tls.NONE, timeout=1)
    reader = ReplyReader(house, away)
    thread = Thread(target=reader.run)
    thread.start()
    reader.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()
    with pytest.raises(MailUnreachable):
        reader.look()
