"""At night what visits took is learned from, for the sheets of services and the arrivals told on the day."""

from datetime import timedelta

import structlog

from api.house import House
from api.nights import due, each_firm
from desk.length_lessons import learn_lengths
from desk.visit_lengths import keep_learned, learned_lengths, new_lengths
from planner.firms import Firm

EVERY = timedelta(minutes=15)
_log = structlog.get_logger("creneau.learning")


def learn_at_night(house: House) -> None:
    """Learn for the firms that have not tonight; a firm that never has does at once, one that fails is told of."""
    each_firm(house, learn_lengths_of, _log, "learning_failed")


def learn_lengths_of(house: House, firm: Firm) -> None:
    """Learn how long one firm's visits take, if that is due."""
    with house.transactions.read(firm.id) as work:
        last = learned_lengths(work)
        if not due(work, last.learned_on if last else None):
            return
        new = new_lengths(work)
        learned = learn_lengths(work, new)
    house.transactions.write(firm.id, lambda work: keep_learned(work, new, learned))
