"""The firm raced for below the door: few technicians, few days, places a road apart, and starts that cannot slip.

Every window is one second long, so that a visit starts when it was promised or not at all: what fits on a route can
then be said in one line by somebody who knows nothing of the planner (`model`).
"""

from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta

from api import migrations
from desk.store import KINDS
from planner.firms import Firm
from planner.identifiers import AppointmentId, CustomerId, FirmId, ServiceId, SiteId, TechnicianId
from planner.intervals import Interval
from planner.ports import Work
from planner.routes import Route
from planner.rules import FirmRules, WorkingTimeLimits
from planner.services import Service
from planner.sites import Position, Site
from planner.slots import Target, Wish
from planner.store import Database
from planner.technicians import Technician
from planner.working_days import WeeklyHours

FIRM = FirmId("race")
SERVICE = ServiceId("repair")
PLACES = (Position(45.90, 6.12), Position(45.91, 6.13), Position(45.95, 6.20))
TECHNICIANS = tuple(TechnicianId(f"t{number}") for number in range(8))
DAYS, AHEAD = 3, 2
"""So many days are raced for, the first so many days from now: no start is ever too near."""

FIRST, STARTS, QUARTER = 56, 24, timedelta(minutes=15)
"""Visits may start at so many quarters of an hour, the first at 14:00 UTC: nobody's lunch is in the way."""

LENGTH = timedelta(minutes=45)
HOLD = timedelta(seconds=2)
LISTENER = "mirror"

_WEEK = tuple(WeeklyHours(day, time(5), time(23)) for day in range(7))
_NO_LIMIT = WorkingTimeLimits(timedelta(hours=24), timedelta(0), timedelta(hours=24), timedelta(0))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Stop = tuple[str, int, int, int | None]
"""A visit as journals tell it: appointment, start in microseconds, place, and until when it is only held."""


def opened(url: str) -> Database:
    """Open the store of the race; one listener is told of everything and never comes for it."""
    return Database(url, kinds=KINDS, listeners=lambda _event: [LISTENER])


def found(url: str) -> None:
    """Make the tables, the firm, its people and its sites."""
    migrations.migrate(url)
    rules = FirmRules(opening=_WEEK, limits=_NO_LIMIT, works_on_holidays=True, hold=HOLD)

    def people(work: Work) -> None:
        work.of(Technician).put_all(Technician(key, key, PLACES[0], PLACES[0], _WEEK) for key in TECHNICIANS)
        work.of(Service).put(Service(SERVICE, SERVICE, "Dépannage", LENGTH, lead_time=timedelta(0)))
        work.of(Site).put_all(
            Site(SiteId(f"s{number}"), CustomerId("c"), place, "house", city="Annecy")
            for number, place in enumerate(PLACES)
        )

    with closing(opened(url)) as database:
        database.create_firm(Firm(FIRM, "race", "Course", rules=rules))
        database.write(FIRM, people)


def first_day() -> date:
    """Return the first day raced for."""
    return (datetime.now(UTC) + timedelta(days=AHEAD)).date()


def start_of(day: date, quarter: int) -> datetime:
    """Return the instant of one of a day's possible starts."""
    return datetime.combine(day, time(), UTC) + (FIRST + quarter) * QUARTER


def wish(place: int) -> Wish:
    """Return what a customer at one of the places wishes."""
    return Wish(SERVICE, PLACES[place])


def target(technician: str, start: datetime) -> Target:
    """Return a start as the window of one second that a technician is to keep."""
    return Target(TechnicianId(technician), Interval(start, start + timedelta(seconds=1)))


def site_of(work: Work, place: int) -> Site:
    """Return the site at one of the places."""
    return work.of(Site).get(SiteId(f"s{place}"))


def micros(at: datetime) -> int:
    """Return an instant as whole microseconds, which is what the store keeps."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def stops_of(route: Route) -> tuple[Stop, ...]:
    """Return a stored route as journals tell it, expired holds included."""
    return tuple(
        (
            AppointmentId(visit.appointment_id),
            micros(visit.start),
            PLACES.index(visit.position),
            micros(visit.held_until) if visit.held_until else None,
        )
        for visit in route.visits
    )
