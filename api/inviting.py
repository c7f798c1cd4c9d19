"""Whoever is owed a visit is written to: an invitation with his own slots behind the link, and one reminder."""

from api.actions.known import due_token
from api.house import House
from api.listeners import Letter, address_of, send
from desk.events import DueVisitInvited
from desk.identifiers import MessageId
from desk.inviting import Owed, owed_visits
from desk.messages import Posting, Recipient, Template, compose, owed_words, template_of, was_sent
from planner.events import Delivery
from planner.ports import Work
from planner.services import Service


def mail_due_visit(house: House, delivery: Delivery) -> None:
    """Ask a customer to book what his contract owes, unless he has booked, answered or gone meanwhile."""
    event = delivery.event
    if not isinstance(event, DueVisitInvited):
        return
    template = Template.VISIT_DUE_AGAIN if event.reminder else Template.VISIT_DUE
    with house.transactions.read(delivery.firm_id) as work:
        wanted = [one for one in owed_visits(work, [event.due_id]) if one.waits_for_mail]
        letters = [_letter(house, work, delivery, template, one) for one in wanted]
        fresh = [letter for letter in letters if not was_sent(work, letter.posting.id)]
    for letter in fresh:
        send(house, delivery.firm_id, letter)


def _letter_id(template: Template, owed: Owed) -> MessageId:
    """Return the same identifier for all that would say the same: two workers or two taps make one mail."""
    sent_at = owed.invitation.sent_at
    return MessageId(f"{template}-{owed.due.id.replace(':', '-')}-{sent_at:%Y%m%d}")


def _letter(house: House, work: Work, delivery: Delivery, template: Template, owed: Owed) -> Letter:
    """Return what to write about one visit owed."""
    link = f"{house.settings.address}/f/{work.firm.slug}/client/{due_token(house, work.firm, owed.due, work.now)}"
    recipient = Recipient(owed.customer.name, address_of(owed.site), link)
    service = work.of(Service).get(owed.due.service_id)
    words = owed_words(work.firm, service, recipient, owed.due.latest)
    composed = compose(template, template_of(work, template), words)
    posting = Posting(_letter_id(template, owed), owed.customer.email, composed)
    return Letter(work.firm, posting, owed.customer.name, delivery.happened_at)
