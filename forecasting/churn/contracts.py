"""Maintenance contracts and what happened around each of them, with the day it became known."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Happening(StrEnum):
    """What can happen to a contract customer."""

    VISIT = "visit"
    NO_ACCESS = "no_access"
    COMPLAINT = "complaint"
    SECOND_VISIT = "second_visit"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and became known, on a day."""

    on: date
    what: Happening


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of one customer of one firm.

    `kind` is the firm's name of it, `yearly` its price in cents a year, `visits_a_year` how many it promises;
    `customer_kind` is only looked at to see whether all kinds are treated alike. `left` is the day the customer gave
    notice, None while nobody did. What happened was written down from the day `noted` on, None for always.
    """

    id: str
    firm: str
    kind: str
    yearly: int
    visits_a_year: int
    start: date
    left: date | None = None
    events: tuple[Event, ...] = ()
    customer_kind: str = ""
    noted: date | None = None
