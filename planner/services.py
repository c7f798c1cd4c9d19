"""A service is what a customer can book: how long it takes and who may do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from planner.errors import InvalidConfiguration
from planner.identifiers import ServiceId

URGENT_CODES = frozenset({"urgence", "mise_en_securite"})
"""The codes of the services for what cannot wait."""


class Half(StrEnum):
    """The two halves of a working day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class PriceClass(StrEnum):
    """How a visit is charged, as told to the customer before he books."""

    QUOTE = "quote"
    FLAT = "flat"
    HOURLY = "hourly"
    CONTRACT = "contract"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of visit.

    `skills` maps a skill to the least level needed. `lead_time` and `horizon` bound how soon and how far ahead it can
    be booked. `arrival_window` is the length of the promise: the technician arrives inside it. `price` is in cents,
    when one is announced.
    """

    id: ServiceId
    code: str
    name: str
    duration: timedelta
    skills: Mapping[str, int] = field(default_factory=dict)
    clearances: frozenset[str] = frozenset()
    lead_time: timedelta = timedelta(hours=4)
    horizon: timedelta = timedelta(days=14)
    arrival_window: timedelta = timedelta(hours=2)
    halves: frozenset[Half] = frozenset(Half)
    weekdays: frozenset[int] = frozenset(range(5))
    price_class: PriceClass = PriceClass.HOURLY
    price: int | None = None
    online: bool = True
    description: str = ""
    active: bool = True

    @property
    def urgent(self) -> bool:
        """Tell whether it is for what cannot wait."""
        return self.code in URGENT_CODES

    def __post_init__(self) -> None:
        """Refuse services that nobody could ever book."""
        if self.duration <= timedelta(0) or self.arrival_window <= timedelta(0):
            raise InvalidConfiguration(
                "La prestation « {name} » doit avoir une durée et une plage d’arrivée positives.", name=self.name
            )
        if self.horizon <= self.lead_time:
            raise InvalidConfiguration(
                "La prestation « {name} » ne serait jamais réservable : son horizon précède son délai.", name=self.name
            )
