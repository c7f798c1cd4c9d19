"""What staff see of a day: routes, visits, the kernel's verdicts, a proposal, a technician's list."""

from dataclasses import dataclass
from datetime import date, datetime

from api.views.narrowing import NO_CHOICE, FiltersView
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
    `pinned` tells what of it stays because whoever steers said so: "technician", "hour" or nothing.
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
    pinned: str = ""


@dataclass(frozen=True, slots=True)
class RouteView:
    """One technician, one day: shift, lunch, visits in order, seconds and metres travelled.

    `absence` says why there is no shift (`shift_start` is then None), `may_return` that the office said so and can take
    it back; `version` changes whenever the route does; `others` are the hours of visits that a filter leaves out.
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
    may_return: bool = False
    others: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class DaySheetsView:
    """The routes of a day that have visits, each to be printed on a page of its own."""

    firm: FirmView
    person: PersonView
    day: date
    routes: tuple[RouteView, ...]
    filters: FiltersView = NO_CHOICE


@dataclass(frozen=True, slots=True)
class RevisedVisitView:
    """An appointment as a proposal would have it: who and when before; when after, and who if somebody else; why.

    `technician`, `start` and `end` are where it would go, for a page that draws it there.
    """

    appointment: str
    customer_name: str
    before: str
    after: str
    reason: str
    technician: str = ""
    start: datetime | None = None
    end: datetime | None = None


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
class TechnicianChanges:
    """Which changes of a proposal concern one technician: they can be accepted together."""

    technician: str
    name: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A plan nobody has accepted yet: its changes and the travel of the day before and after, in seconds.

    `follow` are visits nobody needs to decide on: their hour follows from the changes. `stale` counts changes that no
    longer describe the plan and are left out. `cause` is "asked", "disturbed" or "night"; `gap` tells by how many
    percent it may be worse than the best possible at most, None where that is not proven. `unplaced` are promises that
    nobody can keep.
    """

    proposal: str
    made_at: datetime
    changes: tuple[ChangeView, ...]
    travel_before: int
    travel_after: int
    sentence: str = ""
    follow: tuple[RevisedVisitView, ...] = ()
    stale: int = 0
    cause: str = "asked"
    gap: float | None = None
    technicians: tuple[TechnicianChanges, ...] = ()
    unplaced: tuple[VisitView, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanSearchView:
    """A search for a better plan of a day, under way or just ended.

    `state` is "waiting" (for its turn), "running", "stopping", or how it ended: "found", "nothing", "stopped" (with
    nothing yet), "failed", or "overtaken" where the day has changed since. `elapsed` counts seconds; `saved` what the
    best plan so far saves, in seconds of road with everything else at its price in road, changes too; `left_out` visits
    have no place in it. `points` are pairs of seconds since it began and what was saved by then. `mark` changes with
    each step of its life.
    """

    mark: str
    state: str
    elapsed: int = 0
    saved: int = 0
    left_out: int = 0
    points: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the whole firm, for the dispatcher.

    `unplaced` are appointments on no route; `last_action` is the sentence of what undo would take back,
    `taken_back` of what redo would do again;
    `communes` are names to write on a map without background; `reserve` tells in words what is kept for emergencies;
    `newest` numbers the last change it knows of, from which on whoever watches the day listens.
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
    taken_back: str = ""
    filters: FiltersView = NO_CHOICE
    search: PlanSearchView | None = None
    reserve: tuple[str, ...] = ()
    newest: int = 0


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One step in a day's history: who did what when, about whom, from where to where.

    `may_undo` and `may_redo` tell what may be tried; it is refused where reality has overtaken it.
    """

    number: int
    when: datetime
    who: str
    sentence: str
    about: str = ""
    change: str = ""
    reason: str = ""
    taken_back: bool = False
    may_undo: bool = False
    may_redo: bool = False


@dataclass(frozen=True, slots=True)
class JournalView:
    """What was done to a day, newest first."""

    firm: FirmView
    person: PersonView
    day: date
    today: date
    lines: tuple[JournalLine, ...]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What the kernel says of one appointment on one route in one window.

    Where it is `possible` the `offer` is what moves it there; where not, `sentence` says why. Both, and the hour, are
    missing where only yes or no was asked. `cost` counts the solver's units; `keeps_promise` is True when the promised
    window stays as told to the customer.
    """

    technician: TechnicianView
    start: datetime
    end: datetime
    possible: bool
    sentence: str = ""
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
    may_pin: bool = True
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
