"""Now and then the worker throws away what no longer says anything: sessions that are over, old counts and answers."""

from datetime import timedelta

from api.house import House
from desk.accounts import forget_old_attempts, forget_old_sessions
from planner.ports import Work

ANSWERS_KEPT = timedelta(days=2)
"""How long a request may be sent again with its key."""


def tidy(house: House) -> None:
    """Throw away what is old, firm by firm."""
    house.transactions.forget_answers(house.clock() - ANSWERS_KEPT)
    for firm in house.transactions.firms():
        house.transactions.write(firm.id, _tidy_firm)


def _tidy_firm(work: Work) -> None:
    forget_old_sessions(work)
    forget_old_attempts(work)
