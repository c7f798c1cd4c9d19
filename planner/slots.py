"""Which slots can be promised right now, by whom, and what each would truly cost: the question a customer asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Lock

from planner.appointments import Appointment, State
from planner.errors import OutsideAreas
from planner.identifiers import AppointmentId, ServiceId, TechnicianId
from planner.intervals import Interval
from planner.ports import Work
from planner.reach import reachable
from planner.reserve import Charges, Left, charges, left_of, of_the_firm
from planner.routes import Route
from planner.services import Service
from planner.sites import Position, Site
from planner.technicians import Absence, Technician
from planner.translation import Day, compile_day, moment, needs, place, preferred_for, still_open, working_days
from planner.windows import bookable_windows, windows_of_day
from planner.working_days import days_between, local_day
from solver.blocks import RouteBlock
from solver.explain import explain_detour, explain_offer
from solver.offers import Offer, Offers, best_insertion, offers
from solver.problem import Visit as Stop
from solver.schedule import Schedule
from solver.sentence import Sentence

REQUEST = "request"
"""The solver's name for the visit that has no appointment yet."""


NEAR = timedelta(minutes=5)
"""How short the road to another visit is for a slot to be in its quarter."""

SOMEWHERE_NEAR = "proximité"
"""What sentences call the place of somebody who has not said yet where he lives."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a customer asks for: a service at a place, between two days (both included; None: as the service allows).

    `moving` is the appointment that would leave its present place in the plan; `technician_id` restricts who comes;
    `by_firm` lifts the service's lead time and horizon: a dispatcher knows what she does; `discount` is what is
    promised off the price, in percent.
    """

    service_id: ServiceId
    position: Position
    postcode: str = ""
    first: date | None = None
    last: date | None = None
    moving: AppointmentId | None = None
    technician_id: TechnicianId | None = None
    by_firm: bool = False
    discount: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Where a promise goes: this window, kept by this technician."""

    technician_id: TechnicianId
    window: Interval


@dataclass(frozen=True, slots=True)
class Slot:
    """A window that one technician can keep; `cost` is its true marginal cost in the firm's prices, rule by rule.

    `start` is when he would ring as the plan stands now. `reason` says why to the firm, `told` to the customer;
    `near` that he has a visit within `NEAR` of road just before or after.
    """

    service_id: ServiceId
    position: Position
    window: Interval
    technician_id: TechnicianId
    day: date
    start: datetime
    cost: int
    by_rule: Mapping[str, int] = field(default_factory=dict)
    reason: Sentence | None = None
    told: Sentence | None = None
    near: bool = False

    @property
    def target(self) -> Target:
        """Return the window and who keeps it."""
        return Target(self.technician_id, self.window)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A route compiled at one version, good until the first hold on it expires."""

    version: int
    expires: datetime | None
    block: RouteBlock
    left: Left

    def current(self, version: int, now: datetime) -> bool:
        return self.version == version and (self.expires is None or self.expires > now)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The routes to be asked, and the time that each leaves."""

    schedule: Schedule
    left: tuple[Left, ...]


class Board:
    """The routes of one firm compiled for questions, kept from one question to the next by their versions.

    It holds nothing that the store does not: dropping it costs time only. Safe to share between threads. Only readings
    may ask for its routes: what a command has not committed yet would stay behind if it were taken back.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._firm_version = -1
        self._days: dict[tuple[TechnicianId, date], Day | None] = {}
        self._compiled: dict[tuple[TechnicianId, date], _Compiled] = {}
        self._schedule: tuple[tuple[date, date], Asked] | None = None

    def asked(self, work: Work, first: date, last: date, moving: AppointmentId | None = None) -> Asked:
        """Return the routes of these days as they stand in this transaction, without the appointment that moves."""
        with self._lock:
            changed = self._refresh(work, first, last)
            if changed or self._schedule is None or self._schedule[0] != (first, last):
                self._schedule = (first, last), _asked(self._routes(first, last).values())
            leaving = work.routes.holding(moving) if moving else None
            return self._schedule[1] if leaving is None else self._as_if_gone(work, leaving, moving, first, last)

    def _routes(self, first: date, last: date) -> dict[tuple[TechnicianId, date], tuple[RouteBlock, Left]]:
        """Return the compiled routes that can be asked, by technician and day."""
        days = (item for item in sorted(self._compiled.items()) if first <= item[0][1] <= last)
        return {key: (compiled.block, compiled.left) for key, compiled in days}

    def _as_if_gone(self, work: Work, leaving: Route, moving: AppointmentId | None, first: date, last: date) -> Asked:
        """Return the routes of these days without one appointment."""
        routes = self._routes(first, last)
        key = leaving.technician_id, leaving.day
        day = self._days.get(key)
        if day is not None and moving is not None:
            block = compile_day(work.firm, day, leaving.at(work.now).without([moving]).visits)
            routes[key] = block, left_of(block, work.firm.zone)
        return _asked(routes.values())

    def day(self, work: Work, technician_id: TechnicianId, day: date) -> Day | None:
        """Return one technician's working day, or None when he does not work.

        What decides is read in the transaction that asks, and what that transaction sees is not kept: it may yet be
        taken back.
        """
        technician = work.of(Technician).get(technician_id)
        if not technician.active:
            return None
        absences = work.of(Absence).find(technician_id=technician_id)
        return working_days(work.firm, technician, absences, [day]).get(day)

    def _refresh(self, work: Work, first: date, last: date) -> bool:
        """Compile what has changed; tell whether anything has."""
        self._forget_old_settings(work)
        self._forget_past_days(local_day(work.now, work.firm.zone))
        days = list(days_between(first, last))
        technicians = work.of(Technician).find(active=True)
        self._learn_days(work, technicians, days)
        versions = work.routes.versions(first, last)
        stale = [
            key
            for technician in technicians
            for day in days
            if self._days[key := (technician.id, day)] is not None
            and not ((known := self._compiled.get(key)) and known.current(versions.get(key, 0), work.now))
        ]
        if stale:
            saved = {(route.technician_id, route.day): route for route in work.routes.between(first, last)}
            for key in stale:
                self._compile(work, saved.get(key, Route(*key)))
        return bool(stale)

    def _forget_old_settings(self, work: Work) -> None:
        """Start again when the firm's settings, technicians or absences have changed."""
        if work.firm.version != self._firm_version:
            self._firm_version = work.firm.version
            self._days, self._compiled, self._schedule = {}, {}, None

    def _forget_past_days(self, today: date) -> None:
        """Let go of what nobody books any more, so that the board grows with the horizon and not with time."""
        for kept in (self._days, self._compiled):
            for key in [key for key in kept if key[1] < today]:
                del kept[key]

    def _learn_days(self, work: Work, technicians: Iterable[Technician], days: Sequence[date]) -> None:
        absences: list[Absence] | None = None
        for technician in technicians:
            unknown = [day for day in days if (technician.id, day) not in self._days]
            if unknown:
                absences = work.of(Absence).find() if absences is None else absences
                known = working_days(work.firm, technician, absences, unknown)
                self._days.update({(technician.id, day): known.get(day) for day in unknown})

    def _compile(self, work: Work, route: Route) -> None:
        key = route.technician_id, route.day
        day = self._days[key]
        alive = route.at(work.now)
        if day is not None:
            block = compile_day(work.firm, day, alive.visits)
            self._compiled[key] = _Compiled(route.version, alive.next_expiry(), block, left_of(block, work.firm.zone))


