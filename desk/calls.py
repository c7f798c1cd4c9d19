"""A call is a telephone call the firm received: who rang, about what, for how long, and whether anybody answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.contact_details import read_phone
from desk.customers import with_phone
from desk.errors import UnreadablePhone
from desk.identifiers import CallId
from planner.identifiers import CustomerId, new_id
from planner.ports import Work


class Reason(StrEnum):
    """What people ring about."""

    APPOINTMENT = "appointment"
    QUOTE = "quote"
    COMPLAINT = "complaint"
    FOLLOW_UP = "follow_up"
    ADMINISTRATIVE = "administrative"
    OTHER = "other"


REASON_LABELS = {
    Reason.APPOINTMENT: "rendez-vous ou SAV",
    Reason.QUOTE: "devis",
    Reason.COMPLAINT: "réclamation",
    Reason.FOLLOW_UP: "suivi",
    Reason.ADMINISTRATIVE: "administratif",
    Reason.OTHER: "autre",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call received: `caller` is E.164, or empty when withheld; `duration_s` counts seconds of talk."""

    id: CallId
    started_at: datetime
    caller: str = ""
    customer_id: CustomerId | None = None
    reason: Reason = Reason.OTHER
    duration_s: int = 0
    missed: bool = False


def note_call(
    work: Work, caller: str, *, reason: Reason = Reason.OTHER, duration_s: int = 0, missed: bool = False
) -> Call:
    """Keep a call that has just been received, with the customer it came from when only one has this number."""
    try:
        phone = read_phone(caller)
    except UnreadablePhone:
        phone = ""
    known = with_phone(work, phone)
    customer_id = known[0].id if len(known) == 1 else None
    call = Call(CallId(new_id()), work.now, phone, customer_id, reason, duration_s, missed)
    work.of(Call).put(call)
    return call
