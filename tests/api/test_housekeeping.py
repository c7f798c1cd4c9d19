"""What no longer says anything is thrown away; what still does stays."""

import pytest

from api.house import House
from api.housekeeping import tidy
from desk.accounts import Attempt, Credentials, Session, sign_in
from desk.errors import SignInRefused
from desk.setup import Founded
from tests.support.house import SetClock


def test_old_sessions_counts_and_answers_go_and_young_ones_stay(house: House, duret: Founded, clock: SetClock) -> None:
    """A week later only what is still in use is left."""
    memory = house.transactions
    with pytest.raises(SignInRefused):
        sign_in(memory, duret.firm.id, Credentials("odile@duret.invalid", "wrong password", "192.0.2.1"))
    memory.write(duret.firm.id, lambda work: work.answers.remember("old", "f", "a"))
    clock.forward(days=8)
    memory.write(duret.firm.id, lambda work: work.answers.remember("young", "f", "a"))
    with memory.read(duret.firm.id) as work:
        assert (1, True) == (len(work.of(Session).find()), bool(work.of(Attempt).find()))
    tidy(house)
    with memory.read(duret.firm.id) as work:
        assert ([], []) == (work.of(Session).find(), work.of(Attempt).find())
        assert (None, ("f", "a")) == (work.answers.recall("old"), work.answers.recall("young"))
