"""Whoever manages the firm may want its report by mail: once a month, on the first day the firm is open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from desk.accounts import Account, Role
from desk.events import ReportFellDue
from desk.forecasts import Step, serving
from desk.identifiers import AccountId
from planner.firms import Firm
from planner.ports import Work
from planner.working_days import days_between, local_day

HOUR = time(7)
"""From when on, by the firm's clock, the report lies in the letter box."""

_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ReportReader:
    """Somebody who wants the report; `id` is the account, `next_month` the first day of the month that is due next."""

    id: AccountId
    next_month: date


def want_report(work: Work, account_id: AccountId, *, wanted: bool) -> None:
    """Let somebody have the report each month from the next on, or no longer."""
    if not wanted:
        work.of(ReportReader).remove(account_id)
    elif not work.of(ReportReader).find(id=account_id):
        today = local_day(work.now, work.firm.zone)
        work.of(ReportReader).put(ReportReader(account_id, month_after(today)))


def wants_report(work: Work, account_id: AccountId) -> bool:
    """Tell whether somebody has the report mailed."""
    return bool(work.of(ReportReader).find(id=account_id))


def reports_due(work: Work) -> bool:
    """Tell whether there is a report to mail, and somebody whose month has come."""
    return _tells(work) and any(_due(work))


def let_reports_fall_due(work: Work) -> None:
    """Publish each report that is due and turn the page to the month after; whoever manages no longer is forgotten."""
    if not _tells(work):
        return
    following = month_after(local_day(work.now, work.firm.zone))
    for reader in list(_due(work)):
        if any(Role.MANAGEMENT in one.roles and one.active for one in work.of(Account).find(id=reader.id)):
            work.of(ReportReader).put(replace(reader, next_month=following))
            work.publish(ReportFellDue(reader.id, reader.next_month))
        else:
            work.of(ReportReader).remove(reader.id)


def first_open_day(firm: Firm, month: date) -> date:
    """Return the first day of a month on which the firm is open; the first of all where it is closed throughout."""
    days = days_between(month, month_after(month) - timedelta(days=1))
    return next((day for day in days if firm.rules.open_on(day)), month)


def month_after(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=1) + _MONTH + timedelta(days=1)).replace(day=1)


def _tells(work: Work) -> bool:
    """Tell whether the forecast that serves still looks ahead."""
    forecast = serving(work, Step.DAY)
    return forecast is not None and any(one.start > work.now for one in forecast.ahead)


def _due(work: Work) -> Iterator[ReportReader]:
    local = work.now.astimezone(work.firm.zone)
    for reader in work.of(ReportReader).find():
        first = first_open_day(work.firm, reader.next_month)
        if (first, HOUR) <= (local.date(), local.time()):
            yield reader
