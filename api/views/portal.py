"""What a customer sees: services, slots, the slot kept for them, and the page that follows their appointment."""

from dataclasses import dataclass
from datetime import date, datetime

from api.views.shared import FirmView, PlaceView, ServiceView, SlotView
from planner.appointments import State as AppointmentState


@dataclass(frozen=True, slots=True)
class CommuneView:
    """A commune the field proposes: the name as people write it, with its postcode."""

    name: str
    postcode: str


@dataclass(frozen=True, slots=True)
class PortalView:
    """The first page of a firm: what can be asked for, and the communes served."""

    firm: FirmView
    services: tuple[ServiceView, ...]
    communes: tuple[CommuneView, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotsView:
    """The slots of a few days for one service at one place.

    `place` is None until the commune is understood (`unknown_place` tells that words were given and not found);
    `served` is False when the place lies outside the firm's areas. `earlier` and `later` are the first days of the
    pages before and after, `next_available` the first slot after `last_day` when this page holds none.
    """

    firm: FirmView
    service: ServiceView
    communes: tuple[CommuneView, ...]
    place: PlaceView | None = None
    unknown_place: bool = False
    served: bool = True
    slots: tuple[SlotView, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    earlier: date | None = None
    later: date | None = None
    next_available: datetime | None = None


@dataclass(frozen=True, slots=True)
class BookingForm:
    """What a customer writes to confirm, exactly as typed."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    comment: str = ""
    access_code: str = ""


@dataclass(frozen=True, slots=True)
class HoldView:
    """A slot kept for a customer until `held_until`; `form` is what is already known.

    `place_fixed` tells that a contract says where, so that only the firm can change it.
    """

    hold: str
    firm: FirmView
    service: ServiceView
    start: datetime
    end: datetime
    held_until: datetime
    form: BookingForm
    place_fixed: bool = False


@dataclass(frozen=True, slots=True)
class BookedView:
    """A promise just made: the token of its follow page."""

    appointment: str
    token: str


@dataclass(frozen=True, slots=True)
class FollowView:
    """The page that follows one appointment: what, when, who, where, and what may still be changed.

    `start` and `end` bound the promised arrival window; `technician` is a first name once known.
    `again` is the token by which the same customer books something else without typing who he is.
    `may_move` and `may_cancel` are False when it is too late; `sentence` then says why.
    """

    firm: FirmView
    appointment: str
    state: AppointmentState
    service: ServiceView
    start: datetime
    end: datetime
    customer_name: str
    address: str
    technician: str | None = None
    comment: str = ""
    may_move: bool = True
    may_cancel: bool = True
    sentence: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class MoveByLinkView:
    """The slots a customer may move an appointment to."""

    follow: FollowView
    slots: tuple[SlotView, ...]
    first_day: date
    last_day: date
    earlier: date | None = None
    later: date | None = None
    next_available: datetime | None = None
