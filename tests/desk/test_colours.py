"""A firm's colour is refused when people could not read it; its shades can be read by day and by night."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.colours import DARK, ENOUGH, LIGHT, contrast, dark_shades, light_shades, read_colour, worst
from desk.errors import InvalidEntry

SHEET = (files("web") / "static" / "css" / "creneau.css").read_text(encoding="utf-8")
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    "one, other, expected", [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)]
)
def test_contrast_is_that_of_wcag(one, other, expected):
    """Its own examples, to two places; the order does not matter."""
    assert expected == pytest.approx(contrast(one, other), abs=0.005)
    assert contrast(one, other) == contrast(other, one)


def test_a_pale_colour_is_refused_with_how_pale_it_is():
    """And what to do."""
    with pytest.raises(InvalidEntry, match=r"contraste 1,6 ; il faut 4,5\) : prenez-la plus foncée"):
        read_colour("#f5b301")


@pytest.mark.parametrize("text", ["", "rouge", "#fff", "#12345g", "#0b5966; }", "url(x)"])
def test_what_is_no_colour_is_refused(text):
    """Nothing else can reach the sheet."""
    with pytest.raises(InvalidEntry, match="#0b5966"):
        read_colour(text)


def test_a_dark_colour_is_kept_as_written_once():
    """In small letters."""
    assert "#0b5966" == read_colour(" #0B5966 ")


@given(COLOURS)
def test_whatever_is_accepted_can_be_read_by_day_and_by_night(colour):
    """Words on paper, on cards, on their own wash, and the words on a button."""
    try:
        kept = read_colour(colour)
    except InvalidEntry:
        return
    day, night = light_shades(kept), dark_shades(kept)
    assert ENOUGH <= worst(day.accent, (*LIGHT, day.wash, day.on_accent))
    assert ENOUGH <= worst(night.accent, (*DARK, night.wash, night.on_accent))
    assert ENOUGH <= contrast(day.strong, day.on_accent)
    assert ENOUGH <= contrast(night.strong, night.on_accent)


@pytest.mark.parametrize("name, light, dark", [("card", LIGHT[0], DARK[0]), ("paper", LIGHT[1], DARK[1])])
def test_the_grounds_are_those_of_the_sheet(name, light, dark):
    """Should the sheet change, this number changes with it."""
    assert re.search(rf"--{name}: light-dark\({light}, {dark}\);", SHEET)
