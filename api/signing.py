"""Signed values travel through the customer's browser and come back exactly as this house wrote them, in time.

What is signed can be read by anybody who holds it: it carries identifiers, places and times, never a person's data.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from itsdangerous import BadData, URLSafeSerializer
from pydantic import TypeAdapter, ValidationError

from api.errors import LinkExpired, LinkInvalid
from planner.identifiers import AppointmentId, FirmId, PlaceOfferId, ServiceId, TechnicianId
from planner.intervals import Interval
from planner.ports import Clock
from planner.sites import Position


@dataclass(frozen=True, slots=True)
class Signed:
    """What every signed value says: whose it is and until when it counts."""

    firm_id: FirmId
    expires: datetime


@dataclass(frozen=True, slots=True)
class SlotOffer(Signed):
    """A slot as it was proved feasible: who could come where, when, at what cost (thousandths of a cent).

    `place` is the commune as the customer wrote it, so that the form after it is already half filled in; `discount` is
    what is promised off the price, in percent; `instead_of` is the appointment that an emergency would displace;
    `seen` is the instant of the plan it was proved on, where somebody may have changed that plan since (without it an
    offer moves nothing).
    """

    service_id: ServiceId
    technician_id: TechnicianId
    position: Position
    window: Interval
    cost: int
    place: str = ""
    discount: int = 0
    instead_of: AppointmentId | None = None
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoldTicket(Signed):
    """The right of an anonymous customer to turn one hold into an appointment."""

    appointment_id: AppointmentId
    place: str = ""


@dataclass(frozen=True, slots=True)
class FollowLink(Signed):
    """The right of a customer to follow, move and cancel one appointment."""

    appointment_id: AppointmentId


@dataclass(frozen=True, slots=True)
class CustomerLink(Signed):
    """The right of a customer to book as himself: an appointment of his, or a visit he is owed, tells who he is."""

    appointment_id: AppointmentId | None = None
    due_id: str = ""


@dataclass(frozen=True, slots=True)
class PlaceLink(Signed):
    """The right of one who waits to take, or to let go, a freed place that he was offered."""

    offer_id: PlaceOfferId


@dataclass(frozen=True, slots=True)
class OperatorTicket(Signed):
    """The right of a command on the server's own machine to act through the server: who can read its secret has it."""

    PREFIX: ClassVar[str] = "creneau-exploitant."


@dataclass(frozen=True, slots=True)
class SignInState(Signed):
    """The right of one browser to come back once from its firm's identity provider, and where it goes on then."""

    number: str
    browser: str
    onward: str = ""


S = TypeVar("S", bound=Signed)

_ADAPTERS: dict[type[Signed], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind)
    for kind in (SlotOffer, HoldTicket, FollowLink, CustomerLink, PlaceLink, OperatorTicket, SignInState)
}
_SIGNER = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


class Signer:
    """Signs values and reads them back; each kind has its own salt, so that no kind passes for another."""

    def __init__(self, key: str, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def sign(self, value: Signed) -> str:
        """Return the value as a token that fits a URL."""
        written = _ADAPTERS[type(value)].dump_python(value, mode="json")
        return str(self._serializer(type(value)).dumps(written))

    def read(self, kind: type[S], token: str) -> S:
        """Return the value of a token.

        Raises:
            LinkInvalid: this house did not sign it, or signed it as something else.
            LinkExpired: it counted until a moment that has passed.
        """
        try:
            value: S = _ADAPTERS[kind].validate_python(self._serializer(kind).loads(token))
        except (BadData, ValidationError) as error:
            raise LinkInvalid from error
        if value.expires <= self._clock():
            raise LinkExpired
        return value

    def _serializer(self, kind: type[Signed]) -> URLSafeSerializer:
        return URLSafeSerializer(self._key, salt=f"creneau.{kind.__name__}", signer_kwargs=_SIGNER)
