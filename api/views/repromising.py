"""What is seen where a promise cannot be kept: by whoever drafts another, and by the customer who chooses."""

from dataclasses import dataclass
from datetime import datetime

from api.views.day import VisitView
from api.views.shared import FirmView, PersonView, SlotView


@dataclass(frozen=True, slots=True)
class RepromiseView:
    """Another promise as it is drafted: the message, what the customer may choose from, and whether he was asked.

    `email` is empty where nobody can be written to: then he is called. `expires` is set while he is thinking it over.
    """

    firm: FirmView
    person: PersonView
    visit: VisitView
    slots: tuple[SlotView, ...]
    subject: str
    text: str
    email: str = ""
    asked: datetime | None = None
    expires: datetime | None = None
