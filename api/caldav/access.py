"""Which device asks, for whom: read from the name and password of its own that it sends each time (RFC 7617)."""

import binascii
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request

from api.agenda import Owner
from api.caldav.places import Places
from api.house import House
from api.security import house_of
from desk.connections import CALENDARS
from desk.devices import Device, count_failure, device_signed_in
from desk.errors import SignInRefused
from desk.uses import note_use, unnoted
from planner.errors import NotFound
from planner.identifiers import FirmId, TechnicianId

SOURCE = f"{CALENDARS}own"
"""What absences say that come from what a technician put into this calendar."""
_BASIC = "basic "


@dataclass(frozen=True, slots=True)
class Visitor:
    """A device signed in."""

    house: House
    firm_id: FirmId
    device: Device

    @property
    def owner(self) -> Owner:
        """Return whose calendar it is."""
        return calendar_owner(self.house, self.device.technician_id)

    @property
    def places(self) -> Places:
        """Return where everything of his is."""
        return Places(self.device.technician_id)


def calendar_owner(house: House, technician_id: TechnicianId) -> Owner:
    """Return whose calendar it is that a technician's devices keep."""
    return Owner(technician_id, SOURCE, house.settings.address)


def visitor(request: Request) -> Visitor:
    """Return the device that sent a request.

    Raises:
        SignInRefused: it sent no name and password, or they open nothing.
        TooManyAttempts: that has happened too often.
    """
    house = house_of(request)
    user, _, password = _sent(request.headers.get("authorization", "")).partition(":")
    name, _, slug = user.partition("@")
    try:
        firm_id = house.transactions.firm_by_slug(slug.strip().lower()).id
    except NotFound as error:
        raise SignInRefused from error
    try:
        with house.transactions.read(firm_id) as work:
            device, now = device_signed_in(work, name, password), work.now
    except SignInRefused:
        source = request.client.host if request.client else ""
        house.transactions.write(firm_id, lambda work: count_failure(work, name, source))
        raise
    if unnoted(device, now):
        house.transactions.write(firm_id, lambda work: note_use(work, device))
    return Visitor(house, firm_id, device)


def _sent(authorization: str) -> str:
    if authorization.lower().startswith(_BASIC):
        with suppress(binascii.Error, UnicodeDecodeError):
            return b64decode(authorization[len(_BASIC) :], validate=True).decode()
    return ""
