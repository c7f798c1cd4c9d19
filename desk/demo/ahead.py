"""Three weeks from now on are partly booked: the planner's own verbs place each appointment, as for a real firm."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from desk.demo import numbers
from desk.demo.people import Invention, People
from desk.demo.words import COMMENTS
from planner.appointments import State
from planner.board import Board
from planner.booking import confirm, hold, progress
from planner.identifiers import CustomerId
from planner.maintenance import MaintenanceDue
from planner.ports import Actor, Work
from planner.services import Service
from planner.slots import Target, Wish, offer_slots
from planner.working_days import local_day

BEST = 4
"""Customers take one of the best few slots, not always the very best."""


@dataclass(slots=True)
class _Diary:
    """What is needed to book: the firm's services, its customers, and who is still owed a visit."""

    invention: Invention
    people: People
    services: dict[str, Service]
    owed: list[MaintenanceDue]
    board: Board = field(default_factory=Board)

    def next_wish(self) -> tuple[Service, CustomerId, MaintenanceDue | None]:
        """Return who asks for what next: an owed visit now and then, else anybody's repair, works or quote."""
        if self.owed and self.invention.chance(numbers.MAINTENANCE_SHARE):
            due = self.owed.pop(int(self.invention.random.integers(len(self.owed))))
            return next(one for one in self.services.values() if one.id == due.service_id), due.customer_id, due
        (code,) = self.invention.weighed(numbers.BOOKED_SERVICES, 1)
        return self.services[code], self.invention.pick(self.people.customers).id, None


def book_ahead(work: Work, invention: Invention, people: People, weeks: Sequence[Sequence[date]]) -> int:
    """Book appointments on the working days of each week, the nearer the more; return how many.

    Needs the clock to stand before the first of these days.
    """
    services = {service.code: service for service in work.of(Service).find()}
    owed = [due for due in work.of(MaintenanceDue).find() if due.open_on(weeks[0][0])]
    diary = _Diary(invention, people, services, owed)
    wanted = zip(weeks, numbers.BOOKED_PER_WEEK, strict=True)
    return sum(_book_one(work, diary, invention.pick(days)) for days, count in wanted for _ in range(count) if days)


def live_until_now(work: Work, invention: Invention) -> int:
    """Let the visits whose time has come take place, or find the door closed; return how many."""
    today = local_day(work.now, work.firm.zone)
    routes = work.routes.between(today - timedelta(days=7), today)
    begun = [(route, visit) for route in routes for visit in route.visits if visit.start <= work.now]
    for route, visit in begun:
        technician = Actor("technician", route.technician_id)
        progress(work, visit.appointment_id, State.IN_PROGRESS, actor=technician)
        if visit.end <= work.now:
            closed = invention.chance(numbers.NO_ACCESS)
            progress(work, visit.appointment_id, State.NO_ACCESS if closed else State.DONE, actor=technician)
    return len(begun)


def _book_one(work: Work, diary: _Diary, day: date) -> bool:
    """Book the next wish on a day, if somebody can keep it; tell whether."""
    service, customer_id, due = diary.next_wish()
    site = diary.people.sites[customer_id]
    online = due is None and diary.invention.chance(numbers.BOOKED_ONLINE)
    wish = Wish(service.id, site.position, site.postcode, day, day, by_firm=not online)
    slots = offer_slots(work, wish, diary.board)[:BEST]
    if not slots:
        return False
    actor = Actor("customer" if online else "dispatcher", customer_id if online else "")
    comment = diary.invention.pick(COMMENTS) if diary.invention.chance(numbers.COMMENTED) else ""
    slot = diary.invention.pick(slots)
    held = hold(work, wish, Target(slot.technician_id, slot.window), diary.board, actor=actor)
    confirm(work, held.id, site, diary.board, actor=actor, comment=comment)
    return True
