"""The built-in table finds communes by what people write."""

import pytest

from connectors.places import CommuneTable, Precision
from connectors.places.communes import communes
from connectors.places.words import split_postcode, street_words, words


def _names(text: str = "", *, postcode: str = "", city: str = "") -> list[str]:
    return [place.label for place in CommuneTable().find(text, postcode=postcode, city=city)]


@pytest.mark.parametrize(
    "text, first",
    [
        ("annecy", "Annecy (74000)"),
        ("74000", "Annecy (74000)"),
        ("Annecy Cedex 9", "Annecy (74000)"),
        ("seynod", "Seynod (74600)"),
        ("st jorioz", "Saint-Jorioz (74410)"),
        ("St. Jo", "Saint-Jorioz (74410)"),
        ("THÔNES", "Thônes (74230)"),
        ("faverges", "Faverges-Seythenex (74210)"),
        ("metz-tessy", "Epagny Metz-Tessy (74330)"),
        ("albertv", "Albertville (73200)"),
        ("12 rue Centrale 74600 Annecy", "Seynod (74600)"),
        ("12 rue de Genève, Annecy-le-Vieux", "Annecy-le-Vieux (74940)"),
        ("3 route d'Annecy 74150 Rumilly", "Rumilly (74150)"),
        ("3 route d'Annecy, Rumilly", "Rumilly (74150)"),
    ],
)
def test_what_people_write_finds_the_commune_they_mean(text: str, first: str):
    """Names, beginnings of names, postcodes, whole addresses."""
    assert first == _names(text)[0]


def test_the_parts_of_a_form_count_more_than_the_street():
    """A street named after another town does not lead there."""
    assert ["Rumilly (74150)"] == _names("3 route d'Annecy", postcode="74150", city="Rumilly")


def test_a_postcode_of_annecy_leads_to_the_former_commune():
    """74960 is two of them; the commune's own name is accepted with each."""
    assert ["Cran-Gevrier (74960)", "Meythet (74960)"] == _names(postcode="74960", city="Annecy")
    assert ["Pringy (74370)"] == _names(postcode="74370", city="Annecy")


def test_a_wrong_postcode_does_not_hide_the_city_nor_a_wrong_city_the_postcode():
    """One of the two is enough."""
    assert ["Rumilly (74150)"] == _names(postcode="75001", city="Rumilly")
    assert ["Annecy (74000)"] == _names(postcode="74000", city="Trifouilly")
    assert [] == _names(postcode="75001", city="Trifouilly")


def test_what_is_typed_lists_the_largest_first_and_exact_names_before_all():
    """An autocomplete: eight at most."""
    listed = CommuneTable().find("sa")
    assert 8 == len(listed)
    assert "Sallanches (74700)" == listed[0].label
    assert "Annecy (74000)" == _names("annec")[0]


def test_a_street_alone_is_no_commune():
    """Nothing is better than somewhere else."""
    assert [] == _names("12 rue du lac")


def test_the_table_is_whole_and_every_point_is_in_savoie_or_haute_savoie():
    """552 communes, each with a postcode (Éloise is served from Ain) and a point near the Alps."""
    table = communes()
    assert 563 == len(table)
    assert ["Éloise"] == [commune.name for commune in table if commune.postcode[:2] not in {"73", "74"}]
    assert all(45.0 < commune.lat < 46.5 and 5.5 < commune.lon < 7.2 for commune in table)
    assert {Precision.COMMUNE} == {place.precision for place in CommuneTable().find("annecy")}


def test_words_compare_whatever_the_writing():
    """Ligatures, apostrophes, abbreviations."""
    assert ["sainte", "foy", "l", "oeuvre"] == words("Ste-Foy-l’Œuvre")
    assert ["avenue", "du", "lac"] == street_words("Av. du Lac")
    assert ("1 rue A, ", "74000", " Annecy") == split_postcode("1 rue A, 74000 Annecy")
    assert ("12345 ", "74000", "") == split_postcode("12345 74000")
