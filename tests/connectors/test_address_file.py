"""A department's addresses are indexed once and found offline, to the house."""

from pathlib import Path

import pytest

from connectors.errors import PlacesUnavailable, UnreadableAddresses
from connectors.places import AddressFile, Precision, build_address_file, place_finder
from connectors.places.address_file import Indexed
from tests.connectors.samples import ADDRESSES, an_address_csv


@pytest.fixture
def addresses(tmp_path: Path) -> AddressFile:
    """The index of the sample file."""
    build_address_file(an_address_csv(tmp_path), tmp_path / "ban.sqlite")
    return AddressFile(tmp_path / "ban.sqlite")


def test_every_row_is_kept_or_counted_as_rejected(tmp_path: Path):
    """No number and no point: two rejected of eight; packed or not."""
    assert Indexed(kept=6, rejected=2) == build_address_file(an_address_csv(tmp_path), tmp_path / "a.sqlite")
    plain = tmp_path / "adresses.csv"
    plain.write_text(ADDRESSES, encoding="utf-8")
    assert Indexed(kept=6, rejected=2) == build_address_file(plain, tmp_path / "b.sqlite")


@pytest.mark.parametrize(
    "text, label, lat",
    [
        ("12 rue Centrale 74000 Annecy", "12 Rue Centrale 74000 Annecy", 45.9003),
        ("12 bis rue centrale, 74000 ANNECY", "12 bis Rue Centrale 74000 Annecy", 45.9005),
        ("12 ter rue Centrale 74000 Annecy", "12 ter Rue Centrale 74000 Annecy", 45.9003),
        ("3 av de geneve annecy", "3 Avenue de Genève 74000 Annecy", 45.9102),
        ("9 che. de l'eglise st jorioz", "9 Chemin de l'Église 74410 Saint-Jorioz", 45.8301),
    ],
)
def test_a_house_is_found_by_its_number(addresses: AddressFile, text: str, label: str, lat: float):
    """Abbreviations, accents, bis; an unknown suffix is the house of that number."""
    found = addresses.find(text)[0]
    assert (Precision.HOUSE, lat) == (found.precision, found.lat)
    assert label.replace(" ter", "") == found.label.replace(" ter", "")


def test_an_unknown_number_is_the_middle_of_its_street(addresses: AddressFile):
    """And says it is only the street."""
    found = addresses.find("99 rue Centrale", postcode="74000", city="Annecy")[0]
    assert (Precision.STREET, "Rue Centrale 74000 Annecy") == (found.precision, found.label)
    assert 45.9003 == pytest.approx(found.lat, abs=1e-6)


def test_an_unfinished_word_lists_the_streets_that_begin_so(addresses: AddressFile):
    """In every commune, until a postcode says which."""
    assert 2 == len(addresses.find("rue cen"))
    assert ["Albertville"] == [place.city for place in addresses.find("rue cen", postcode="73200")]


def test_a_file_of_something_else_is_refused_and_the_old_index_stays(tmp_path: Path, addresses: AddressFile):
    """A wrong file, a cut one, a missing one: said in words, nothing replaced, nothing left behind."""
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(an_address_csv(tmp_path).read_bytes()[:-20])
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a;b\n1;2\n")
    for source in (cut, wrong, tmp_path / "none.csv"):
        with pytest.raises(UnreadableAddresses):
            build_address_file(source, addresses.path)
    assert addresses.find("rue Centrale")
    assert not list(tmp_path.glob("*.part"))


def test_without_an_index_the_table_answers(tmp_path: Path):
    """A missing file is unavailable, and replaced."""
    with pytest.raises(PlacesUnavailable):
        AddressFile(tmp_path / "none.sqlite").find("rue Centrale")
    assert "Annecy (74000)" == place_finder(f"ban:{tmp_path}/none.sqlite").find("rue Centrale 74000 Annecy")[0].label
