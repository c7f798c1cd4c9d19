"""At night what is known of persons is let go where its time is over; the log counts it and names nobody."""

import structlog

from api.erasures import note_erasures, remove_copies
from api.house import House
from api.nights import each_firm, is_night
from desk.retention import forget_old
from planner.firms import Firm

_log = structlog.get_logger("creneau.forgetting")


def forget_at_night(house: House) -> None:
    """Let go of what is too old, firm by firm; a firm that fails is told of."""
    each_firm(house, _forget_of, _log, "forgetting_failed")


def _forget_of(house: House, firm: Firm) -> None:
    if not is_night(firm, house.clock()):
        return
    forgotten = house.transactions.write(firm.id, forget_old)
    if not forgotten.counts:
        return
    remove_copies(house, forgotten.copies)
    house.transactions.scrub()
    note_erasures(house)
    _log.info("forgotten", firm=firm.slug, **forgotten.counts)
