"""At night what is known of persons is let go where its time is over; the log counts it and names nobody."""

import structlog

from api.erasures import finish_erasures, remove_copies
from api.house import House
from api.nights import each_firm, is_night
from desk.retention import forget_old
from planner.firms import Firm

_log = structlog.get_logger("creneau.forgetting")


def forget_at_night(house: House) -> None:
    """Let go of what is too old, firm by firm; a firm that fails is told of."""
    forgetful: list[Firm] = []

    def forget(house: House, firm: Firm) -> None:
        if _forget_of(house, firm):
            forgetful.append(firm)

    each_firm(house, forget, _log, "forgetting_failed")
    if forgetful:
        finish_erasures(house)


def _forget_of(house: House, firm: Firm) -> bool:
    """Tell whether anything of a firm went."""
    if not is_night(firm, house.clock()):
        return False
    forgotten = house.transactions.write(firm.id, forget_old)
    if not forgotten.counts:
        return False
    remove_copies(house, forgotten.copies)
    _log.info("forgotten", firm=firm.slug, **forgotten.counts)
    return True
