"""What is done about an event: people are told by mail, once, with the appointment for their agenda.

Each listener reads the state again before it acts, keeps a line in the log of messages, and does no harm when it is
told twice. A mail server that is away is tried again; one that refuses for good is noted and left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import partial

from api.actions.portal import follow_token
from api.calendars import customer_invitation
from api.house import House
from connectors.errors import MailRefused, MailUndelivered, UnsafeMail
from connectors.mail import Attachment, Mail, Mailbox
from desk.accounts import Account, Purpose, make_link
from desk.customers import addressee
from desk.errors import LinkSpent
from desk.events import PersonInvited, ResetAsked
from desk.identifiers import AccountId, MessageId
from desk.messages import (
    Message,
    Posting,
    Recipient,
    Template,
    appointment_words,
    compose,
    link_words,
    not_sent,
    sent,
    template_of,
    was_sent,
)
from planner.appointments import CANCELLED, Appointment, State
from planner.errors import NotFound
from planner.events import AppointmentMoved, Delivery
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.intervals import Interval
from planner.ports import Work
from planner.services import Service
from planner.sites import Site

Listener = Callable[[House, Delivery], None]
ICS = "rendez-vous.ics"
_AUTOMATIC = (("Auto-Submitted", "auto-generated"),)
_PATHS = {Purpose.INVITATION: "invitation", Purpose.RESET: "mot-de-passe"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of a firm to a person, ready to go."""

    firm: Firm
    posting: Posting
    name: str
    happened_at: datetime
    attachments: tuple[Attachment, ...] = ()


def mail_confirmation(house: House, delivery: Delivery) -> None:
    """Tell the customer that the appointment stands."""
    _tell_customer(house, delivery, Template.APPOINTMENT_CONFIRMED)


def mail_move(house: House, delivery: Delivery) -> None:
    """Tell the customer the new time, and the one it replaces."""
    _tell_customer(house, delivery, Template.APPOINTMENT_MOVED)


def mail_cancellation(house: House, delivery: Delivery) -> None:
    """Tell the customer that nobody will come."""
    _tell_customer(house, delivery, Template.APPOINTMENT_CANCELLED)


def mail_correction(house: House, delivery: Delivery) -> None:
    """Tell a customer who was told otherwise how the appointment stands after all; one who was not is left in peace."""
    with house.transactions.read(delivery.firm_id) as work:
        told_otherwise = _changed_by_undo(work, getattr(delivery.event, "appointment_id", ""))
    if told_otherwise:
        _tell_customer(house, delivery, Template.APPOINTMENT_CONFIRMED)


def mail_invitation(house: House, delivery: Delivery) -> None:
    """Send the link by which a newcomer chooses a password."""
    if isinstance(delivery.event, PersonInvited):
        _send_link(house, delivery, delivery.event.account_id, Purpose.INVITATION)


def mail_reset(house: House, delivery: Delivery) -> None:
    """Send the link by which a forgotten password is replaced."""
    if isinstance(delivery.event, ResetAsked):
        _send_link(house, delivery, delivery.event.account_id, Purpose.RESET)


def _tell_customer(house: House, delivery: Delivery, template: Template) -> None:
    with house.transactions.read(delivery.firm_id) as work:
        letter = _customer_letter(house, work, delivery, template)
    if letter is not None:
        send(house, delivery.firm_id, letter)


def _customer_letter(house: House, work: Work, delivery: Delivery, template: Template) -> Letter | None:
    """Return what to write to the customer now, or None when there is nothing to say or nowhere to write to."""
    appointment = _subject(work, delivery)
    if appointment is None or (appointment.state in CANCELLED) != (template is Template.APPOINTMENT_CANCELLED):
        return None
    name, email = addressee(work, appointment)
    letter_id = MessageId(f"{template}-{delivery.number}")
    if not email or was_sent(work, letter_id):
        return None
    link = f"{house.settings.address}/f/{work.firm.slug}/suivi/{follow_token(house, work.firm, appointment)}"
    recipient = Recipient(name, _address(work, appointment), link)
    service = work.of(Service).get(appointment.service_id)
    words = appointment_words(work.firm, appointment, service, recipient, _before(delivery, appointment))
    invitation = customer_invitation(work, appointment, email, link)
    method = "CANCEL" if appointment.state in CANCELLED else "REQUEST"
    return Letter(
        firm=work.firm,
        posting=Posting(
            letter_id, email, compose(template, template_of(work, template), words), appointment.id, (ICS,)
        ),
        name=name,
        happened_at=delivery.happened_at,
        attachments=(Attachment(ICS, invitation, "text/calendar", method),),
    )


