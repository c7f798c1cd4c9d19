"""What is done for every firm, each by its own night: one that fails is told of, and the others go on."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from structlog.typing import FilteringBoundLogger

from api.house import House
from planner.firms import Firm
from planner.ports import Work
from planner.working_days import local_day

FROM, UNTIL = time(1), time(6)
"""Between these hours by the firm's clock it is night."""


def is_night(firm: Firm, now: datetime) -> bool:
    """Tell whether a firm sleeps."""
    return FROM <= now.astimezone(firm.zone).time() < UNTIL


def due(work: Work, done_on: date | None) -> bool:
    """Tell whether it is night and what was last done on a day was not done tonight yet, or it never was."""
    tonight = local_day(work.now, work.firm.zone)
    return done_on is None or (is_night(work.firm, work.now) and done_on < tonight)


def each_firm(
    house: House,
    act: Callable[[House, Firm], None],
    log: FilteringBoundLogger,
    failed: str,
    *,
    firms: Iterable[Firm] | None = None,
) -> None:
    """Act for firm after firm, of all or of these; a failure is logged, and the others go on."""
    for firm in house.transactions.firms() if firms is None else firms:
        try:
            act(house, firm)
        except Exception:
            log.exception(failed, firm=firm.slug)
