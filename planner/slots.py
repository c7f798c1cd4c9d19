"""Which slots can be promised right now, by whom, and what each would truly cost: the question a customer asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from planner.appointments import Appointment, State
from planner.board import Board
from planner.errors import OutsideAreas
from planner.identifiers import AppointmentId, ServiceId, TechnicianId
from planner.intervals import Interval
from planner.ports import Work
from planner.reach import reachable
from planner.reserve import Charges, charges, source_of
from planner.routes import Route
from planner.services import Service
from planner.sites import Position, Site
from planner.technicians import Technician
from planner.translation import compile_day, moment, needs, place, preferred_for, still_open
from planner.windows import bookable_windows, windows_of_day
from planner.working_days import days_between, local_day
from solver.explain import explain_detour, explain_offer
from solver.offers import Offer, Offers, best_insertion, offers
from solver.problem import Visit as Stop
from solver.problem import Window
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
class Offered:
    """What is offered of some days, cheapest first, and the windows after them that somebody can keep too, in order.

    Nothing is told of those after: whom they would suit, at what price and why takes most of the time.
    """

    slots: tuple[Slot, ...]
    after: tuple[Interval, ...]


def offer_slots(work: Work, wish: Wish, board: Board) -> list[Slot]:
    """Return every bookable window that somebody can keep, with the technician it costs least, cheapest first.

    Raises:
        OutsideAreas: the firm does not serve the postcode.
    """
    found = _found(work, wish, board)
    return _cheapest(work, wish, found, board, range(len(found.windows))) if found else []


def offer_days(work: Work, wish: Wish, board: Board, first: date, last: date) -> Offered:
    """Return what `offer_slots` does of the days from first to last, both included, and what there is after them.

    Raises:
        OutsideAreas: the firm does not serve the postcode.
    """
    found = _found(work, wish, board)
    if found is None:
        return Offered((), ())
    days = [local_day(window.start, work.firm.zone) for window in found.windows]
    shown = [number for number, day in enumerate(days) if first <= day <= last]
    possible = set(found.offers.columns.window.tolist())
    after = tuple(window for number, window in enumerate(found.windows) if days[number] > last and number in possible)
    return Offered(tuple(_cheapest(work, wish, found, board, shown)), after)


def _cheapest(work: Work, wish: Wish, found: "_Found", board: Board, among: Sequence[int]) -> list[Slot]:
    """Return each of these windows that somebody can keep, with the technician it costs least, cheapest first."""
    chosen = found.offers.cheapest_per_window(among)
    slots = _slots(work, wish, found, chosen, board)
    lost = {offer.window for offer in chosen} - {still_open(slot.window, work.now) for slot in slots}
    rest = [offer for offer in found.offers.ranked() if offer.window in lost] if lost else []
    others = _slots(work, wish, found, rest, board)
    cheapest = {slot.window: slot for slot in reversed(others)}
    return sorted([*slots, *cheapest.values()], key=_cheapest_first)


def all_slots(work: Work, wish: Wish, board: Board) -> list[Slot]:
    """Return every bookable window of every technician who can keep it, cheapest first: what Claire chooses from.

    Raises:
        OutsideAreas: the firm does not serve the postcode.
    """
    found = _found(work, wish, board)
    return _slots(work, wish, found, found.offers.ranked(), board) if found else []


def possible_targets(work: Work, wish: Wish, board: Board) -> dict[Target, int]:
    """Return what each bookable window costs with every technician who can keep it: `all_slots` without a word said.

    Raises:
        OutsideAreas: the firm does not serve the postcode.
    """
    found = _found(work, wish, board)
    if found is None:
        return {}
    columns, blocks = found.offers.columns, found.offers.schedule.blocks
    rows = zip(columns.route.tolist(), columns.window.tolist(), columns.cost.tolist(), strict=True)
    whole = _whole(work, found)
    windows = [whole[still_open(window, work.now)] for window in found.windows]
    costs = {
        Target(TechnicianId(blocks[route].shift.technician), windows[window]): cost for route, window, cost in rows
    }
    return {target: cost for target, cost in costs.items() if _in_reach(work, wish, target, board)}


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What the solver found in the windows of a wish, and what of it the reserve is charged."""

    windows: Sequence[Interval]
    offers: Offers
    charges: Charges | None


