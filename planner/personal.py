"""What each kind of record holds of persons: which fields, whose they are, what for, and which clock ends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Whose(StrEnum):
    """Of whom something is known."""

    CUSTOMER = "customer"
    STAFF = "staff"


class Purpose(StrEnum):
    """What it is kept for: the activities of the register (RGPD, article 30)."""

    PLANNING = "planning"
    CONTRACTS = "contracts"
    MESSAGES = "messages"
    CALLS = "calls"
    STAFF = "staff"
    ACCESS = "access"
    CALENDARS = "calendars"
    IMPORTS = "imports"
    STEERING = "steering"


class Keeping(StrEnum):
    """Which clock ends it: one of the firm's `RetentionRule`, or something else that comes to an end."""

    CONTACT = "contact"
    CALLS = "calls"
    MESSAGES = "messages"
    IMPORTS = "imports"
    EMPLOYMENT = "employment"
    SIGNED_IN = "signed_in"
    DECIDED = "decided"


class Mark(StrEnum):
    """By what a record is known to be about a customer: an identifier of his, an address, or anything it mentions."""

    CUSTOMER = "customer"
    APPOINTMENT = "appointment"
    SITE = "site"
    CONTRACT = "contract"
    DUE = "due"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What one kind holds of persons.

    `known_by` tells which fields tie a record to a customer, `gives` what its own `id` is to others, and `addresses`
    which fields say how to reach him. A record that is `shared` is about several people at once: whatever mentions one
    of them is his. `blanked` is what an erasure leaves in the place of some fields; without it the record goes whole.
    """

    whose: tuple[Whose, ...]
    purpose: Purpose
    fields: tuple[str, ...]
    kept: Keeping
    known_by: Mapping[str, Mark] = field(default_factory=dict)
    gives: Mark | None = None
    addresses: tuple[str, ...] = ()
    shared: bool = False
    blanked: Mapping[str, object] | None = None

    @property
    def of_customers(self) -> bool:
        """Tell whether it may be about a customer."""
        return Whose.CUSTOMER in self.whose


@dataclass(frozen=True, slots=True)
class Nobody:
    """A kind that holds nothing of persons."""


NOBODY = Nobody()
