"""What staff see of several days: the week technician by technician, the month day by day."""

from datetime import date, timedelta

from api.actions.common import OFFICE, firm_for, firm_view, house_of
from api.narrowing import Narrowing, filters_view
from api.periods import Period
from api.views import EVERYTHING, Caller, Filters, MonthView, WeekView
from planner.working_days import days_between, local_day, monday_of

_WEEK = timedelta(days=7)
_SUNDAY = 6


def week(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> WeekView:
    """Return the week a day lies in, from Monday to Sunday, as far as the filters keep it."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    monday = monday_of(day)
    days = tuple(days_between(monday, monday + timedelta(days=_SUNDAY)))
    with house.transactions.read(firm.id) as work:
        period = Period.of(work, days, Narrowing(filters, firm.rules))
        return WeekView(
            firm=firm_view(house, firm),
            person=person,
            today=local_day(work.now, firm.zone),
            previous=monday - _WEEK,
            next=monday + _WEEK,
            days=tuple(map(period.day, days)),
            rows=period.rows(),
            filters=filters_view(work, filters),
        )


def month(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> MonthView:
    """Return the month a day lies in, with the days that complete its first and last week."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    first = day.replace(day=1)
    following = (first + 5 * _WEEK).replace(day=1)
    last = following - timedelta(days=1)
    days = tuple(days_between(monday_of(first), monday_of(last) + timedelta(days=_SUNDAY)))
    with house.transactions.read(firm.id) as work:
        period = Period.of(work, days, Narrowing(filters, firm.rules))
        return MonthView(
            firm=firm_view(house, firm),
            person=person,
            today=local_day(work.now, firm.zone),
            month=first,
            previous=(first - timedelta(days=1)).replace(day=1),
            next=following,
            days=tuple(map(period.day, days)),
            filters=filters_view(work, filters),
        )
