"""Builders in plain words: a firm, its technicians, its services, a day of theirs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from planner.appointments import Appointment
from planner.board import Board
from planner.booking import CUSTOMER, confirm, hold
from planner.events import Event
from planner.firms import Firm
from planner.identifiers import CustomerId, FirmId, ServiceId, SiteId, TechnicianId
from planner.intervals import Interval
from planner.memory import Memory
from planner.ports import Actor, Work
from planner.routes import Route
from planner.services import Service
from planner.sites import Position, Site
from planner.slots import Slot, Wish, offer_slots
from planner.technicians import Technician
from planner.working_days import WeeklyHours, instant

T = TypeVar("T")
VISITOR = Actor(CUSTOMER)
CLAIRE = Actor("dispatcher", "claire")
PARIS = ZoneInfo("Europe/Paris")
ANNECY = Position(45.8992, 6.1294)
SEYNOD = Position(45.8846, 6.0908)
RUMILLY = Position(45.8656, 5.9447)
ALBERTVILLE = Position(45.6755, 6.3927)
MONDAY = date(2026, 11, 23)
SUNDAY_NIGHT = datetime(2026, 11, 22, 20, tzinfo=UTC)


def a_firm(**changes: Any) -> Firm:
    """An electrician in Annecy, open Monday to Friday."""
    return replace(Firm(FirmId("duret"), "duret", "Duret Électricité", phone="+33465710000"), **changes)


def a_technician(name: str = "Gaëtan", **changes: Any) -> Technician:
    """A technician from Annecy who works 8:30 to 17:30 and repairs."""
    week = tuple(WeeklyHours(day, time(8, 30), time(17, 30)) for day in range(5))
    key = TechnicianId(name.lower())
    return replace(Technician(key, name, ANNECY, ANNECY, week, skills={"repair": 1}), **changes)


def a_service(name: str = "Dépannage", **changes: Any) -> Service:
    """A one-hour repair with a two-hour arrival window."""
    service = Service(ServiceId(name.lower()), name.lower(), name, timedelta(hours=1), skills={"repair": 1})
    return replace(service, **changes)


def paris(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """An instant by the clock in Annecy."""
    return instant(day, time(hour, minute), PARIS)


def between(start: int, end: int, day: date = MONDAY) -> Interval:
    """The time between two full hours by the clock in Annecy."""
    return Interval(paris(start, day=day), paris(end, day=day))


class Heart:
    """A firm in memory with its technicians and services, a clock that stands still, and a board."""

    def __init__(self, *technicians: Technician, firm: Firm | None = None, services: tuple[Service, ...] = ()) -> None:
        self.now = SUNDAY_NIGHT
        self.told: list[Event] = []
        self.board = Board()
        self.firm = firm or a_firm()
        self.memory = Memory(clock=lambda: self.now, on_commit=lambda _, events: self.told.extend(events))
        self.memory.create_firm(self.firm)
        self.do(lambda work: work.of(Technician).put_all(technicians or (a_technician(),)))
        self.do(lambda work: work.of(Service).put_all(services or (a_service(),)))

    def do(self, command: Callable[[Work], T]) -> T:
        """Run a command."""
        return self.memory.write(self.firm.id, command)

    def slots(self, **wish: Any) -> list[Slot]:
        """Offer slots for a repair at Seynod, or as the wish says."""
        wished = Wish(**{"service_id": ServiceId("dépannage"), "position": SEYNOD, **wish})
        with self.memory.read(self.firm.id) as work:
            return offer_slots(work, wished, self.board)

    def hold(self, slot: Slot, position: Position = SEYNOD) -> Appointment:
        """Hold a slot for a visitor."""
        wish = Wish(slot.service_id, position)
        return self.do(lambda work: hold(work, wish, slot.target, self.board, actor=VISITOR))

    def book(self, slot: Slot, position: Position = SEYNOD) -> Appointment:
        """Hold a slot and confirm it for a customer who lives there."""
        held = self.hold(slot, position)
        return self.confirm(held, position)

    def confirm(self, held: Appointment, position: Position = SEYNOD) -> Appointment:
        """Confirm a hold for a customer at this position."""
        site = Site(SiteId(f"site-{held.id}"), CustomerId("durand"), position, "house", city="Seynod")

        def command(work: Work) -> Appointment:
            work.of(Site).put(site)
            return confirm(work, held.id, site, self.board, actor=VISITOR)

        return self.do(command)

    def route(self, technician: str = "gaëtan", day: date = MONDAY) -> Route:
        """Read one route."""
        with self.memory.read(self.firm.id) as work:
            return work.routes.load(TechnicianId(technician), day).at(work.now)

    def appointment(self, key: str) -> Appointment:
        """Read one appointment."""
        with self.memory.read(self.firm.id) as work:
            return work.of(Appointment).get(key)