def _found(work: Work, wish: Wish, board: Board) -> _Found | None:
    """Ask the solver for the windows of a wish; None when it has none.

    Raises:
        OutsideAreas: the firm does not serve the postcode.
    """
    if wish.postcode and work.firm.rules.area_of(wish.postcode) is None:
        raise OutsideAreas
    service = work.of(Service).get(wish.service_id)
    windows = candidate_windows(work, wish, service)
    if not windows:
        return None
    first, last = (local_day(window.start, work.firm.zone) for window in (windows[0], windows[-1]))
    asked = board.asked(work, first, last, wish.moving)
    preferred = preferred_for(work.firm, board.technicians(work), wish.postcode)
    found = offers(asked.schedule, replace(requested_stop(work, wish, service, windows), preferred=preferred))
    if not work.firm.rules.keeps_back:
        return _Found(windows, found, None)
    charged = charges(work, service, windows, asked.left, source_of(work), hard=not wish.by_firm)
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
    """Return the wish as the solver's visit, in what is left of these windows; nobody is preferred."""
    return Stop(
        key=REQUEST,
        place=place(wish.position),
        duration=int(service.duration.total_seconds()),
        windows=tuple(still_open(window, work.now) for window in windows),
        skills=needs(service),
        required=frozenset({wish.technician_id} if wish.technician_id else ()),
    )


def _whole(work: Work, found: _Found) -> dict[Window, Interval]:
    """Return the window that each one asked for is what is left of; of two that end together, the later one."""
    return {still_open(window, work.now): window for window in found.windows}


def _slots(work: Work, wish: Wish, found: _Found, chosen: Sequence[Offer], board: Board) -> list[Slot]:
    """Return offers in the planner's words, each with its reason, cheapest first."""
    if not chosen:
        return []
    whole = _whole(work, found)
    neighbours = {key for offer in chosen for key in (offer.before, offer.after) if key}
    known = work.of(Appointment).find(id=list(neighbours))
    promised: set[str] = {one.id for one in known if one.state is not State.HELD}  # nobody is his own neighbour
    names: dict[str, str] = {one.id: one.name for one in board.technicians(work)}
    names |= {**dict.fromkeys(neighbours, SOMEWHERE_NEAR), **_towns(work, known)}
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
    return sorted((slot for slot in slots if _in_reach(work, wish, slot.target, board)), key=_cheapest_first)


def _cheapest_first(slot: Slot) -> tuple[int, datetime, str]:
    return slot.cost, slot.window.start, slot.technician_id


def _in_reach(work: Work, wish: Wish, target: Target, board: Board) -> bool:
    """Tell whether this technician can still be there today: the solver does not know where he is by now.

    Where that takes nothing from the window the solver has proved it already.
    """
    today = local_day(work.now, work.firm.zone)
    if local_day(target.window.start, work.firm.zone) != today:
        return True
    stands = work.routes.load(target.technician_id, today).at(work.now)
    route = stands.without([wish.moving] if wish.moving else [])
    request = in_person(work, wish, route, target.window)
    if request is None or request.windows[0] == still_open(target.window, work.now):
        return request is not None
    day = board.day(work, target.technician_id, today)
    return bool(day and best_insertion(compile_day(work.firm, day, route.visits), request, request.windows[0]))


def in_person(work: Work, wish: Wish, route: Route, window: Interval) -> Stop | None:
    """Return the wish as the solver's visit in what is left of a window for whoever drives a route; None: too late."""
    technician = work.of(Technician).get(route.technician_id)
    left = reachable(work, technician, route, window, wish.position)
    request = requested_stop(work, wish, work.of(Service).get(wish.service_id), [window])
    return replace(request, windows=(left,)) if left else None


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


def _towns(work: Work, appointments: Iterable[Appointment]) -> dict[str, str]:
    """Return the town that each appointment is in, once that is known."""
    known = {one.id: one.site_id for one in appointments if one.site_id}
    cities = {site.id: site.city for site in work.of(Site).find(id=[*known.values()])}
    return {key: cities[site] for key, site in known.items() if site in cities}