def _asked(routes: Iterable[tuple[RouteBlock, Left]]) -> Asked:
    routes = list(routes)
    return Asked(Schedule.of([block for block, _ in routes]), tuple(left for _, left in routes))


def offer_slots(work: Work, wish: Wish, board: Board) -> list[Slot]:
    """Return every bookable window that somebody can keep, with the technician it costs least, cheapest first.

    Raises:
        OutsideAreas: the firm does not serve the postcode.
    """
    found = _found(work, wish, board)
    if found is None:
        return []
    chosen = found.offers.cheapest_per_window()
    slots = _slots(work, wish, found, chosen, board)
    kept = {still_open(slot.window, work.now) for slot in slots}
    lost = [offer for offer in found.offers.ranked() if offer.window not in kept] if len(slots) < len(chosen) else []
    others = _slots(work, wish, found, lost, board)
    cheapest = {slot.window: slot for slot in reversed(others)}
    return sorted([*slots, *cheapest.values()], key=_cheapest_first)


def all_slots(work: Work, wish: Wish, board: Board) -> list[Slot]:
    """Return every bookable window of every technician who can keep it, cheapest first: what Claire chooses from.

    Raises:
        OutsideAreas: the firm does not serve the postcode.
    """
    found = _found(work, wish, board)
    return _slots(work, wish, found, found.offers.ranked(), board) if found else []


