"""Whatever customers, Claire and time do, in any order, every promise stays kept."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from planner.appointments import CANCELLED, State
from planner.booking import cancel, move, progress
from planner.errors import LinesInseparable, ProposalStale, Refused, UndoRefused
from planner.identifiers import AppointmentId
from planner.ports import Work
from planner.promises import broken_promises
from planner.replanning import accept_plan, propose_plan
from planner.undo import last_undoable, undo
from solver.stop import Iterations
from tests.support.planner import ALBERTVILLE, ANNECY, CLAIRE, MONDAY, RUMILLY, SEYNOD, VISITOR, Heart, a_technician

WEEK = MONDAY, MONDAY + timedelta(days=20)
PLACES = st.sampled_from([ANNECY, SEYNOD, RUMILLY, ALBERTVILLE])
ACTORS = st.sampled_from([VISITOR, CLAIRE])
CHOICE = st.integers(0, 200)


class Booking(RuleBasedStateMachine):
    """Customers book, move and cancel; Claire replans and undoes; holds expire; nothing overlaps, nothing is lost."""

    @initialize()
    def open(self) -> None:
        """Two technicians start from two valleys."""
        self.heart = Heart(a_technician(), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
        self.known: list[AppointmentId] = []
        self.confirmed: dict[AppointmentId, Any] = {}

    @rule(place=PLACES, number=CHOICE)
    def somebody_holds_a_slot(self, place: Any, number: int) -> None:
        """Any slot that is offered can be held at once."""
        slots = [slot for slot in self.heart.slots(position=place) if slot.day <= MONDAY + timedelta(days=1)]
        if slots:
            self.known.append(self.heart.hold(slots[number % len(slots)], place).id)

    @precondition(lambda self: self.known)
    @rule(number=CHOICE, place=PLACES)
    def somebody_confirms(self, number: int, place: Any) -> None:
        """A confirmation keeps the window that was held, or is refused whole."""
        held = self.heart.appointment(self.known[number % len(self.known)])
        try:
            confirmed = self.heart.confirm(held, place)
        except Refused:
            return
        assert held.window == confirmed.window
        self.confirmed[confirmed.id] = confirmed.window

    @precondition(lambda self: self.confirmed)
    @rule(number=CHOICE, which=CHOICE, actor=ACTORS)
    def somebody_moves(self, number: int, which: int, actor: Any) -> None:
        """Any slot offered for a move can be moved to."""
        key = sorted(self.confirmed)[number % len(self.confirmed)]
        slots = [slot for slot in self.heart.slots(moving=key) if slot.day <= MONDAY + timedelta(days=1)]
        if not slots:
            return
        target = slots[which % len(slots)].target
        try:
            moved = self.heart.do(lambda work: move(work, key, target, self.heart.board, actor=actor))
        except Refused:
            return
        self.confirmed[key] = moved.window

    @precondition(lambda self: self.known)
    @rule(number=CHOICE, actor=ACTORS)
    def somebody_cancels(self, number: int, actor: Any) -> None:
        """The time goes back to the plan."""
        key = self.known[number % len(self.known)]
        try:
            self.heart.do(lambda work: cancel(work, key, self.heart.board, actor=actor))
        except Refused:
            return
        self.confirmed.pop(key, None)

    @rule(minutes=st.sampled_from([4, 11, 600]))
    def time_passes(self, minutes: int) -> None:
        """Holds expire by being read."""
        self.heart.now = min(self.heart.now + timedelta(minutes=minutes), self.heart.now.replace(hour=23))

    @rule(seed=CHOICE)
    def claire_accepts_a_better_plan(self, seed: int) -> None:
        """Windows stay, whoever comes."""
        days = (MONDAY, MONDAY + timedelta(days=1))
        proposal = propose_plan(self.heart.memory, self.heart.firm.id, days, Iterations(20), seed)
        try:
            self.heart.do(lambda work: accept_plan(work, proposal.id, self.heart.board, actor=CLAIRE))
        except (ProposalStale, LinesInseparable):
            return

    @rule()
    def claire_undoes(self) -> None:
        """The last step goes back, or is refused whole."""

        def command(work: Work) -> None:
            entry = last_undoable(work)
            if entry:
                undo(work, entry.number, self.heart.board, CLAIRE)

        try:
            self.heart.do(command)
        except UndoRefused:
            return
        for key in self.known:
            appointment = self.heart.appointment(key)
            if appointment.state is State.CONFIRMED:
                self.confirmed[key] = appointment.window
            elif appointment.state in CANCELLED:
                self.confirmed.pop(key, None)

    @precondition(lambda self: self.confirmed)
    @rule(number=CHOICE)
    def a_technician_sets_out(self, number: int) -> None:
        """From then on no plan touches the visit."""
        key = sorted(self.confirmed)[number % len(self.confirmed)]
        try:
            self.heart.do(lambda work: progress(work, key, State.ON_THE_WAY, actor=CLAIRE))
        except Refused:
            return
        self.confirmed.pop(key)

    @invariant()
    def every_promise_is_kept(self) -> None:
        """The referee finds nothing, and each customer has the window he was told last."""
        if not hasattr(self, "heart"):
            return
        with self.heart.memory.read(self.heart.firm.id) as work:
            broken = broken_promises(work, *WEEK)
        assert [] == broken, broken
        for key, window in self.confirmed.items():
            assert window == self.heart.appointment(key).window


TestBooking = Booking.TestCase
TestBooking.__doc__ = "Hypothesis drives the booking machine."
TestBooking.settings = settings(max_examples=settings().max_examples // 4 or 1, stateful_step_count=25, deadline=None)
