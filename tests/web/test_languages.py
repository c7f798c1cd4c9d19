"""Pages speak French as written, and English from a catalogue that misses nothing."""

import ast
import re
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from tests.web.pages import PAGES
from tests.web.sentences import ROOT, details, docstrings, sources, written
from web.languages import catalogue

PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")

READ = re.compile(r"[^\W\d_]{2,}[ \N{NO-BREAK SPACE}](?:[^\W\d_]|[«:])|^[^\W\d_a-z].*[.!?]$")
"""Two words, or a sentence: what people read, not the name of something."""

SAYING = {"said", "counted", "NotAllowedNow", "NotFound", "Forbidden"}
EXAMPLES = {
    "12 rue des Aulnes, 74600 Seynod",
    "Camille Martin",
    "Dépannage électrique",
    "Notre technicien est souffrant.",
}
"""What an invented customer is told in the preview of a mail, which is French."""


def english():
    """The English sentences by their French ones."""
    source = (ROOT / "web/locale/en/LC_MESSAGES/messages.po").read_bytes()
    return {entry.id: entry.string for entry in read_po(BytesIO(source)) if entry.id}


def test_every_sentence_has_its_english():
    """None is missing, none is left over from a page that is gone."""
    assert written() == set(english())
    assert all(all(text) if isinstance(text, tuple) else text for text in english().values())


def test_a_sentence_has_the_apostrophe_of_print():
    """So that the same words are one sentence wherever they are said."""
    assert not [message for message in written() if re.search(r"\w'\w", str(message))]


def test_a_translation_keeps_the_places_of_its_values():
    """A name or an hour can never be lost in translation."""
    for french, text in english().items():
        for one, other in zip(_forms(french), _forms(text), strict=True):
            assert sorted(PLACES.findall(one)) == sorted(PLACES.findall(other)), french


def test_what_actions_answer_is_said_so_that_it_can_be_translated():
    """Words of an action outside `said` and `counted` reach readers of English in French."""
    found = []
    for where, tree in (*sources("api/actions"), *sources("web/pages")):
        allowed = {id(part) for node in ast.walk(tree) if _says(node) for part in ast.walk(node)} | docstrings(tree)
        found += [
            f"{where}:{node.lineno} {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in allowed and READ.search(node.value)
        ]
    assert EXAMPLES == {line.partition(" ")[2] for line in found}, found


def test_an_error_gives_its_values_by_name_for_its_detail_to_be_translated():
    """A detail in which they stand already is no sentence that a catalogue could know."""
    assert [] == [f"{where}:{detail.lineno}" for where, detail in details() if isinstance(detail, ast.JoinedStr)]


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


def _says(node):
    """Whether this is a sentence that the catalogues know, or an error's own."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING


def _forms(message):
    return message if isinstance(message, tuple) else (message,)
