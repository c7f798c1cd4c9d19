"""Every message sent, or that could not be, is kept to be looked at, without the links that would open something."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.identifiers import MessageId
from desk.messages.templates import Composed, Template
from planner.identifiers import AppointmentId
from planner.ports import Work

HIDDEN = "[lien personnel]"

_ADDRESS = re.compile(r"https?://\S+")


class MessageState(StrEnum):
    """What became of a message."""

    SENT = "sent"
    FAILED = "failed"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the log; `id` is given by its sender and is the same at each try, `path` where a copy lies."""

    id: MessageId
    to: str
    subject: str
    text: str
    template: Template
    state: MessageState
    at: datetime
    appointment_id: AppointmentId | None = None
    attachments: tuple[str, ...] = ()
    path: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One message on its way: its identifier, whom it goes to, what it says, and the names of what is attached."""

    id: MessageId
    to: str
    composed: Composed
    appointment_id: AppointmentId | None = None
    attachments: tuple[str, ...] = ()


def was_sent(work: Work, message_id: MessageId) -> bool:
    """Tell whether a message has gone already, so that a repeated delivery does not send it twice."""
    return any(message.state is MessageState.SENT for message in work.of(Message).find(id=message_id))


def sent(work: Work, posting: Posting, path: str = "") -> Message:
    """Keep that a message has gone; `path` is where the demo's folder holds it."""
    return _keep(work, replace(_message(work, posting), path=path))


def not_sent(work: Work, posting: Posting, error: str) -> Message:
    """Keep that a message could not go, and why."""
    return _keep(work, replace(_message(work, posting), state=MessageState.FAILED, error=error))


def kept_back(work: Work, posting: Posting, reason: str) -> Message:
    """Keep that a message was not sent because its reader has had enough of them."""
    return _keep(work, replace(_message(work, posting), state=MessageState.HELD_BACK, error=reason))


def _keep(work: Work, message: Message) -> Message:
    work.of(Message).put(message)
    return message


def _message(work: Work, posting: Posting) -> Message:
    return Message(
        posting.id,
        posting.to,
        posting.composed.subject,
        _ADDRESS.sub(HIDDEN, posting.composed.text),
        posting.composed.template,
        MessageState.SENT,
        work.now,
        posting.appointment_id,
        posting.attachments,
    )
