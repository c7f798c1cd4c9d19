"""The national address base answers when it can, and never keeps a page waiting twice."""

from collections.abc import Iterator

import pytest

from connectors.errors import PlacesUnavailable, UnknownService
from connectors.places import CommuneTable, FoundPlace, NationalAddressBase, Precision, WithFallback, place_finder
from connectors.places.national import SOURCE
from tests.connectors.samples import AddressService, a_feature, an_address_service, answer, free_port


@pytest.fixture
def service() -> Iterator[AddressService]:
    """A stub of the state's service."""
    with an_address_service() as stub:
        yield stub


def test_what_is_asked_and_what_is_understood(service: AddressService):
    """The question as the service wants it; latitude and longitude the right way round."""
    service.body = answer(a_feature())
    found = NationalAddressBase(service.url).find("12 rue Centrale", postcode="74000", city="Annecy", limit=3)
    assert [FoundPlace("12 Rue Centrale 74000 Annecy", 45.9, 6.13, Precision.HOUSE, SOURCE, "74000", "Annecy")] == found
    asked = {"q": ["12 rue Centrale 74000 Annecy"], "limit": ["3"], "autocomplete": ["1"], "postcode": ["74000"]}
    assert [asked] == service.asked


def test_each_kind_of_answer_has_its_precision(service: AddressService):
    """A house, a street, a hamlet, a commune."""
    service.body = answer(*(a_feature(type=kind) for kind in ("housenumber", "street", "locality", "municipality")))
    assert [Precision.HOUSE, Precision.STREET, Precision.STREET, Precision.COMMUNE] == [
        place.precision for place in NationalAddressBase(service.url).find("rue")
    ]


def test_unlikely_and_misshapen_answers_are_left_out(service: AddressService):
    """A low score, a point off the globe, no point, no label, no object at all."""
    sound = a_feature("bon")
    service.body = answer(
        a_feature(score=0.2),
        {"properties": sound["properties"], "geometry": {"coordinates": [6, 200]}},
        {"properties": sound["properties"]},
        {"properties": {}, "geometry": sound["geometry"]},
        a_feature(type="galaxy"),
        "?",
        None,
        sound,
    )
    assert ["bon"] == [place.label for place in NationalAddressBase(service.url).find("rue")]


@pytest.mark.parametrize(
    "status, body",
    [
        (500, b""),
        (302, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"features": []' + b" " * 1_100_000),
    ],
)
def test_an_answer_that_is_none_is_told_from_nothing_found(service: AddressService, status: int, body: bytes):
    """An error, a redirect, a page, a flood: unavailable, so that somebody else is asked."""
    service.status, service.body = status, body
    with pytest.raises(PlacesUnavailable):
        NationalAddressBase(service.url).find("12 rue Centrale")


def test_a_service_that_finds_nothing_or_is_away_is_replaced_by_the_table(service: AddressService):
    """And the source says who answered."""
    for url in (service.url, f"http://127.0.0.1:{free_port()}"):
        (place,) = place_finder(url).find("12 rue Centrale", postcode="74600", city="Seynod")
        assert ("Seynod (74600)", "communes") == (place.label, place.source)


def test_a_service_that_was_away_is_left_alone_for_a_minute(service: AddressService):
    """One slow page, not one at each letter typed."""
    service.status, now = 503, 0.0
    finder = WithFallback(NationalAddressBase(service.url), CommuneTable(), pause=60, clock=lambda: now)
    for _ in range(3):
        assert finder.find("annecy")
    assert 1 == len(service.asked)
    now = 60.0
    service.status = 200
    assert finder.find("annecy")
    assert 2 == len(service.asked)


def test_a_url_says_who_is_asked():
    """Nothing is the table; what nobody understands is refused at start."""
    assert isinstance(place_finder(), CommuneTable)
    assert isinstance(place_finder("ban:/data/ban.sqlite"), WithFallback)
    for url in ("ftp://x", "ban:", "https:"):
        with pytest.raises(UnknownService):
            place_finder(url)
