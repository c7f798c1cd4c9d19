"""A place came free: whoever waits and fits it best is asked by mail, and told when somebody else was faster."""

from functools import partial

from api.actions.waiting import place_token, reached
from api.house import House
from api.listeners import Letter, send
from desk.identifiers import MessageId
from desk.messages import Posting, Template, compose, place_words, template_of, was_sent
from planner.board import Board
from planner.events import Delivery, PlaceFreed
from planner.ports import Work
from planner.services import Service
from planner.waiting import Answer, PlaceOffer, Waiting
from planner.waiting_list import ask, fits


def ask_who_waits(house: House, delivery: Delivery) -> None:
    """Offer a freed place to those it fits best; told again when their time is over, to the next ones.

    They are priced outside the transaction that asks them, on a board of its own: one day is all it needs.
    """
    event = delivery.event
    if not isinstance(event, PlaceFreed):
        return
    with house.transactions.read(delivery.firm_id) as work:
        ranked = fits(work, event, Board()) if work.of(Waiting).find() else []
    if ranked:
        house.transactions.write(delivery.firm_id, partial(ask, place=event, ranked=ranked))


def mail_place(house: House, delivery: Delivery) -> None:
    """Tell one who waits of the place he is offered, while it can be taken."""
    _tell(house, delivery, Template.PLACE_OFFERED)


def mail_place_gone(house: House, delivery: Delivery) -> None:
    """Tell one who was offered a place that somebody was faster, with the way to the nearest slots."""
    _tell(house, delivery, Template.PLACE_GONE)


def _tell(house: House, delivery: Delivery, template: Template) -> None:
    with house.transactions.read(delivery.firm_id) as work:
        letter = _letter(house, work, delivery, template)
    if letter is not None:
        send(house, delivery.firm_id, letter)


def _letter(house: House, work: Work, delivery: Delivery, template: Template) -> Letter | None:
    """Return what to write, or None when it is no longer true, was said, or there is nobody to say it to."""
    expected = Answer.OPEN if template is Template.PLACE_OFFERED else Answer.GONE
    for offer in work.of(PlaceOffer).find(id=getattr(delivery.event, "offer_id", "")):
        letter_id = MessageId(f"{template}-{offer.id}")
        waiting = work.of(Waiting).find(id=offer.waiting_id)
        if not waiting or offer.answered(work.now) is not expected or was_sent(work, letter_id):
            continue
        who = reached(work, waiting[0])
        if who.email:
            link = f"{house.settings.address}/f/{work.firm.slug}/place/{place_token(house, work.firm, offer)}"
            words = place_words(work.firm, work.of(Service).get(waiting[0].service_id), offer, who.name, link)
            posting = Posting(letter_id, who.email, compose(template, template_of(work, template), words))
            return Letter(work.firm, posting, who.name, delivery.happened_at)
    return None
