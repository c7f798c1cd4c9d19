"""A site is a place where the firm works: where it is and how one gets in."""

from dataclasses import dataclass
from typing import Literal

from planner.errors import InvalidConfiguration
from planner.identifiers import CustomerId, SiteId

Precision = Literal["house", "street", "commune", "pin"]


@dataclass(frozen=True, slots=True)
class Position:
    """A point on Earth in WGS 84 degrees."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        """Refuse what is nowhere on Earth."""
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):  # noqa: PLR2004 - degrees
            raise InvalidConfiguration("Coordonnées impossibles : {lat}, {lon}.", lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True)
class Area:
    """A named part of the country that the firm serves, as the postcodes it is made of."""

    name: str
    postcodes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Site:
    """One place of one customer; `precision` tells how exactly `position` is known."""

    id: SiteId
    customer_id: CustomerId | None
    position: Position
    precision: Precision
    street: str = ""
    postcode: str = ""
    city: str = ""
    label: str = ""
    access: str = ""
