"""Once an hour the worker throws away what no longer says anything, and looks at what contracts owe."""

from datetime import timedelta
from functools import partial

from api.actions.waiting import forget_waiting
from api.caldav.horizon import look_further_ahead
from api.house import House
from desk.accounts import forget_half_sign_ins, forget_old_attempts, forget_old_sessions
from desk.connections import CALENDARS
from desk.inviting import look_after_contracts
from planner.deciding import forget_undecided
from planner.ports import Work
from planner.staffing import forget_absences
from planner.waiting_list import forget_old_offers

ANSWERS_KEPT = timedelta(days=2)
"""How long a request may be sent again with its key."""


def tidy(house: House) -> None:
    """Throw away what is old and look after contracts, firm by firm."""
    house.transactions.forget_answers(house.clock() - ANSWERS_KEPT)
    for firm in house.transactions.firms():
        house.transactions.write(firm.id, partial(_tidy_firm, kept=timedelta(days=house.settings.absence_days)))
        house.transactions.write(firm.id, partial(look_further_ahead, house))
        house.transactions.write(firm.id, look_after_contracts)


def _tidy_firm(work: Work, kept: timedelta) -> None:
    forget_old_sessions(work)
    forget_half_sign_ins(work)
    forget_old_attempts(work)
    for waiting_id in forget_old_offers(work):
        forget_waiting(work, waiting_id)
    forget_undecided(work)
    forget_absences(work, CALENDARS, work.now - kept)
