"""What the firm writes to people: templates in French that it may edit, and a log of what was sent."""

from desk.messages.log import Message, MessageState, Posting, not_sent, sent, was_sent
from desk.messages.templates import (
    TEMPLATES,
    Composed,
    MessageTemplate,
    Template,
    check_template,
    compose,
    edit_template,
    restore_template,
    template_of,
)
from desk.messages.words import Recipient, appointment_words, link_words, place_words

__all__ = [
    "TEMPLATES",
    "Composed",
    "Message",
    "MessageState",
    "MessageTemplate",
    "Posting",
    "Recipient",
    "Template",
    "appointment_words",
    "check_template",
    "compose",
    "edit_template",
    "link_words",
    "not_sent",
    "place_words",
    "restore_template",
    "sent",
    "template_of",
    "was_sent",
]