def _askable_windows(work: Work, wish: Wish) -> list[Interval]:
    if wish.postcode and work.firm.rules.area_of(wish.postcode) is None:
        raise OutsideAreas
    return candidate_windows(work, wish, work.of(Service).get(wish.service_id))


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What the solver found in the windows of a wish, and what of it the reserve is charged."""

    windows: Sequence[Interval]
    offers: Offers
    charges: Charges | None


def _found(work: Work, wish: Wish, board: Board) -> _Found | None:
    """Ask the solver for the windows of a wish; None when it has none."""
    windows = _askable_windows(work, wish)
    if not windows:
        return None
    service = work.of(Service).get(wish.service_id)
    first, last = (local_day(window.start, work.firm.zone) for window in (windows[0], windows[-1]))
    asked = board.asked(work, first, last, wish.moving)
    found = offers(asked.schedule, requested_stop(work, wish, service, windows))
    if not work.firm.rules.reserve:
        return _Found(windows, found, None)
    charged = charges(work, service, windows, asked.left, of_the_firm(work.firm), hard=not wish.by_firm)
    return _Found(windows, found.surcharged(charged.prices), charged)


def candidate_windows(work: Work, wish: Wish, service: Service) -> list[Interval]:
    """Return the windows a wish could be given, in order: those of the service, and the one it moves from."""
    firm, today = work.firm, local_day(work.now, work.firm.zone)
    first = max(wish.first or today, today)
    last = wish.last or local_day(work.now + service.horizon, firm.zone)
    if not wish.by_firm:
        return list(bookable_windows(service, firm, work.now, first, last))
    windows = {window for day in days_between(first, last) for window in windows_of_day(service, firm, day)}
    promised = work.of(Appointment).get(wish.moving).window if wish.moving else None
    if promised is not None and first <= local_day(promised.start, firm.zone) <= last:
        windows.add(promised)
    return sorted(window for window in windows if window.end > work.now)


def requested_stop(work: Work, wish: Wish, service: Service, windows: Iterable[Interval]) -> Stop:
    """Return the wish as the solver's visit, in what is left of these windows, with who prefers its area."""
    technicians = work.of(Technician).find(active=True) if wish.postcode else ()
    return Stop(
        key=REQUEST,
        place=place(wish.position),
        duration=int(service.duration.total_seconds()),
        windows=tuple(still_open(window, work.now) for window in windows),
        skills=needs(service),
        required=frozenset({wish.technician_id} if wish.technician_id else ()),
        preferred=preferred_for(work.firm, technicians, wish.postcode),
    )


