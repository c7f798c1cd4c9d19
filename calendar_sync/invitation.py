"""An invitation tells one person's calendar about an appointment: that it is, that it moved, that it is no more."""

from dataclasses import replace
from enum import StrEnum

from calendar_sync.entry import CalendarEntry, Status
from calendar_sync.errors import InvalidInvitation
from calendar_sync.writing import add_zones, calendar, written


class Method(StrEnum):
    """What the message asks for (RFC 5546): take note, please come, forget it."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def render_invitation(entry: CalendarEntry, method: Method) -> bytes:
    """The `.ics` of one appointment, byte-stable.

    Keep the entry's uid for its whole life and raise its sequence at each change: programs ignore anything older.
    PUBLISH names the organiser and nobody else; REQUEST and CANCEL name both; a CANCEL is always CANCELLED.
    Raises InvalidInvitation when a mail program would refuse or ignore the message.
    """
    if not entry.organizer:
        raise InvalidInvitation("Une invitation doit nommer son organisateur.")
    if method is Method.PUBLISH:
        entry = replace(entry, attendee=None)
    elif not entry.attendee:
        raise InvalidInvitation("Une invitation doit nommer la personne invitée.")
    if method is Method.CANCEL:
        if not entry.sequence:
            raise InvalidInvitation("Une annulation doit porter un numéro de version plus élevé que l’invitation.")
        entry = replace(entry, status=Status.CANCELLED)
    message = calendar(method.value)
    add_zones(message, [entry], zone=entry.zone)
    return written(message, [entry])
