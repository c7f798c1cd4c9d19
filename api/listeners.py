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
from api.arrivals import Arrival, expected_arrival
from api.calendars import customer_invitation
from api.house import House
from api.reminders import still_wanted
from connectors.errors import MailRefused, MailUndelivered, SmsRefused, SmsUndelivered, UnsafeMail
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
    arrival_words,
    choice_words,
    compose,
    held_back,
    kept_back,
    link_words,
    not_sent,
    sent,
    template_of,
    was_sent,
)
from desk.repromises import repromise_of
from planner.appointments import CANCELLED, Appointment, State
from planner.errors import NotFound
from planner.events import AppointmentMoved, AppointmentProgressed, Delivery
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.intervals import Interval
from planner.ports import Work
from planner.services import Service
from planner.sites import Site

Listener = Callable[[House, Delivery], None]
ICS = "rendez-vous.ics"
_AUTOMATIC = (("Auto-Submitted", "auto-generated"),)
_TRUE_IN = {
    Template.APPOINTMENT_CANCELLED: CANCELLED,
    Template.APPOINTMENT_REMINDER: frozenset({State.CONFIRMED}),
    Template.APPOINTMENT_ON_THE_WAY: frozenset({State.ON_THE_WAY}),
}
"""The states of an appointment in which what a template says is true; of the others: as long as it stands."""

_OF_THE_DAY = frozenset({Template.APPOINTMENT_REMINDER, Template.APPOINTMENT_ON_THE_WAY})
"""What is said once about each promise, with who is expected when; the calendar has the promise already."""

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


def mail_repromise(house: House, delivery: Delivery) -> None:
    """Ask the customer to choose another window, where the promise cannot be kept."""
    _tell_customer(house, delivery, Template.APPOINTMENT_REPROMISED)


def mail_reminder(house: House, delivery: Delivery) -> None:
    """Remind the customer the day before, with the hour as it is planned by now."""
    with house.transactions.read(delivery.firm_id) as work:
        wanted = still_wanted(work, delivery.event)
    if wanted:
        _tell_customer(house, delivery, Template.APPOINTMENT_REMINDER)


def mail_on_the_way(house: House, delivery: Delivery) -> None:
    """Tell the customer that the technician has set out."""
    if isinstance(delivery.event, AppointmentProgressed) and delivery.event.state == State.ON_THE_WAY:
        _tell_customer(house, delivery, Template.APPOINTMENT_ON_THE_WAY)


def mail_correction(house: House, delivery: Delivery) -> None:
    """Tell a customer who was told otherwise how the appointment stands after all; one who was not is left in peace."""
    with house.transactions.read(delivery.firm_id) as work:
        told_otherwise = _changed_by_undo(work, getattr(delivery.event, "appointment_id", ""))
        subject = _subject(work, delivery)
    if told_otherwise and subject:
        off = subject.state in CANCELLED
        _tell_customer(house, delivery, Template.APPOINTMENT_CANCELLED if off else Template.APPOINTMENT_CONFIRMED)


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
        reason = held_back(work, letter.posting) if letter else ""
    if letter and reason:
        _note(house, delivery.firm_id, partial(kept_back, posting=letter.posting, reason=reason))
    elif letter:
        send(house, delivery.firm_id, letter)


def _customer_letter(house: House, work: Work, delivery: Delivery, template: Template) -> Letter | None:
    """Return what to write to the customer now, or None when there is nothing to say or nowhere to write to."""
    appointment = subject_of(work, delivery, template)
    name, email = addressee(work, appointment) if appointment else ("", "")
    if appointment is None or not email:
        return None
    words = words_for(house, work, delivery, template, appointment)
    if words is None:
        return None
    composed = compose(template, template_of(work, template), words)
    bare = template in _OF_THE_DAY or template is Template.APPOINTMENT_REPROMISED
    files = () if bare else (_invitation(work, appointment, email, words["lien"]),)
    letter_id = letter_id_of(delivery, template, appointment)
    posting = Posting(letter_id, email, composed, appointment.id, tuple(file.name for file in files))
    return Letter(work.firm, posting, name, delivery.happened_at, files)


