"""Builders in plain words: a firm, its technicians, its services, a day of theirs."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.firms import Firm
from planner.identifiers import FirmId, ServiceId, TechnicianId
from planner.intervals import Interval
from planner.services import Service
from planner.sites import Position
from planner.technicians import Technician
from planner.working_days import WeeklyHours, instant

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
