"""At night the next working days are planned anew, so that Claire finds a proposal with her coffee."""

from datetime import date, timedelta

import structlog

from api.house import House
from api.nights import each_firm, is_night
from api.reacting import looked_for
from planner.firms import Firm
from planner.plans import Cause, Proposal
from planner.ports import Work
from planner.working_days import days_between, local_day

DAYS = timedelta(days=3)
"""So many days ahead are planned anew."""

_log = structlog.get_logger("creneau.nightly")


def plan_the_next_days(house: House) -> None:
    """Look for a better plan of each of the next days, once a night, firm by firm; a firm that fails is told of."""
    each_firm(house, _plan_firm, _log, "nightly_plan_failed")


def _plan_firm(house: House, firm: Firm) -> None:
    now = house.clock()
    if not is_night(firm, now):
        return
    with house.transactions.read(firm.id) as work:
        days = [
            day
            for day in _coming(firm, local_day(now, firm.zone))
            if _planned_at_all(work, day) and not _done(work, day)
        ]
    for day in days:
        looked_for(house, firm.id, day, Cause.NIGHT)


def _coming(firm: Firm, today: date) -> list[date]:
    """Return the days ahead on which the firm works; today too, for what the evening has changed."""
    return [day for day in days_between(today, today + DAYS) if not firm.rules.closed(day)]


def _planned_at_all(work: Work, day: date) -> bool:
    return any(route.visits for route in work.routes.between(day, day))


def _done(work: Work, day: date) -> bool:
    """Tell whether this night has looked at a day already, whatever became of what it found."""
    tonight = local_day(work.now, work.firm.zone)
    found = work.of(Proposal).find(first=day, cause=Cause.NIGHT)
    return any(local_day(one.made_at, work.firm.zone) == tonight for one in found)
