"""A mail that came holds calendars: answers to invitations."""

import email
from dataclasses import dataclass
from email.policy import default

MAX_BYTES = 1024 * 1024
_MOST = 10


@dataclass(frozen=True, slots=True)
class EnclosedCalendar:
    """One `text/calendar` part (RFC 6047), and the `method` its header names."""

    method: str
    content: bytes


def enclosed_calendars(message: bytes) -> list[EnclosedCalendar]:
    """The calendars in a message as it came; none in one that cannot be read, or is far too large."""
    if len(message) > MAX_BYTES:
        return []
    try:
        parts = [
            part
            for part in email.message_from_bytes(message, policy=default).walk()
            if part.get_content_type() == "text/calendar"
        ]
        return [EnclosedCalendar(str(part.get_param("method") or ""), _content(part)) for part in parts[:_MOST]]
    except Exception:  # noqa: BLE001 - foreign input: whatever the parser raises costs this message only
        return []


def _content(part: email.message.Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