def subject_of(work: Work, delivery: Delivery, template: Template) -> Appointment | None:
    """Return the appointment of an event while what a template says of it is true and has not been said yet."""
    appointment = _subject(work, delivery)
    if appointment is None or appointment.state not in _TRUE_IN.get(template, frozenset(State) - CANCELLED):
        return None
    return None if was_sent(work, letter_id_of(delivery, template, appointment)) else appointment


def words_for(
    house: House, work: Work, delivery: Delivery, template: Template, appointment: Appointment
) -> dict[str, str] | None:
    """Return the words for what a template says of an appointment; None where the customer no longer has to choose."""
    name, _ = addressee(work, appointment)
    recipient = Recipient(name, _address(work, appointment), _follow_link(house, work, appointment))
    service = work.of(Service).get(appointment.service_id)
    words = appointment_words(work.firm, appointment, service, recipient, _before(delivery, appointment))
    words |= _expected(work, appointment) if template in _OF_THE_DAY else {}
    if template is Template.APPOINTMENT_REPROMISED:
        asked = repromise_of(work, appointment)
        if asked is None:
            return None
        words |= choice_words(work.firm, [one.window for one in asked.left(work.now)], asked.reason)
    return words


def _follow_link(house: House, work: Work, appointment: Appointment) -> str:
    return f"{house.settings.address}/f/{work.firm.slug}/suivi/{follow_token(house, work.firm, appointment)}"


def letter_id_of(delivery: Delivery, template: Template, appointment: Appointment) -> MessageId:
    """Return what a message is known by, the same at each try; what is said once per promise carries the promise."""
    said_of = f"{appointment.id}-{appointment.window.start:%Y%m%dT%H%M}" if template in _OF_THE_DAY else delivery.number
    return MessageId(f"{template}-{said_of}")


def _expected(work: Work, appointment: Appointment) -> dict[str, str]:
    """Return the words for who is planned to come when; without a route, the promise is all that is known."""
    arrival = expected_arrival(work, appointment) or Arrival("", appointment.window)
    return arrival_words(work.firm, arrival.between, arrival.technician)


def _invitation(work: Work, appointment: Appointment, email: str, link: str) -> Attachment:
    """Return the appointment for the customer's agenda."""
    method = "CANCEL" if appointment.state in CANCELLED else "REQUEST"
    return Attachment(ICS, customer_invitation(work, appointment, email, link), "text/calendar", method)


def _changed_by_undo(work: Work, appointment_id: str) -> bool:
    """Tell whether undoing or redoing gave an appointment another window, or life, or took it again."""
    undone = [entry for entry in work.history.of(appointment_id) if entry.verb in {"undo", "redo"}]
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
    return address_of(next(iter(work.of(Site).find(id=appointment.site_id or "")), None))


def address_of(site: Site | None) -> str:
    """Return where a site is, on one line; empty where nobody knows."""
    parts = (site.street, f"{site.postcode} {site.city}".strip()) if site else ()
    return ", ".join(part for part in parts if part)


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
    hand_over(house, firm_id, letter.posting, lambda: house.mail.send(_mail(house, letter)))


def hand_over(house: House, firm_id: FirmId, posting: Posting, give: Callable[[], None]) -> None:
    """Give a message to whoever carries it and note what became of it.

    Raises:
        MailUndelivered, SmsUndelivered: the carrier is away; the worker tries again later.
    """
    try:
        give()
    except (MailRefused, UnsafeMail, SmsRefused) as error:
        _note(house, firm_id, partial(not_sent, posting=posting, error=str(error)))
    except (MailUndelivered, SmsUndelivered) as error:
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
