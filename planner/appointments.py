"""An appointment is the promise made to a customer: a technician arrives inside its window.

held ──► confirmed ──► on_the_way ──► in_progress ──► done
  │          │              └──────────────┴────────► no_access
  └──────────┴──► cancelled_by_customer | cancelled_by_firm
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from planner.errors import NotAllowedNow
from planner.identifiers import AppointmentId, CustomerId, ServiceId, SiteId
from planner.intervals import Interval


class State(StrEnum):
    """The life of an appointment."""

    HELD = "held"
    CONFIRMED = "confirmed"
    ON_THE_WAY = "on_the_way"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED_BY_CUSTOMER = "cancelled_by_customer"
    CANCELLED_BY_FIRM = "cancelled_by_firm"
    NO_ACCESS = "no_access"


CANCELLED = frozenset({State.CANCELLED_BY_CUSTOMER, State.CANCELLED_BY_FIRM})
STARTED = frozenset({State.ON_THE_WAY, State.IN_PROGRESS, State.DONE, State.NO_ACCESS})
NEXT: dict[State, frozenset[State]] = {
    State.HELD: CANCELLED | {State.CONFIRMED},
    State.CONFIRMED: CANCELLED | {State.ON_THE_WAY, State.IN_PROGRESS, State.NO_ACCESS},
    State.ON_THE_WAY: CANCELLED | {State.CONFIRMED, State.IN_PROGRESS, State.NO_ACCESS},
    State.IN_PROGRESS: frozenset({State.DONE, State.NO_ACCESS}),
    State.DONE: frozenset(),
    State.NO_ACCESS: frozenset(),
    State.CANCELLED_BY_CUSTOMER: frozenset(),
    State.CANCELLED_BY_FIRM: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Appointment:
    """One promise: `window` is the arrival window told to the customer, `duration` the time on site.

    A hold has no customer and no site yet, only `held_until`. `sequence` rises with each change a calendar must see.
    `discount` is what was promised off the price with this slot, in percent.
    """

    id: AppointmentId
    service_id: ServiceId
    window: Interval
    duration: timedelta
    state: State
    created_at: datetime
    held_until: datetime | None = None
    customer_id: CustomerId | None = None
    site_id: SiteId | None = None
    comment: str = ""
    sequence: int = 0
    discount: int = 0

    @property
    def movable(self) -> bool:
        """Tell whether its window may still be changed."""
        return self.state in {State.HELD, State.CONFIRMED}

    @property
    def started(self) -> bool:
        """Tell whether a technician has set out for it, so that no plan may touch it."""
        return self.state in STARTED

    def expired(self, now: datetime) -> bool:
        """Tell whether it was only held and its time is up."""
        return self.state is State.HELD and self.held_until is not None and self.held_until <= now

    def to(self, state: State) -> Self:
        """Return the appointment one step further in its life.

        Raises:
            NotAllowedNow: its present state does not lead there.
        """
        if state not in NEXT[self.state]:
            raise NotAllowedNow(
                "Un rendez-vous « {state} » ne peut pas devenir « {wanted} ».", state=self.state, wanted=state
            )
        return replace(self, state=state, held_until=None, sequence=self.sequence + 1)

    def moved(self, window: Interval) -> Self:
        """Return the appointment promised for another window.

        Raises:
            NotAllowedNow: a technician has set out for it, or it is over.
        """
        if not self.movable:
            raise NotAllowedNow("Un rendez-vous « {state} » ne peut plus être déplacé.", state=self.state)
        return replace(self, window=window, sequence=self.sequence + 1)
