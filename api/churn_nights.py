"""At night it is learned who may leave: by firms that want to learn together, and told to each of its own customers."""

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

import structlog

from api.house import House
from api.nights import due, each_firm
from desk.churn import ChurnList, churn_list
from desk.churn_lessons import Look, churn_lists, empty_list, look
from planner.firms import Firm
from planner.ports import Work

EVERY = timedelta(minutes=15)
LONGEST = 60.0
"""Seconds after which the firms that are left wait for the next time."""
AT_ONCE = 50
"""Firms that learn together at most: more would teach each other little, and all of them are held in memory."""
_log = structlog.get_logger("creneau.churn")


def learn_churn(house: House) -> None:
    """Learn for the firms that have no list of tonight; one that never had gets its own at once."""
    started = time.monotonic()
    for pool in _pools(house.transactions.firms()):
        if time.monotonic() - started > LONGEST:
            return
        try:
            _learn(house, pool)
        except Exception:  # noqa: BLE001 - whatever fails, the others must still learn
            _log.exception("churn_failed", firms=[firm.slug for firm in pool])


def _pools(firms: Iterable[Firm]) -> list[list[Firm]]:
    """Return the firms that learn together, in as few pools as hold them; an invented firm teaches nobody."""
    firms = sorted(firms, key=lambda firm: firm.id)
    together = [firm for firm in firms if firm.rules.learns_together and not firm.demo]
    count = -(-len(together) // AT_ONCE)
    alone = [[firm] for firm in firms if not firm.rules.learns_together or firm.demo]
    return [together[number::count] for number in range(count)] + alone


def _learn(house: House, pool: Sequence[Firm]) -> None:
    """Look at the firms that are due, and at the others only where one of these has customers to tell of."""
    waiting = [firm for firm in pool if _due(house, firm)]
    looks = _looks(house, waiting)
    told = {one.firm for one in looks}
    if any(one.kept for one in looks):
        looks += _looks(house, [firm for firm in pool if firm not in waiting])
    made = {one.firm: empty_list(one) for one in looks} | churn_lists(looks)
    for firm in waiting:
        if firm.id in told:
            house.transactions.write(firm.id, partial(_keep, made=made[firm.id]))
            if made[firm.id].card.alarm:
                _log.warning("churn_drifts", firm=firm.slug)


def _looks(house: House, firms: Sequence[Firm]) -> list[Look]:
    found: list[Look] = []

    def read(house: House, firm: Firm) -> None:
        with house.transactions.read(firm.id) as work:
            found.append(look(work))

    each_firm(house, read, _log, "churn_failed", firms=firms)
    return found


def _keep(work: Work, made: ChurnList) -> None:
    work.of(ChurnList).put(made)


def _due(house: House, firm: Firm) -> bool:
    """Tell whether it is night and nothing was told of it yet, or nothing ever was."""
    with house.transactions.read(firm.id) as work:
        kept = churn_list(work)
        return due(work, kept.made_on if kept else None)
