"""What `/v1` takes, and the few answers that no page shows."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.legible import Text
from api.views import BookingForm, Day, PlaceView
from planner.routes import Pinned


class Body(BaseModel):
    """A request body: an unknown member is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HoldWish(Body):
    """Keep this slot."""

    firm: Text = Field(description="The firm's public address.", examples=["duret"])
    offer: Text = Field(description="`offer` of a slot.", max_length=4_000, examples=["eyJmaXJtX2lkIjoi….Qx0"])


class Booking(Body):
    """Make this hold an appointment."""

    firm: Text = Field(description="The firm's public address.", examples=["duret"])
    hold: Text = Field(
        description="`hold` of the answer to POST /v1/holds.", max_length=4_000, examples=["eyJhcHBv….Zw"]
    )
    name: Text = Field(max_length=200, examples=["Camille Revel"])
    phone: Text = Field("", max_length=50, examples=["06 39 98 12 34"])
    email: Text = Field("", max_length=254, examples=["camille.revel@exemple.invalid"])
    address: Text = Field(max_length=300, examples=["12 rue des Aulnes"])
    postcode: Text = Field("", max_length=20, examples=["74600"])
    city: Text = Field("", max_length=100, examples=["Seynod"])
    comment: Text = Field("", max_length=2_000, examples=["Le portillon est à gauche."])
    access_code: Text = Field("", max_length=100, examples=["12B4"])

    def form(self) -> BookingForm:
        """Return what the customer wrote, as the portal's form sends it."""
        return BookingForm(
            name=self.name,
            phone=self.phone,
            email=self.email,
            address=self.address,
            postcode=self.postcode,
            city=self.city,
            comment=self.comment,
            access_code=self.access_code,
        )


class Move(Body):
    """Move an appointment to this offer."""

    offer: Text = Field(max_length=4_000, examples=["eyJmaXJtX2lkIjoi….Qx0"])


class Cancellation(Body):
    """Cancel an appointment."""

    reason: Text = Field("", max_length=500, examples=["Le client a trouvé la panne."])


class Pinning(Body):
    """What of a visit no plan may change: its technician, also its hour, or (null) nothing."""

    pinned: Pinned | None = Field(None, examples=["technician"])


class PlaceWish(Body):
    """Correct where an appointment is: degrees, WGS 84."""

    lat: float = Field(strict=True, ge=-90, le=90, examples=[45.8861])
    lon: float = Field(strict=True, ge=-180, le=180, examples=[6.0894])


class PlanWish(Body):
    """Look for a better plan of this day."""

    day: Day = Field(examples=["2026-11-24"])


class Acceptance(Body):
    """Accept these changes of a proposal."""

    changes: tuple[Text, ...] = Field(examples=[["1", "3"]])


class FeedWish(Body):
    """Open a calendar address for a technician's device, of an area by its name, or, without either, of the team."""

    technician: Text | None = Field(None, examples=["5f0c9d5e8e6b4c1f9a2d3b4c5d6e7f80"])
    area: Text | None = Field(None, examples=[None])
    device: Text = Field("", max_length=100, examples=["Téléphone de Gaëtan"])


@dataclass(frozen=True, slots=True)
class FeedView:
    """A calendar address of a technician, an area or the team; `url` is told once, when it is made."""

    calendar: str
    technician: str | None
    device: str
    opened_at: datetime
    last_used_at: datetime | None = None
    url: str | None = None
    area: str | None = None


class WebhookWish(Body):
    """Have a program told of these events at this address."""

    url: Text = Field(max_length=500, examples=["https://facturation.exemple.invalid/annonces"])
    events: tuple[Text, ...] = Field(examples=[["appointment.confirmed", "appointment.cancelled"]])


@dataclass(frozen=True, slots=True)
class OpenedWebhook:
    """A webhook that was opened; `secret` signs its messages (Standard Webhooks) and is told this once."""

    webhook: str
    secret: str


@dataclass(frozen=True, slots=True)
class SkilledTechnician:
    """A technician: skills with their level, clearances valid today, and the times of a week as `weekday start-end`."""

    technician: str
    name: str
    phone: str
    email: str
    skills: dict[str, int]
    clearances: tuple[str, ...]
    shifts: tuple[str, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A service: lengths of time in seconds."""

    service: str
    code: str
    name: str
    description: str
    duration: int
    arrival_window: int
    lead_time: int
    horizon: int
    skills: dict[str, int]
    clearances: tuple[str, ...]
    online: bool
    active: bool


@dataclass(frozen=True, slots=True)
class SiteView:
    """A place where the firm works."""

    site: str
    customer: str | None
    place: PlaceView
    street: str
    postcode: str
    city: str


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer; telephones are E.164."""

    customer: str
    name: str
    kind: str
    phone: str
    second_phone: str
    email: str
    external_ref: str
