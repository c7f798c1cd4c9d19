"""Every thing has an opaque identifier that says nothing about a person."""

from typing import NewType
from uuid import uuid4

FirmId = NewType("FirmId", str)
TechnicianId = NewType("TechnicianId", str)
ServiceId = NewType("ServiceId", str)
SiteId = NewType("SiteId", str)
CustomerId = NewType("CustomerId", str)
AppointmentId = NewType("AppointmentId", str)
ProposalId = NewType("ProposalId", str)
PlaceId = NewType("PlaceId", str)
PlaceOfferId = NewType("PlaceOfferId", str)
WaitingId = NewType("WaitingId", str)


def new_id() -> str:
    """Return a fresh identifier: 32 hexadecimal digits, impossible to guess."""
    return uuid4().hex
