"""What is done for every firm, each by its own night: one that fails is told of, and the others go on."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from datetime import time as hour
from math import inf

from structlog.typing import FilteringBoundLogger

from api.house import House
from planner.firms import Firm

FROM, UNTIL = hour(1), hour(6)
"""Between these hours by the firm's clock it is night."""


def is_night(firm: Firm, now: datetime) -> bool:
    """Tell whether a firm sleeps."""
    return FROM <= now.astimezone(firm.zone).time() < UNTIL


def each_firm(
    house: House,
    act: Callable[[House, Firm], None],
    log: FilteringBoundLogger,
    failed: str,
    *,
    longest: float = inf,
    firms: Iterable[Firm] | None = None,
) -> None:
    """Act for firm after firm, of all or of these; a failure is logged, and after so many seconds the others wait."""
    started = time.monotonic()
    for firm in house.transactions.firms() if firms is None else firms:
        if time.monotonic() - started > longest:
            return
        try:
            act(house, firm)
        except Exception:
            log.exception(failed, firm=firm.slug)
