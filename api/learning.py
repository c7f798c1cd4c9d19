"""At night what visits took is learned from, for the sheets of services and the arrivals told on the day."""

from datetime import timedelta

import structlog

from api.house import House
from api.nights import each_firm, is_night
from desk.length_lessons import learn_lengths
from desk.visit_lengths import keep_learned, learned_lengths, new_lengths
from planner.firms import Firm
from planner.ports import Work
from planner.working_days import local_day

EVERY = timedelta(minutes=15)
_log = structlog.get_logger("creneau.learning")


def learn_at_night(house: House) -> None:
    """Learn for the firms that have not tonight; a firm that never has does at once, one that fails is told of."""
    each_firm(house, learn_lengths_of, _log, "learning_failed")


def learn_lengths_of(house: House, firm: Firm) -> None:
    """Learn how long one firm's visits take, if that is due."""
    with house.transactions.read(firm.id) as work:
        if not _due(work):
            return
        new = new_lengths(work)
        learned = learn_lengths(work, new)
    house.transactions.write(firm.id, lambda work: keep_learned(work, new, learned))


def _due(work: Work) -> bool:
    """Tell whether it is night and nothing was learned yet, or nothing ever was."""
    learned = learned_lengths(work)
    if learned is None:
        return True
    return is_night(work.firm, work.now) and learned.learned_on < local_day(work.now, work.firm.zone)
