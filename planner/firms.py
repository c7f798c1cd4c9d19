"""A firm is one tenant: its name, its public address, its time zone and its rules."""

import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from planner.errors import InvalidConfiguration
from planner.identifiers import FirmId
from planner.rules import FirmRules

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm; `version` rises with each change of its settings, technicians or services.

    `accent` is its own colour, `#rrggbb`, and `logo` a mark of its logo's content; None where it has none.
    """

    id: FirmId
    slug: str
    name: str
    phone: str = ""
    email: str = ""
    zone_name: str = "Europe/Paris"
    address: str = ""
    demo: bool = False
    accent: str | None = None
    logo: str | None = None
    rules: FirmRules = field(default_factory=FirmRules)
    version: int = 0

    def __post_init__(self) -> None:
        """Refuse a slug that cannot stand in a URL and a zone that does not exist."""
        if not _SLUG.fullmatch(self.slug):
            raise InvalidConfiguration(
                "L’adresse « {slug} » ne peut contenir que des minuscules, des chiffres et des tirets.", slug=self.slug
            )
        try:
            ZoneInfo(self.zone_name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise InvalidConfiguration(
                "Le fuseau horaire « {zone_name} » n’existe pas.", zone_name=self.zone_name
            ) from error

    @property
    def zone(self) -> ZoneInfo:
        """Return the firm's IANA time zone."""
        return ZoneInfo(self.zone_name)