def _changed_by_undo(work: Work, appointment_id: str) -> bool:
    """Tell whether undoing gave an appointment another window, or life again."""
    undone = [entry for entry in work.history.of(appointment_id) if entry.verb == "undo"]
    if not undone:
        return False
    before, after = (
        next(((one.window, one.state in CANCELLED) for one in side.appointments if one.id == appointment_id), None)
        for side in (undone[-1].before, undone[-1].after)
    )
    return before != after


def _subject(work: Work, delivery: Delivery) -> Appointment | None:
    """Return the appointment an event is about, as it stands now; a hold is nothing to tell anybody of."""
    found = work.of(Appointment).find(id=getattr(delivery.event, "appointment_id", ""))
    return next((one for one in found if one.state is not State.HELD), None)


def _before(delivery: Delivery, appointment: Appointment) -> Interval | None:
    """Return the window that a move replaced."""
    if not isinstance(delivery.event, AppointmentMoved):
        return None
    return Interval(delivery.event.before, delivery.event.before + appointment.window.length)


def _address(work: Work, appointment: Appointment) -> str:
    """Return where the appointment takes place, on one line."""
    for site in work.of(Site).find(id=appointment.site_id or ""):
        return ", ".join(part for part in (site.street, f"{site.postcode} {site.city}".strip()) if part)
    return ""


def _send_link(house: House, delivery: Delivery, account_id: AccountId, purpose: Purpose) -> None:
    """Make a link and mail it; the last one made is the only one that opens anything."""
    template = Template.INVITATION if purpose is Purpose.INVITATION else Template.PASSWORD_RESET
    letter_id = MessageId(f"{template}-{delivery.number}")

    def written(work: Work) -> Letter | None:
        if was_sent(work, letter_id):
            return None
        link, token = make_link(work, account_id, purpose)
        account = work.of(Account).get(account_id)
        address = f"{house.settings.address}/f/{work.firm.slug}/{_PATHS[purpose]}/{token}"
        words = link_words(work.firm, account.name, address, link.expires_at)
        posting = Posting(letter_id, account.email, compose(template, template_of(work, template), words))
        return Letter(work.firm, posting, account.name, delivery.happened_at)

    try:
        letter = house.transactions.write(delivery.firm_id, written)
    except (LinkSpent, NotFound):
        return  # the person has left meanwhile
    if letter is not None:
        send(house, delivery.firm_id, letter)


def send(house: House, firm_id: FirmId, letter: Letter) -> None:
    """Hand a letter over and note what became of it.

    Raises:
        MailUndelivered: the mail server is away; the worker tries again later.
    """
    posting = letter.posting
    try:
        house.mail.send(_mail(house, letter))
    except (MailRefused, UnsafeMail) as error:
        _note(house, firm_id, partial(not_sent, posting=posting, error=str(error)))
    except MailUndelivered as error:
        _note(house, firm_id, partial(not_sent, posting=posting, error=str(error)))
        raise
    else:
        _note(house, firm_id, partial(sent, posting=posting))


def _note(house: House, firm_id: FirmId, command: Callable[[Work], Message]) -> None:
    house.transactions.write(firm_id, command)


def _mail(house: House, letter: Letter) -> Mail:
    """Return the letter as a mail from the firm, whose answers go to the firm."""
    _, address = parseaddr(house.settings.mail_from)
    firm, composed = letter.firm, letter.posting.composed
    answers = (("Reply-To", firm.email),) if firm.email else ()
    return Mail(
        sender=Mailbox(address, firm.name),
        to=Mailbox(letter.posting.to, letter.name),
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        message_id=f"<{letter.posting.id}.{firm.id}@{address.rpartition('@')[2]}>",
        date=letter.happened_at,
        attachments=letter.attachments,
        headers=(*_AUTOMATIC, *answers),
    )
