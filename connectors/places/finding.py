"""Who is asked for places is one URL in the settings; the built-in table is always asked last."""

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from connectors.errors import PlacesUnavailable, UnknownService
from connectors.places.address_file import AddressFile
from connectors.places.communes import CommuneTable
from connectors.places.national import NationalAddressBase
from connectors.places.place import FoundPlace, PlaceFinder

PAUSE_SECONDS = 60.0


class WithFallback:
    """Asks `first`, and `then` when that finds nothing or is away; who was away is left alone for a while."""

    def __init__(
        self,
        first: PlaceFinder,
        then: PlaceFinder,
        *,
        pause: float = PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first = first
        self._then = then
        self._pause = pause
        self._clock = clock
        self._left_alone_until = float("-inf")

    def find(self, text: str = "", *, postcode: str = "", city: str = "", limit: int = 8) -> list[FoundPlace]:
        """What the first finds, else what the second does."""
        found: list[FoundPlace] = []
        if self._clock() >= self._left_alone_until:
            try:
                found = self._first.find(text, postcode=postcode, city=city, limit=limit)
            except PlacesUnavailable:
                self._left_alone_until = self._clock() + self._pause
        return found or self._then.find(text, postcode=postcode, city=city, limit=limit)


def place_finder(url: str = "") -> PlaceFinder:
    """The finder a URL describes.

    Nothing is the built-in table; `https://…` a service like the national address base; `ban:PATH` an index made by
    `build_address_file`. Raises UnknownService for anything else.
    """
    parts = urlsplit(url)
    if not url:
        return CommuneTable()
    if parts.scheme in {"http", "https"} and parts.hostname:
        return WithFallback(NationalAddressBase(url), CommuneTable())
    if parts.scheme == "ban" and parts.path:
        return WithFallback(AddressFile(Path(unquote(parts.path))), CommuneTable())
    raise UnknownService("Le service d'adresses doit commencer par https:// ou ban:.")
