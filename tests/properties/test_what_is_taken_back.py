"""Whatever Claire does to her days, taking it all back gives the same visits, hours, technicians and pins again."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.appointments import Appointment, State
from planner.booking import cancel, choose_hour, move, pin
from planner.deciding import accept_plan
from planner.emergency import answer, insertions
from planner.errors import Refused
from planner.identifiers import AppointmentId, CustomerId, SiteId, new_id
from planner.ports import Entry, Work
from planner.replanning import Search, propose_plan
from planner.routes import Pinned, Route
from planner.sites import Site
from planner.slots import Wish
from planner.undo import last_redoable, last_undoable, redo, undo
from solver.stop import Iterations
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    CLAIRE,
    MONDAY,
    RUMILLY,
    SEYNOD,
    Heart,
    a_service,
    a_technician,
)

DAYS = MONDAY, MONDAY + timedelta(days=1)
BOOKED = 7
SEQUENCES = int(os.environ.get("CRENEAU_TEST_UNDO_SEQUENCES", "50"))
"""How many random days are lived through: a thousand take two minutes."""
_EDITS = ("moves", "cancels", "pins", "chooses_an_hour", "accepts_a_plan", "answers_an_emergency")
URGENT = a_service("Urgence")


class Desk:
    """Two technicians, some promises, and Claire who does whatever the dice say."""

    def __init__(self, dice: Random) -> None:
        people = a_technician(), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE)
        self.heart, self.dice = Heart(*people, services=(a_service(), URGENT)), dice
        self.booked = [key for _ in range(BOOKED) if (key := self._books())]
        self._somebody_looked()

    def _somebody_looked(self) -> None:
        """A customer kept a slot, and let it go by waiting: it still stands on a route that nobody has saved since."""
        slots = self.heart.slots(first=DAYS[0], last=DAYS[1])
        if slots:
            self.heart.hold(self.dice.choice(slots))
            self.heart.now += self.heart.firm.rules.hold

    def _books(self) -> AppointmentId | None:
        position = self.dice.choice([ANNECY, SEYNOD, RUMILLY, ALBERTVILLE])
        slots = self.heart.slots(position=position, first=DAYS[0], last=DAYS[1])
        return self.heart.book(self.dice.choice(slots), position).id if slots else None

    def moves(self, key: AppointmentId) -> None:
        """To any slot that is offered, of any technician."""
        who = self.dice.choice(["gaëtan", "élodie"])
        slots = self.heart.slots(moving=key, first=DAYS[0], last=DAYS[1], technician_id=who, by_firm=True)
        if slots:
            target = self.dice.choice(slots).target
            self.heart.do(lambda work: move(work, key, target, self.heart.board, actor=CLAIRE))

    def cancels(self, key: AppointmentId) -> None:
        """The time goes back to the plan."""
        self.heart.do(lambda work: cancel(work, key, self.heart.board, actor=CLAIRE))

    def pins(self, key: AppointmentId) -> None:
        """It stays, or may go again."""
        pinned = self.dice.choice([*Pinned, None])
        self.heart.do(lambda work: pin(work, key, pinned, actor=CLAIRE))

    def chooses_an_hour(self, key: AppointmentId) -> None:
        """Within the promise."""
        start = self.heart.appointment(key).window.start + timedelta(minutes=self.dice.randrange(0, 120, 5))
        self.heart.do(lambda work: choose_hour(work, key, start, self.heart.board, actor=CLAIRE))

    def accepts_a_plan(self, key: AppointmentId) -> None:
        """Whatever the solver finds in a few rounds; sometimes a part of it."""
        day = self.dice.choice(DAYS)
        proposal = propose_plan(
            self.heart.memory, self.heart.firm.id, (day, day), Search(Iterations(20), self.dice.randrange(99))
        )
        groups = [{line.appointment_id for line in group} for group in proposal.groups]
        chosen = None if len(groups) < 2 or self.dice.random() < 0.5 else self.dice.choice(groups)
        self.heart.do(lambda work: accept_plan(work, proposal.id, self.heart.board, actor=CLAIRE, chosen=chosen))

    def answers_an_emergency(self, _: AppointmentId) -> None:
        """In any of the best ways, also where somebody gives way to it."""
        place, day = Site(SiteId("fire"), CustomerId("jeanne"), self.dice.choice([ANNECY, SEYNOD]), "house"), DAYS[0]
        wish = Wish(URGENT.id, place.position, first=day, last=day, by_firm=True)

        def command(work: Work) -> None:
            work.of(Site).put(place)
            for way in insertions(work, wish, self.heart.board)[-1:]:
                key, window = AppointmentId(new_id()), way.target.window
                made = Appointment(key, URGENT.id, window, URGENT.duration, State.CONFIRMED, work.now, site_id=place.id)
                whose = way.target.technician_id
                answer(work, made, whose, self.heart.board, actor=CLAIRE, instead_of=way.displaced)

        self.heart.do(command)

    def does_something(self) -> None:
        """Whatever is refused changes nothing."""
        edit: Callable[[AppointmentId], None] = getattr(self, self.dice.choice(_EDITS))
        with suppress(Refused):
            edit(self.dice.choice(self.booked))

    def stands(self) -> object:
        """All that must come back: visits with their hours, technicians and pins, and the promises."""
        now = self.heart.now
        routes: list[Route] = [self.heart.route(who, day).at(now) for who in ("gaëtan", "élodie") for day in DAYS]
        promises = [(one.state, one.window, one.service_id) for one in map(self.heart.appointment, self.booked)]
        return [(one.technician_id, one.day, one.visits) for one in routes], promises

    def takes(self, step: Callable[..., object], which: Callable[[Work, date | None], Entry | None]) -> int:
        """Take steps until there are none; return how many."""

        def command(work: Work) -> bool:
            entry = which(work, None)
            if entry:
                step(work, entry.number, self.heart.board, CLAIRE)
            return entry is not None

        taken = 0
        while self.heart.do(command):
            taken += 1
        return taken


@settings(max_examples=SEQUENCES)
@given(seed=st.integers(0, 2**32), edits=st.integers(1, 8))
def test_undoing_every_edit_gives_everything_back_and_redoing_does_it_all_again(seed: int, edits: int) -> None:
    """In both directions, step by step, to the second."""
    desk = Desk(Random(seed))
    before = desk.stands()
    for _ in range(edits):
        desk.does_something()
    after = desk.stands()
    taken = desk.takes(undo, last_undoable)
    assert before == desk.stands()
    assert taken == desk.takes(redo, last_redoable)
    assert after == desk.stands()
    assert taken == desk.takes(undo, last_undoable)
    assert before == desk.stands()
