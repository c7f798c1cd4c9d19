"""That somebody was erased is remembered, by a number that means nothing any more."""

from dataclasses import dataclass
from datetime import datetime

from planner.identifiers import CustomerId


@dataclass(frozen=True, slots=True)
class Erasure:
    """That somebody was erased, and when; `id` was the customer's and means nothing any more."""

    id: CustomerId
    erased_at: datetime
