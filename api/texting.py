"""Whoever gave no e-mail is reminded by a short message, if his firm wants that and this server can send one."""

from functools import partial

from api.house import House
from api.listeners import hand_over, letter_id_of, subject_of, words_for
from api.reminders import still_wanted
from connectors.sms import LONGEST, Sms
from desk.customers import addressee, mobile_of
from desk.messages import (
    Composed,
    Posting,
    Template,
    compose,
    held_back,
    kept_back,
    message_rules,
    template_of,
)
from planner.appointments import State
from planner.events import AppointmentProgressed, Delivery
from planner.ports import Work

_PLAIN = str.maketrans({"’": "'", "\u202f": " ", "\xa0": " "})
"""One letter outside the alphabet of telephones makes a short message cost twice as much."""


def text_reminder(house: House, delivery: Delivery) -> None:
    """Remind the customer the day before, with the hour as it is planned by now."""
    _text(house, delivery, Template.APPOINTMENT_REMINDER)


def text_on_the_way(house: House, delivery: Delivery) -> None:
    """Tell the customer that the technician has set out."""
    if isinstance(delivery.event, AppointmentProgressed) and delivery.event.state == State.ON_THE_WAY:
        _text(house, delivery, Template.APPOINTMENT_ON_THE_WAY)


def _text(house: House, delivery: Delivery, template: Template) -> None:
    sender = house.sms
    if sender is None:
        return
    with house.transactions.read(delivery.firm_id) as work:
        posting = _posting(house, work, delivery, template)
        reason = held_back(work, posting) if posting else ""
    if posting and reason:
        house.transactions.write(delivery.firm_id, partial(kept_back, posting=posting, reason=reason))
    elif posting:
        reference = f"{posting.id}.{delivery.firm_id}"
        hand_over(
            house,
            delivery.firm_id,
            posting,
            lambda: sender.send(Sms(posting.to, posting.composed.text, reference)),
        )


def _posting(house: House, work: Work, delivery: Delivery, template: Template) -> Posting | None:
    """Return what to say in a few words, or None when nothing is to be said, or not this way.

    The firm's telephone stands in it, not the link of the follow page, which is longer than all the rest.
    """
    if not message_rules(work).sms:
        return None
    if template is Template.APPOINTMENT_REMINDER and not still_wanted(work, delivery.event):
        return None
    appointment = subject_of(work, delivery, template)
    if appointment is None or addressee(work, appointment)[1]:
        return None
    mobile, words = mobile_of(work, appointment), words_for(house, work, delivery, template, appointment)
    if not mobile or words is None:
        return None
    subject = compose(template, template_of(work, template), words).subject
    said = f"{words['entreprise']} : {subject}, {words['arrivee']}. {words['telephone']}".strip()
    short = Composed(template, subject, said.translate(_PLAIN)[:LONGEST], "")
    return Posting(letter_id_of(delivery, template, appointment), mobile, short, appointment.id)
