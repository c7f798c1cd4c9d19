"""What a customer chooses from: the slots of a week."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from api.actions.common import firm_view, house_of, service_view, slot_views
from api.actions.places import commune_views, find_place, home_of
from api.house import House
from api.kept_slots import KEPT, Answer, Marking, Question
from api.sheets import place_view
from api.views import Caller, SlotsView
from planner.board import Board
from planner.errors import NotFound, OutsideAreas
from planner.firms import Firm
from planner.ports import Work
from planner.services import Service
from planner.sites import Position
from planner.slots import Offered, Slot, Wish, offer_days
from planner.working_days import day_interval, local_day

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def slots(caller: Caller, slug: str, *, service: str, commune: str, first_day: date | None = None) -> SlotsView:
    """Return the slots of a week for a service at a commune; without one, where the firm itself is.

    Raises:
        NotFound: the firm does not offer this service online.
    """
    house = house_of(caller)
    now, question = house.clock(), Question(slug, service, commune, first_day, caller.language)
    mark = partial(house.transactions.mark, first=now.date() - _DAY)  # today, or yesterday, wherever the firm is
    return house.kept_slots.answer(question, now, mark, partial(_found_now, house, question, mark))


def _found_now(house: House, question: Question, mark: Marking) -> Answer:
    """Return what is found on the plan as it stands; good until midnight at most, for it has a first day."""
    firm = house.transactions.firm_by_slug(question.slug)
    standing = mark(firm.id)
    with house.transactions.read(firm.id) as work:
        asked = work.of(Service).get(question.service_id)
        if not (asked.active and asked.online):
            raise NotFound
        midnight = day_interval(local_day(work.now, work.firm.zone), work.firm.zone).end
        view = _slots_now(house, work, asked, question)
        return Answer(view, firm.id, standing, min(work.now + KEPT, midnight))


def _slots_now(house: House, work: Work, asked: Service, question: Question) -> SlotsView:
    """Return the slots there are, or why there are none."""
    firm, commune = work.firm, question.commune
    place = find_place(house, commune) if commune else home_of(work)
    shown = SlotsView(firm_view(house, firm), service_view(asked), commune_views(firm))
    if place is None:
        return replace(shown, unknown_place=True)
    position = Position(place.lat, place.lon)
    shown = replace(shown, place=place_view(place.label, position, place.precision))
    try:
        week = _week_on_offer(work, Wish(asked.id, position, place.postcode), house.boards.of(firm.id), question)
    except OutsideAreas:
        return replace(shown, served=False)
    label, located = (place.label, True) if commune else ("", False)
    views = slot_views(house, firm, week.slots, place=label, language=question.language, located=located)
    return replace(
        shown,
        slots=views,
        first_day=week.first,
        last_day=week.last,
        earlier=week.earlier,
        later=week.later,
        next_available=week.next_available,
    )


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of slots, and where the pages before and after begin."""

    slots: tuple[Slot, ...]
    first: date
    last: date
    earlier: date | None
    later: date | None
    next_available: datetime | None


def week_of(found: Sequence[Slot], firm: Firm, first_day: date | None, today: date) -> Week:
    """Return the slots of the seven days from `first_day` (today, when None), and where to look when there is none."""
    first, last = _seven_days(first_day, today)
    shown = tuple(slot for slot in found if first <= local_day(slot.window.start, firm.zone) <= last)
    after = tuple(slot.window for slot in found if local_day(slot.window.start, firm.zone) > last)
    return _week(Offered(shown, after), first, last, today)


def _week_on_offer(work: Work, wish: Wish, board: Board, question: Question) -> Week:
    """Return the week that a question is about, as it is offered now."""
    today = local_day(work.now, work.firm.zone)
    first, last = _seven_days(question.first_day, today)
    return _week(offer_days(work, wish, board, first, last), first, last, today)


def _seven_days(first_day: date | None, today: date) -> tuple[date, date]:
    first = max(first_day or today, today)
    return first, first + _WEEK - _DAY


def _week(offered: Offered, first: date, last: date, today: date) -> Week:
    return Week(
        slots=offered.slots,
        first=first,
        last=last,
        earlier=max(first - _WEEK, today) if first > today else None,
        later=last + _DAY if offered.after else None,
        next_available=min((window.start for window in offered.after), default=None) if not offered.slots else None,
    )
