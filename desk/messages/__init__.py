"""What the firm writes to people: templates in French that it may edit, and a log of what was sent."""

from desk.messages.log import Message, MessageState, Posting, kept_back, not_sent, sent, was_sent
from desk.messages.rules import MessageRules, held_back, message_rules, save_message_rules, told_since
from desk.messages.templates import (
    TEMPLATES,
    Composed,
    MessageTemplate,
    Template,
    check_template,
    compose,
    edit_template,
    proposed,
    restore_template,
    template_of,
)
from desk.messages.words import (
    Recipient,
    appointment_words,
    arrival_words,
    choice_words,
    link_words,
    owed_words,
    place_words,
)

__all__ = [
    "TEMPLATES",
    "Composed",
    "Message",
    "MessageRules",
    "MessageState",
    "MessageTemplate",
    "Posting",
    "Recipient",
    "Template",
    "appointment_words",
    "arrival_words",
    "check_template",
    "choice_words",
    "compose",
    "edit_template",
    "held_back",
    "kept_back",
    "link_words",
    "message_rules",
    "not_sent",
    "owed_words",
    "place_words",
    "proposed",
    "restore_template",
    "save_message_rules",
    "sent",
    "template_of",
    "told_since",
    "was_sent",
]
