"""What staff see of a day: routes, visits, the kernel's verdicts, a proposal, a technician's list."""

from dataclasses import dataclass
from datetime import date, datetime

from api.views.shared import FirmView, PersonView, PlaceView, WordView
from planner.appointments import State as AppointmentState


@dataclass(frozen=True, slots=True)
class TechnicianView:
    """A technician by name, with the number of the colour that marks their route (0 to 7)."""

    technician: str
    name: str
    colour: int = 0
    phone: str = ""


@dataclass(frozen=True, slots=True)
class VisitView:
    """A stop planned on a route: planned times, the promised window, who and where.

    `travel_before` and `waiting_before` are seconds since the stop before; `place` is None while it is unknown.
    `note` is what the technician wrote to it in his own calendar, `notice` a word about it that nobody has set aside.
    """

    visit: str
    appointment: str
    state: AppointmentState
    service: str
    start: datetime
    end: datetime
    window_start: datetime
    window_end: datetime
    customer_name: str
    phone: str
    address: str
    city: str
    place: PlaceView | None = None
    comment: str = ""
    access_code: str = ""
    note: str = ""
    notice: str = ""
    travel_before: int = 0
    waiting_before: int = 0
    locked: bool = False


@dataclass(frozen=True, slots=True)
class RouteView:
    """One technician, one day: shift, lunch, visits in order, seconds and metres travelled.

    `absence` says why there is no shift (`shift_start` is then None); `version` changes whenever the route does.
    """

    technician: TechnicianView
    version: int
    visits: tuple[VisitView, ...] = ()
    shift_start: datetime | None = None
    shift_end: datetime | None = None
    departure: datetime | None = None
    arrival: datetime | None = None
    lunch_start: datetime | None = None
    lunch_end: datetime | None = None
    start_place: PlaceView | None = None
    end_place: PlaceView | None = None
    travel: int = 0
    metres: int = 0
    overtime: int = 0
    absence: str = ""


@dataclass(frozen=True, slots=True)
class RevisedVisitView:
    """An appointment as a proposal would have it: who and when before; when after, and who if somebody else; why."""

    appointment: str
    customer_name: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What a proposal lets people accept at once: one appointment, or several that would not work or pay apart.

    `saving` is the seconds of travel it saves on top of the changes before it, in whole minutes that add up to what the
    day saves; `gain` says all that gets better or worse.
    """

    change: str
    visits: tuple[RevisedVisitView, ...]
    saving: int = 0
    gain: str = ""


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A plan nobody has accepted yet: its changes and the travel of the day before and after, in seconds.

    `follow` are visits nobody needs to decide on: their hour follows from the changes.
    """

    proposal: str
    made_at: datetime
    changes: tuple[ChangeView, ...]
    travel_before: int
    travel_after: int
    sentence: str = ""
    follow: tuple[RevisedVisitView, ...] = ()


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the whole firm, for the dispatcher.

    `unplaced` are appointments on no route; `last_action` is the sentence of what undo would take back;
    `communes` are names to write on a map without background.
    """

    firm: FirmView
    person: PersonView
    day: date
    today: date
    previous: date
    next: date
    routes: tuple[RouteView, ...]
    unplaced: tuple[VisitView, ...] = ()
    proposal: ProposalView | None = None
    last_action: str = ""
    communes: tuple[PlaceView, ...] = ()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What the kernel says of one appointment on one route in one window.

    `offer` is empty when it cannot be done and `sentence` then says why; `cost` counts the solver's units;
    `keeps_promise` is True when the promised window stays as told to the customer.
    """

    technician: TechnicianView
    start: datetime
    end: datetime
    sentence: str
    offer: str = ""
    cost: int = 0
    planned_start: datetime | None = None
    keeps_promise: bool = True


@dataclass(frozen=True, slots=True)
class MoveView:
    """Where one appointment could go: verdicts of a day, feasible ones first and cheapest first."""

    firm: FirmView
    person: PersonView
    day: date
    visit: VisitView
    technician: TechnicianView | None
    verdicts: tuple[VerdictView, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One fact of an appointment's history, in words."""

    when: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """All that staff know of one appointment.

    `may_locate` is False while it is only held: its site is not known yet; `communes` are names for the map; `words` is
    what the customer wrote to the office; `discount` is what was promised off the price, in percent.
    """

    firm: FirmView
    person: PersonView
    visit: VisitView
    technician: TechnicianView | None
    history: tuple[HistoryLine, ...] = ()
    may_cancel: bool = True
    may_locate: bool = True
    communes: tuple[PlaceView, ...] = ()
    words: tuple[WordView, ...] = ()
    discount: int = 0


@dataclass(frozen=True, slots=True)
class FoundView:
    """One answer of a search: an appointment, its customer and its day."""

    appointment: str
    customer_name: str
    service: str
    address: str
    phone: str
    start: datetime
    state: AppointmentState


@dataclass(frozen=True, slots=True)
class SearchView:
    """The answers of a search among customers and appointments."""

    firm: FirmView
    person: PersonView
    query: str
    found: tuple[FoundView, ...]


@dataclass(frozen=True, slots=True)
class TechnicianDayView:
    """The day of one technician, read on a phone."""

    firm: FirmView
    person: PersonView
    day: date
    today: date
    previous: date
    next: date
    route: RouteView
    closed: str = ""