def _slots(work: Work, wish: Wish, found: _Found, chosen: Sequence[Offer], board: Board) -> list[Slot]:
    """Return offers in the planner's words, each with its reason, cheapest first."""
    whole = {still_open(window, work.now): window for window in found.windows}
    neighbours = {key for offer in chosen for key in (offer.before, offer.after) if key}
    names, promised = labels(work, neighbours), _promised(work, neighbours)
    first_names = {key: names[key].split()[0] for key in {offer.shift.technician for offer in chosen}}
    slots = [
        Slot(
            service_id=wish.service_id,
            position=wish.position,
            window=whole[offer.window],
            technician_id=TechnicianId(offer.shift.technician),
            day=offer.shift.day,
            start=moment(offer.start),
            cost=offer.cost.total,
            by_rule=offer.cost.by_rule(),
            reason=explain_offer(offer, names),
            told=explain_detour(offer, {**names, **first_names}),
            near=_near(offer, promised),
        )
        for offer in chosen
    ]
    if found.charges:
        numbers = {window: number for number, window in enumerate(found.windows)}
        slots = [
            _charged(slot, found.charges, offer.route, numbers[slot.window])
            for slot, offer in zip(slots, chosen, strict=True)
        ]
    return sorted((slot for slot in slots if _in_reach(work, wish, slot, board)), key=_cheapest_first)


def _cheapest_first(slot: Slot) -> tuple[int, datetime, str]:
    return slot.cost, slot.window.start, slot.technician_id


def _in_reach(work: Work, wish: Wish, slot: Slot, board: Board) -> bool:
    """Tell whether the technician of a slot can still be there today: the solver does not know where he is by now.

    Where that takes nothing from the window the solver has proved it already.
    """
    if slot.day != local_day(work.now, work.firm.zone):
        return True
    stands = work.routes.load(slot.technician_id, slot.day).at(work.now)
    route = stands.without([wish.moving] if wish.moving else [])
    request = in_person(work, wish, route, slot.window)
    if request is None or request.windows[0] == still_open(slot.window, work.now):
        return request is not None
    day = board.day(work, slot.technician_id, slot.day)
    return bool(day and best_insertion(compile_day(work.firm, day, route.visits), request, request.windows[0]))


def in_person(work: Work, wish: Wish, route: Route, window: Interval) -> Stop | None:
    """Return the wish as the solver's visit in what is left of a window for whoever drives a route; None: too late."""
    technician = work.of(Technician).get(route.technician_id)
    left = reachable(work, technician, route, window, wish.position)
    request = requested_stop(work, wish, work.of(Service).get(wish.service_id), [window])
    return replace(request, windows=(left,)) if left else None


def _promised(work: Work, appointment_ids: Iterable[str]) -> set[str]:
    """Return those of these appointments that are more than a hold: nobody is his own neighbour."""
    found = work.of(Appointment).find(id=list(appointment_ids))
    return {one.id for one in found if one.state is not State.HELD}


def _near(offer: Offer, promised: set[str]) -> bool:
    """Tell whether the technician has a promised visit close by, just before or just after."""
    roads = ((offer.before, offer.to_visit), (offer.after, offer.from_visit))
    return any(key in promised and road <= NEAR.total_seconds() for key, road in roads)


def _charged(slot: Slot, charged: Charges, route: int, window: int) -> Slot:
    """Return a slot with what it takes of the reserve in its price and in its sentences."""
    said, price = charged.sentence(route, window), int(charged.prices[route, window])
    if said is None or slot.reason is None or slot.told is None:
        return slot
    reason, told = (Sentence(f"{one.fr}, {said.fr}", f"{one.en}, {said.en}") for one in (slot.reason, slot.told))
    by_rule = {**slot.by_rule, "reserve": price}
    return replace(slot, cost=slot.cost + price, by_rule=by_rule, reason=reason, told=told)


def labels(work: Work, appointment_ids: Iterable[str]) -> dict[str, str]:
    """Return what sentences call technicians (their name) and appointments (the town they are in, once it is known)."""
    appointment_ids = set(appointment_ids)
    names: dict[str, str] = {technician.id: technician.name for technician in work.of(Technician).find()}
    appointments = work.of(Appointment).find(id=list(appointment_ids))
    sites = {site.id: site.city for site in work.of(Site).find(id=[one.site_id for one in appointments if one.site_id])}
    towns: dict[str, str] = {one.id: sites[one.site_id] for one in appointments if one.site_id in sites}
    return {**names, **dict.fromkeys(appointment_ids, SOMEWHERE_NEAR), **towns}
