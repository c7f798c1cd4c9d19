"""Whatever customers, Claire, absences and time do, in any order, no promise is silently lost."""

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from planner.appointments import CANCELLED, Appointment, State
from planner.booking import cancel, move, progress
from planner.deciding import accept_plan
from planner.errors import LinesInseparable, ProposalStale, Refused, UndoRefused
from planner.identifiers import AppointmentId, FirmId, TechnicianId
from planner.intervals import Interval
from planner.ports import Work
from planner.promises import broken_promises
from planner.replanning import Search, propose_plan
from planner.staffing import add_absence, remove_absence, save_service, save_technician
from planner.technicians import Absence
from planner.undo import last_undoable, undo
from solver.stop import Iterations
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    CLAIRE,
    MONDAY,
    RUMILLY,
    SEYNOD,
    VISITOR,
    Heart,
    a_firm,
    a_service,
    a_technician,
    paris,
)

WEEK = MONDAY, MONDAY + timedelta(days=20)
PLACES = st.sampled_from([ANNECY, SEYNOD, RUMILLY, ALBERTVILLE])
ACTORS = st.sampled_from([VISITOR, CLAIRE])
CHOICE = st.integers(0, 200)


class Booking(RuleBasedStateMachine):
    """Customers book, move and cancel; Claire replans and undoes; holds expire; technicians are away.

    Two firms share one store: whatever one does, the other does not notice.
    """

    @initialize()
    def open(self) -> None:
        """Two technicians start from two valleys; next door another firm has technicians of the same names."""
        self.heart = Heart(a_technician(), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
        self.known: list[AppointmentId] = []
        self.confirmed: dict[AppointmentId, Any] = {}
        self.away: set[str] = set()
        self.hurt = False
        self.neighbour = Heart(firm=a_firm(id=FirmId("voisin"), slug="voisin"))
        self.neighbour.memory = self.heart.memory
        self.neighbour.memory.create_firm(self.neighbour.firm)
        self.neighbour.do(lambda work: save_technician(work, a_technician()))
        self.neighbour.do(lambda work: save_service(work, a_service()))
        self.seen_next_door = self._next_door()

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

    @rule(who=st.sampled_from(["gaëtan", "élodie"]), start=st.integers(7, 15), hours=st.sampled_from([1, 4, 10]))
    def somebody_is_away(self, who: str, start: int, hours: int) -> None:
        """An absence is a fact: it is never refused, whatever it breaks."""
        absence = Absence(
            f"away-{who}", TechnicianId(who), Interval(paris(start), paris(start) + timedelta(hours=hours))
        )
        self.heart.do(lambda work: add_absence(work, absence))
        self.away.add(who)
        self.hurt = True

    @precondition(lambda self: self.away)
    @rule()
    def everybody_is_back(self) -> None:
        """What an absence broke and nobody mended is kept again."""
        for who in self.away:
            self.heart.do(partial(remove_absence, absence_id=f"away-{who}"))
        self.away.clear()

    @rule(number=CHOICE)
    def a_customer_books_next_door(self, number: int) -> None:
        """The other firm lives its own life."""
        slots = [slot for slot in self.neighbour.slots() if slot.day == MONDAY]
        if slots:
            self.neighbour.book(slots[number % len(slots)])
        self.seen_next_door = self._next_door()

    @rule(seed=CHOICE)
    def claire_accepts_a_better_plan(self, seed: int) -> None:
        """Windows stay, whoever comes; what an absence broke is mended, or named as what nobody can keep."""
        days = (MONDAY, MONDAY + timedelta(days=1))
        lost_before = lost(self._broken())
        proposal = propose_plan(self.heart.memory, self.heart.firm.id, days, Search(Iterations(20), seed))
        try:
            self.heart.do(lambda work: accept_plan(work, proposal.id, self.heart.board, actor=CLAIRE))
        except (ProposalStale, LinesInseparable):
            return
        broken = self._broken()
        assert [] == [sentence for sentence in broken if any(f" {day}: " in sentence for day in days)]
        assert lost(broken) <= lost_before | set(proposal.unplaced)

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
    def every_promise_is_kept_or_reported(self) -> None:
        """The referee finds nothing but what an absence broke; each customer has the window he was told last."""
        if not hasattr(self, "heart"):
            return
        broken = self._broken()
        if not self.hurt:
            assert [] == broken, broken
        for key, window in self.confirmed.items():
            assert window == self.heart.appointment(key).window
            assert self._stands(key) or key in lost(broken)

    @invariant()
    def the_other_firm_has_not_noticed(self) -> None:
        """Its routes and appointments are those it made itself."""
        if hasattr(self, "heart"):
            assert self.seen_next_door == self._next_door()

    def _broken(self) -> list[str]:
        with self.heart.memory.read(self.heart.firm.id) as work:
            return broken_promises(work, *WEEK)

    def _stands(self, key: AppointmentId) -> bool:
        """Tell whether a route visits an appointment."""
        with self.heart.memory.read(self.heart.firm.id) as work:
            return work.routes.holding(key) is not None

    def _next_door(self) -> object:
        with self.neighbour.memory.read(self.neighbour.firm.id) as work:
            return work.routes.between(*WEEK), work.of(Appointment).find(), work.firm


def lost(broken: list[str]) -> set[str]:
    """The appointments that no route visits, of all that is broken."""
    return {sentence.split()[0] for sentence in broken if "stands on 0 routes" in sentence}


TestBooking = Booking.TestCase
TestBooking.__doc__ = "Hypothesis drives the booking machine."
TestBooking.settings = settings(max_examples=settings().max_examples // 4 or 1, stateful_step_count=25, deadline=None)
