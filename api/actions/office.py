"""Messages sent and files brought in."""

from api.actions.common import firm_for, firm_view, house_of
from api.views import Caller, MessagesView, MessageView, Role
from desk.messages.log import Message

OFFICE = (Role.DISPATCHER, Role.MANAGEMENT)
NEWEST = 100


def messages(caller: Caller, slug: str) -> MessagesView:
    """Return the newest mails of a firm, the latest first."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        found = sorted(work.of(Message).find(), key=lambda message: (message.at, message.id), reverse=True)
    return MessagesView(firm_view(house, firm), person, tuple(_message_view(one) for one in found[:NEWEST]))


def _message_view(message: Message) -> MessageView:
    return MessageView(message.id, message.to, message.subject, message.at, message.text, message.attachments)
