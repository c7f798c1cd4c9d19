"""A planner and a telephone edit one calendar while everything goes wrong: nothing is lost, doubled or resurrected."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule

from tests.calendar_sync.faults import Fault
from tests.calendar_sync.world import World

FAULTS = st.lists(st.sampled_from(Fault), max_size=12)


class CalendarMachine(RuleBasedStateMachine):
    """Edits on both sides in any order, and passes broken off at any step."""

    visits = Bundle("visits")

    def __init__(self) -> None:
        """Nothing planned, nothing there."""
        super().__init__()
        self.world = World()

    @rule(target=visits)
    def plans(self) -> str:
        """One visit more."""
        return self.world.plans()

    @rule(uid=visits)
    def moves(self, uid: str) -> None:
        """The planner moves it."""
        self.world.moves(uid)

    @rule(uid=visits)
    def cancels(self, uid: str) -> None:
        """The planner takes it away."""
        self.world.cancels(uid)

    @rule(uid=visits)
    def notes_down(self, uid: str) -> None:
        """The technician writes a note."""
        self.world.notes_down(uid)

    @rule(uid=visits)
    def sets_an_alarm(self, uid: str) -> None:
        """The telephone adds what we know nothing of."""
        self.world.sets_an_alarm(uid)

    @rule(uid=visits)
    def deletes(self, uid: str) -> None:
        """The technician takes it away."""
        self.world.deletes(uid)

    @rule(faults=FAULTS)
    def syncs(self, faults: list[Fault]) -> None:
        """A pass in bad weather."""
        self.world.syncs(faults)

    def teardown(self) -> None:
        """The weather clears."""
        self.world.settles()
        self.world.is_as_meant()


CalendarMachine.TestCase.settings = settings(stateful_step_count=30)
test_calendars_converge = CalendarMachine.TestCase
