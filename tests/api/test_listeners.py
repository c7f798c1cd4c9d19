"""Customers are told once, by mail, what is true now; people get the links that let them in."""

from urllib.parse import urlsplit

from api import wiring
from api.house import House
from api.listeners import Listener
from calendar_sync import read_calendar
from connectors.errors import MailRefused, MailUndelivered
from connectors.mail import Mail
from desk.accounts import Newcomer, Role, ask_reset, invite
from desk.messages import Message, MessageState
from desk.setup import Founded
from planner.booking import cancel
from planner.identifiers import AppointmentId
from planner.ports import Actor, Work
from planner.undo import last_undoable, undo
from tests.api.test_v1 import book
from tests.support.house import Postbox, SetClock

CLAIRE = Actor("dispatcher", "claire")


def posted(house: House) -> list[Mail]:
    """Do the background work and return every mail so far."""
    wiring.worker_of(house).drain()
    assert isinstance(house.mail, Postbox)
    return house.mail.mails


def log(house: House, founded: Founded) -> list[Message]:
    """The firm's log of messages."""
    with house.transactions.read(founded.firm.id) as work:
        return work.of(Message).find()


def invitation_of(mail: Mail) -> tuple[str, int, str]:
    """The method, the sequence and the status of the appointment that goes with a mail."""
    attachment = mail.attachments[0]
    entry = read_calendar(attachment.content, zone="Europe/Paris").entries[0]
    return attachment.method, entry.sequence, entry.status


def test_a_confirmed_customer_gets_one_mail_with_the_appointment_and_the_link(client, house, duret) -> None:
    """From the firm, answers to the firm, the same identity if it were sent twice."""
    booking = book(client)
    mails = posted(house)
    assert ["camille.revel@exemple.invalid"] == [mail.to.email for mail in mails]
    mail = mails[0]
    assert ("Duret Électricité", "ne-pas-repondre@creneau.invalid") == (mail.sender.name, mail.sender.email)
    assert ("Reply-To", "bonjour@duret.invalid") in mail.headers
    assert f"http://localhost:8000/f/duret/suivi/{booking['token']}" in mail.text
    assert "REQUEST" == invitation_of(mail)[0]
    assert [MessageState.SENT] == [message.state for message in log(house, duret)]
    assert booking["token"] not in log(house, duret)[0].text


def test_moving_and_cancelling_are_told_with_a_rising_sequence(client, house, duret) -> None:
    """So that the customer's agenda follows by itself."""
    link = f"/v1/firms/duret/bookings/{book(client)['token']}"
    posted(house)
    offer = client.get(f"{link}/slots").json()["slots"][0]["offer"]
    client.post(f"{link}/move", json={"offer": offer})
    posted(house)
    client.post(f"{link}/cancel", json={})
    told = [invitation_of(mail) for mail in posted(house)]
    assert ["REQUEST", "REQUEST", "CANCEL"] == [method for method, _, _ in told]
    assert sorted({sequence for _, sequence, _ in told}) == [sequence for _, sequence, _ in told]
    assert "déplacé" in posted(house)[1].subject.lower() or "déplacé" in posted(house)[1].text


def test_what_is_no_longer_true_is_not_told(client, house, duret) -> None:
    """Booked and cancelled before the mail could leave: only the cancellation goes."""
    booking = book(client)
    client.post(f"/v1/firms/duret/bookings/{booking['token']}/cancel", json={})
    assert ["CANCEL"] == [invitation_of(mail)[0] for mail in posted(house)]


def test_a_mail_server_that_is_away_is_tried_again_and_told_once(client, house: House, duret, clock: SetClock) -> None:
    """The customer gets one mail, late."""
    book(client)
    box = house.mail
    assert isinstance(box, Postbox)
    box.away = MailUndelivered()
    assert [] == posted(house)
    assert [MessageState.FAILED] == [message.state for message in log(house, duret)]
    box.away = None
    assert [] == posted(house)
    clock.forward(seconds=6)
    assert 1 == len(posted(house))
    clock.forward(hours=2)
    assert 1 == len(posted(house))
    assert [MessageState.SENT] == [message.state for message in log(house, duret)]


def test_a_mail_server_that_refuses_for_good_is_left_alone(client, house: House, duret, clock: SetClock) -> None:
    """The log says why; nobody tries again."""
    book(client)
    assert isinstance(house.mail, Postbox)
    house.mail.away = MailRefused("550 unknown")
    posted(house)
    house.mail.away = None
    clock.forward(hours=2)
    assert [] == posted(house)
    assert [(MessageState.FAILED, "550 unknown")] == [(one.state, one.error) for one in log(house, duret)]


def test_a_delivery_told_twice_sends_one_mail(client, house: House, duret) -> None:
    """At least once means that it may come again."""
    book(client)
    (delivery,) = (one for one in house.queue.claim(10) if one.listener == "mail_confirmation")
    for _ in range(2):
        wiring.worker_of(house).handlers[delivery.listener](delivery)
    assert isinstance(house.mail, Postbox)
    assert 1 == len(house.mail.mails)


def test_undoing_a_cancellation_tells_the_customer_that_it_stands(client, house: House, duret) -> None:
    """A told customer gets a correction, with a higher sequence."""
    key = AppointmentId(book(client)["appointment"])
    posted(house)
    board = house.boards.of(duret.firm.id)
    house.transactions.write(duret.firm.id, lambda work: cancel(work, key, board, actor=CLAIRE))
    posted(house)

    def back(work: Work) -> None:
        entry = last_undoable(work)
        assert entry is not None
        undo(work, entry.number, board, CLAIRE)

    house.transactions.write(duret.firm.id, back)
    told = [invitation_of(mail) for mail in posted(house)]
    assert ["REQUEST", "CANCEL", "REQUEST"] == [method for method, _, _ in told]
    assert told[1][1] < told[2][1]


def test_an_invited_person_gets_a_link_that_opens_once(client, house: House, duret) -> None:
    """Its address leads to the firm's own page."""
    newcomer = Newcomer("hugo@duret.invalid", "Hugo", frozenset({Role.DISPATCHER}))
    house.transactions.write(duret.firm.id, lambda work: invite(work, newcomer))
    mail = posted(house)[0]
    address = next(word for word in mail.text.split() if word.startswith("http"))
    assert urlsplit(address).path.startswith("/f/duret/invitation/creneau-lien.")
    assert () == mail.attachments


def test_a_forgotten_password_is_replaced_by_a_link(client, house: House, duret) -> None:
    """Only whoever has an account gets one."""
    ask_reset(house.transactions, duret.firm.id, "odile@duret.invalid", "192.0.2.1")
    ask_reset(house.transactions, duret.firm.id, "nobody@duret.invalid", "192.0.2.1")
    mails = posted(house)
    assert ["odile@duret.invalid"] == [mail.to.email for mail in mails]
    assert "/f/duret/mot-de-passe/creneau-lien." in mails[0].text


def test_every_listener_of_the_table_has_a_name_of_its_own_and_a_sentence() -> None:
    """The table can be read aloud."""
    listeners: set[Listener] = {one for several in wiring.LISTENERS.values() for one in several}
    assert len(listeners) == len({one.__name__ for one in listeners})
    assert all(one.__doc__ for one in listeners)
    for event, several in wiring.LISTENERS.items():
        assert [one.__name__ for one in several] == wiring.listeners_of(event)
