"""Every finder of places keeps the same promises, whoever answers behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.places import (
    AddressFile,
    CommuneTable,
    NationalAddressBase,
    PlaceFinder,
    Precision,
    WithFallback,
    build_address_file,
)
from tests.connectors.samples import a_feature, an_address_csv, an_address_service, answer


@pytest.fixture(params=["communes", "national", "file", "fallback"])
def finder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PlaceFinder]:
    """Each adapter, knowing at least Rue Centrale in Annecy."""
    if request.param == "communes":
        yield CommuneTable()
    elif request.param == "national":
        with an_address_service() as service:
            service.body = answer(a_feature(), a_feature("12bis Rue Centrale 74000 Annecy"))
            yield NationalAddressBase(service.url)
    else:
        build_address_file(an_address_csv(tmp_path), tmp_path / "ban.sqlite")
        known = AddressFile(tmp_path / "ban.sqlite")
        yield known if request.param == "file" else WithFallback(known, CommuneTable())


def test_an_address_is_found_near_where_it_is(finder: PlaceFinder):
    """In parts or as one line: a point within Annecy, with a label, a source and its postcode."""
    for found in (
        finder.find("12 rue Centrale", postcode="74000", city="Annecy"),
        finder.find("12 rue Centrale, 74000 Annecy"),
    ):
        assert abs(found[0].lat - 45.9) < 0.05
        assert abs(found[0].lon - 6.13) < 0.05
        assert ("74000", "Annecy") == (found[0].postcode, found[0].city)
        assert found[0].precision in set(Precision)
        assert found[0].label
        assert found[0].source


def test_case_and_accents_do_not_matter(finder: PlaceFinder):
    """ANNECY, annecy and Annécy are one town."""
    assert (
        finder.find("RUE CENTRALE", postcode="74000", city="ANNECY")
        == finder.find("rue centrale", postcode="74000", city="annecy")
        == finder.find("Rué Céntrale", postcode="74000", city="Annécy")
        != []
    )


def test_no_more_is_answered_than_was_asked_for(finder: PlaceFinder):
    """A limit of one is one; of none, none."""
    assert 1 == len(finder.find("rue Centrale", postcode="74000", city="Annecy", limit=1))
    assert [] == finder.find("rue Centrale", postcode="74000", city="Annecy", limit=0)


@pytest.mark.parametrize("text", ["", "   ", "…", '"'])
def test_nothing_asked_is_nothing_found(finder: PlaceFinder, text: str):
    """An empty field asks nobody anything."""
    assert [] == finder.find(text)


@pytest.mark.parametrize("text", ["' OR 1=1 --", 'rue" NEAR(', "* AND", "\x00", "é" * 5_000])
def test_odd_texts_raise_nothing(finder: PlaceFinder, text: str):
    """What people paste is no question in a query language."""
    assert isinstance(finder.find(text), list)
