"""Pages speak French as written, and English from a catalogue that misses nothing."""

import re
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.web.pages import PAGES
from web.languages import catalogue

WEB = Path(__file__).parents[2] / "web"
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


def written():
    """Every sentence of the templates and of the rooms' own errors, as the catalogues identify them."""
    read = partial(extract_from_dir, keywords={"_": None, "ngettext": (1, 2), "sentence": None})
    found = read(WEB, method_map=[("templates/**.html", "jinja2"), ("*.py", "python")])
    return {message for _, _, message, _, _ in found}


def english():
    """The English sentences by their French ones."""
    source = (WEB / "locale/en/LC_MESSAGES/messages.po").read_bytes()
    return {entry.id: entry.string for entry in read_po(BytesIO(source)) if entry.id}


def test_every_sentence_has_its_english():
    """None is missing, none is left over from a page that is gone."""
    assert written() == set(english())
    assert all(all(text) if isinstance(text, tuple) else text for text in english().values())


def test_a_translation_keeps_the_places_of_its_values():
    """A name or an hour can never be lost in translation."""
    for french, text in english().items():
        for one, other in zip(_forms(french), _forms(text), strict=True):
            assert sorted(PLACES.findall(one)) == sorted(PLACES.findall(other)), french


@pytest.mark.parametrize("count, word", [(0, "visite"), (1, "visite"), (2, "visites")])
def test_zero_is_singular_in_french(count, word):
    """Unlike in English."""
    assert word == catalogue("fr").ngettext("visite", "visites", count)


def test_a_language_nobody_wrote_speaks_french():
    """Rather than nothing."""
    assert "Bienvenue" == catalogue("de").gettext("Bienvenue")


def test_pages_speak_english_to_those_who_ask(client):
    """Words, dates and the language of the page."""
    client.cookies.set("lang", "en")
    day = client.get(PAGES["day"]).text
    assert '<html lang="en">' in day
    assert "Tuesday 24 November" in day
    assert "Undo the last action" in day
    assert "Book an appointment" in client.get(PAGES["portal"]).text


def test_a_page_that_does_not_exist_says_so_in_the_language_asked_for(client):
    """Although nobody was asked who he is."""
    client.cookies.set("lang", "en")
    missing = client.get(PAGES["missing"]).text
    assert '<html lang="en">' in missing
    assert "This page does not exist" in missing


def _forms(message):
    return message if isinstance(message, tuple) else (message,)
