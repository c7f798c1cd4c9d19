"""What `/v1` takes, and the few answers that no page shows."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.views import BookingForm, PlaceView
from planner.routes import Pinned


def _as_written(day: object) -> object:
    if isinstance(day, date) or (isinstance(day, str) and _DAY.fullmatch(day)):
        return day
    raise ValueError("a day is written 2026-11-24")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[date, BeforeValidator(_as_written)]
"""A day as RFC 3339 writes it; pydantic alone also takes instants, and numbers for seconds since 1970."""


class Body(BaseModel):
    """A request body: an unknown member is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HoldWish(Body):
    """Keep this slot."""

    firm: str = Field(description="The firm's public address.", examples=["duret"])
    offer: str = Field(description="`offer` of a slot.", max_length=4_000, examples=["eyJmaXJtX2lkIjoi….Qx0"])


class Booking(Body):
    """Make this hold an appointment."""

    firm: str = Field(description="The firm's public address.", examples=["duret"])
    hold: str = Field(
        description="`hold` of the answer to POST /v1/holds.", max_length=4_000, examples=["eyJhcHBv….Zw"]
    )
    name: str = Field(max_length=200, examples=["Camille Revel"])
    phone: str = Field("", max_length=50, examples=["06 39 98 12 34"])
    email: str = Field("", max_length=254, examples=["camille.revel@exemple.invalid"])
    address: str = Field(max_length=300, examples=["12 rue des Aulnes"])
    postcode: str = Field("", max_length=20, examples=["74600"])
    city: str = Field("", max_length=100, examples=["Seynod"])
    comment: str = Field("", max_length=2_000, examples=["Le portillon est à gauche."])
    access_code: str = Field("", max_length=100, examples=["12B4"])

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

    offer: str = Field(max_length=4_000, examples=["eyJmaXJtX2lkIjoi….Qx0"])


class Cancellation(Body):
    """Cancel an appointment."""

    reason: str = Field("", max_length=500, examples=["Le client a trouvé la panne."])


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

    changes: tuple[str, ...] = Field(examples=[["1", "3"]])


class FeedWish(Body):
    """Open a calendar address for a technician's device, of an area by its name, or, without either, of the team."""

    technician: str | None = Field(None, examples=["5f0c9d5e8e6b4c1f9a2d3b4c5d6e7f80"])
    area: str | None = Field(None, examples=[None])
    device: str = Field("", max_length=100, examples=["Téléphone de Gaëtan"])


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
