"""A found place is a point on the map, how precise it is, and who says so."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Precision(StrEnum):
    """What a point stands for, the finest first."""

    HOUSE = "house"
    STREET = "street"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place: `lat` and `lon` in degrees (WGS 84), `source` the name of who knows it."""

    label: str
    lat: float
    lon: float
    precision: Precision
    source: str
    postcode: str = ""
    city: str = ""


class PlaceFinder(Protocol):
    """Somebody who knows places."""

    def find(self, text: str = "", *, postcode: str = "", city: str = "", limit: int = 8) -> list[FoundPlace]:
        """The places that answer to what was written, the likeliest first.

        `text` is a whole address, its street when `postcode` or `city` say the rest, or its beginning while somebody
        types. Case, accents and "St" for "Saint" do not matter. Nothing found is an empty list.
        Raises PlacesUnavailable when the answer cannot be had now.
        """
        ...
