"""The national address base over HTTP: every French address, when there is a network."""

import json
from typing import Any

import httpx

from connectors.errors import PlacesUnavailable
from connectors.places.place import FoundPlace, Precision

SOURCE = "Base Adresse Nationale"
_PRECISIONS = {
    "housenumber": Precision.HOUSE,
    "street": Precision.STREET,
    "locality": Precision.STREET,
    "municipality": Precision.COMMUNE,
}
_LEAST_SCORE = 0.4
_SHORTEST_QUERY, _LONGEST_QUERY = 3, 200
_LARGEST_ANSWER = 1_000_000


class NationalAddressBase:
    """An address service that answers GeoJSON at `{url}/search/?q=…`, as the state's own does.

    `timeout` in seconds for each step of a request; redirects are not followed, nor proxies of the environment used.
    """

    def __init__(self, url: str, *, timeout: float = 2.0) -> None:
        self._search = f"{url.rstrip('/')}/search/"
        self._client = httpx.Client(timeout=timeout, trust_env=False)

    def find(self, text: str = "", *, postcode: str = "", city: str = "", limit: int = 8) -> list[FoundPlace]:
        """The addresses the service thinks likely. Raises PlacesUnavailable when it does not answer properly."""
        wish = " ".join(f"{text} {postcode} {city}".split())[:_LONGEST_QUERY]
        if len(wish) < _SHORTEST_QUERY or limit < 1:
            return []
        asked: dict[str, str | int] = {"q": wish, "limit": limit, "autocomplete": 1}
        if postcode:
            asked["postcode"] = postcode
        places = (_place(feature) for feature in self._features(asked))
        return [place for place in places if place][:limit]

    def _features(self, asked: dict[str, str | int]) -> list[object]:
        body = b""
        try:
            with self._client.stream("GET", self._search, params=asked) as answer:
                for chunk in answer.raise_for_status().iter_bytes():
                    body += chunk
                    if len(body) > _LARGEST_ANSWER:
                        raise PlacesUnavailable
            features = json.loads(body)["features"]
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
            raise PlacesUnavailable from error
        return features if isinstance(features, list) else []


def _place(feature: Any) -> FoundPlace | None:  # noqa: ANN401 - whatever shape a foreign service answers
    """One feature of the answer as a place; none when it is unlikely or not understood."""
    try:
        known = feature["properties"]
        lon, lat = feature["geometry"]["coordinates"][:2]
        if float(known.get("score", 1)) < _LEAST_SCORE or not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004
            return None
        return FoundPlace(
            label=str(known["label"]),
            lat=float(lat),
            lon=float(lon),
            precision=_PRECISIONS[known["type"]],
            source=SOURCE,
            postcode=str(known.get("postcode", "")),
            city=str(known.get("city", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
