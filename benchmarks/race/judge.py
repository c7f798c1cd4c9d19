"""Is what the database holds what the customers were told, and can it be driven?"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from benchmarks.race.servers import SLUG
from desk.store import KINDS
from planner.appointments import CANCELLED, Appointment, State
from planner.ports import Work
from planner.promises import broken_promises
from planner.routes import Route
from planner.store import Database
from planner.working_days import local_day

AHEAD = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many visits overlap, how many promises the referee finds broken, how many answers were not kept.

    `held` counts every appointment that was ever held, whatever became of it.
    """

    held: int
    confirmed: int
    overlaps: int
    broken: int
    lost: int
    unknown: int

    @property
    def clean(self) -> bool:
        """Tell whether nothing is wrong."""
        return not (self.overlaps or self.broken or self.lost or self.unknown)


def judge(url: str, journals: list[dict[str, Any]]) -> Verdict:
    """Compare a database with what its customers were told."""
    with closing(Database(url, kinds=KINDS)) as database, database.read(database.firm_by_slug(SLUG).id) as work:
        appointments = {one.id: one for one in work.of(Appointment).find()}
        today = local_day(work.now, work.firm.zone)
        routes = work.routes.between(today, today + AHEAD)
        confirmed = {key for key, one in appointments.items() if one.state is State.CONFIRMED}
        told = {key for journal in journals for key in journal["booked"]}
        return Verdict(
            held=len(appointments),
            confirmed=len(confirmed),
            overlaps=sum(_overlaps(route) for route in routes),
            broken=len(broken_promises(work, today, today + AHEAD)),
            lost=sum(_lost(appointments, journal) + _off_route(work, journal) for journal in journals),
            unknown=len(confirmed - told),
        )


def _overlaps(route: Route) -> int:
    visits = sorted(route.visits, key=lambda visit: visit.start)
    return sum(later.start < earlier.end for earlier, later in pairwise(visits))


def _lost(appointments: dict[Any, Appointment], journal: dict[str, Any]) -> int:
    """Count the customers whose appointment is not what they were told last."""
    lost = 0
    for key, start in journal["booked"].items():
        if key in journal["doubtful"]:
            continue
        kept = appointments.get(key)
        if key in journal["cancelled"]:
            lost += kept is None or kept.state not in CANCELLED
        else:
            promised = datetime.fromisoformat(start)
            lost += kept is None or kept.state is not State.CONFIRMED or kept.window.start != promised
    return lost


def _off_route(work: Work, journal: dict[str, Any]) -> int:
    """Count the customers nobody would visit."""
    certain = journal["booked"].keys() - {*journal["doubtful"], *journal["cancelled"]}
    return sum(work.routes.holding(key) is None for key in certain)
