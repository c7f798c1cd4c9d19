"""What a customer sees: services, slots, the slot kept for them, and the page that follows their appointment."""

from dataclasses import dataclass
from datetime import date, datetime

from api.views.shared import FirmView, PlaceView, ServiceView, SlotView, WordView
from planner.appointments import State as AppointmentState
from planner.intervals import Interval
from planner.waiting import Answer as PlaceAnswer


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
class EmbeddedView:
    """The first page of a firm inside a frame, and the sites that may frame it."""

    portal: PortalView
    framed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShadesView:
    """One colour as a page uses it: for words and buttons, pressed, on a button, and behind its own words."""

    accent: str
    strong: str
    on_accent: str
    wash: str


@dataclass(frozen=True, slots=True)
class ColoursView:
    """A firm's own colour by day and by night."""

    light: ShadesView
    dark: ShadesView


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
    """What a customer writes to confirm, exactly as typed; `earlier` is ticked to be told of an earlier place."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    comment: str = ""
    access_code: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class WaitForm:
    """What somebody who found no slot writes to be told of a freed place; `last` is a day as a page sends it."""

    service: str = ""
    commune: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class HoldView:
    """A slot kept for a customer until `held_until`; `form` is what is already known.

    `discount` is what this slot saves, in percent of the price.
    `place_fixed` tells that a contract says where, so that only the firm can change it.
    """

    hold: str
    firm: FirmView
    service: ServiceView
    start: datetime
    end: datetime
    held_until: datetime
    form: BookingForm
    discount: int = 0
    place_fixed: bool = False


@dataclass(frozen=True, slots=True)
class BookedView:
    """A promise just made: the token of its follow page; `displaced` is the appointment it took the place of."""

    appointment: str
    token: str
    displaced: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalView:
    """When to expect the technician: a part of the promised window."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class FollowView:
    """The page that follows one appointment: what, when, who, where, and what may still be changed.

    `start` and `end` bound the promised arrival window; `technician` is a first name once known.
    `arrival` is narrower, known from the evening before. Until `changes_until`, `cut_off` seconds before it, the
    customer may change it alone; then `may_move` and `may_cancel` are False and `sentence` says why. `words` is what
    he wrote to the office; `discount` is what was promised off the price, in percent. `choice` is what the firm offers
    instead of a promise that it cannot keep for the reason `why`. `again` is the token by which the same customer
    books something else without typing who he is.
    `may_wait` tells whether a mail could reach him about an earlier place, `waits` that he asked for it.
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
    choice: tuple[SlotView, ...] = ()
    why: str = ""
    again: str = ""
    arrival: ArrivalView | None = None
    changes_until: datetime | None = None
    cut_off: int = 0
    words: tuple[WordView, ...] = ()
    discount: int = 0
    may_wait: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class OfferedPlaceView:
    """A freed place offered to one who waits: until when, what became of it, what it would replace (if anything).

    Once it is lost, `slots` are the nearest that remain; `follow` is the token of the appointment they would move.
    """

    firm: FirmView
    service: ServiceView
    start: datetime
    end: datetime
    expires: datetime
    answer: PlaceAnswer
    present: Interval | None = None
    follow: str = ""
    slots: tuple[SlotView, ...] = ()


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
