"""In a language made of brackets, whatever stands outside them was never given to a translator.

Sentences, and the words of moments, durations and money, come out as ⟦…⟧. What is left must be data that a view holds.
What is put into a sentence stays outside its brackets, so that it has to be translated, or to be data, itself.
"""

import re
from collections.abc import Iterator
from functools import wraps
from typing import Any

import pytest
from jinja2 import pass_context

from api import actions
from tests.web.brackets import LANGUAGE, left, speaking, strings
from tests.web.pages import PAGES
from tests.web.stage import application, played, served
from web import rendering
from web.filters import FILTERS

pytestmark = pytest.mark.browser

FAILURE = 500
SPOKEN = {
    "clock",
    "day",
    "duration",
    "hours",
    "kilometres",
    "money",
    "month",
    "number",
    "promise",
    "short_day",
    "weekday",
    "window",
}
"""The filters whose words depend on the language."""
NAMES = {"Créneau", "iCloud", "caldav.icloud.com", "Nextcloud", "Zimbra, SOGo", "https://", "/remote.php/dav"}
"""What is called the same in every language."""
COUNTDOWN = re.compile(r"\d+ min \d+ s")
"""Minutes and seconds that a script counts, by their symbols, which are the same in every language."""
SHOWN = [name for name in PAGES if name != "gallery"]
"""The gallery calls components by the names they have in the sheet."""

SEEN = """() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode;
    if (!parentElement.closest("script, style, kbd, [translate=no]")) said.push(textContent);
  }
  for (const each of document.querySelectorAll("body *")) {
    for (const name of ["aria-label", "title", "placeholder", "alt", "data-label", "data-empty", "data-zoom-in"]) {
      if (each.hasAttribute(name)) said.push(each.getAttribute(name));
    }
  }
  return said;
}"""


def bracketed(spoken: Any) -> Any:
    """The same filter, its words between brackets."""

    @pass_context
    @wraps(spoken)
    def said(*given: Any) -> str:
        return f"⟦{spoken(*given)}⟧"

    return said


@pytest.fixture(scope="module")
def data() -> set[str]:
    """What the views have held since."""
    return set()


@pytest.fixture(scope="module")
def place(data: set[str]) -> Iterator[str]:
    """The stage, in brackets, noting what its views hold."""

    def noting(action: Any) -> Any:
        @wraps(action)
        def noted(*given: Any, **named: Any) -> Any:
            answer = action(*given, **named)
            data.update(strings(answer))
            return answer

        return noted

    spoken = {**FILTERS, **{name: bracketed(FILTERS[name]) for name in SPOKEN}}
    with pytest.MonkeyPatch.context() as patch:
        for name, sample in played().items():
            patch.setattr(actions, name, noting(sample), raising=False)
        speaking(patch)
        patch.setattr(rendering, "FILTERS", spoken)
        rendering._environment.cache_clear()
        with served(application()) as address:
            yield address
    rendering._environment.cache_clear()


@pytest.mark.parametrize("name", SHOWN)
def test_no_page_says_anything_that_no_translator_saw(chromium, place, data, name):
    """With its scripts done, in text and in the names of things."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.add_cookies([{"name": "lang", "value": LANGUAGE, "url": place}])
        page = context.new_page()
        shown = page.goto(place + PAGES[name])
        assert shown is not None
        assert shown.status != FAILURE
        known = {each.strip() for each in data if len(each.strip()) > 1} | NAMES
        said = (COUNTDOWN.sub(" ", text) for text in page.evaluate(SEEN))
        assert [] == sorted({rest for text in said if (rest := left(text, known))})


@pytest.mark.parametrize(
    "text, rest",
    [
        ("⟦Bonjour⟧", ""),
        ("⟦Promis ⟦entre 8 h et 10 h⟧⟧ · 3", ""),
        ("12 rue Haute, ⟦ouvert⟧", ""),
        ("Bonjour ⟦Élise⟧", "Bonjour"),
        ("rue Haute-Ville", "rue Haute-Ville"),
        ("⟦a⟧ h", "h"),
    ],
)
def test_a_sentence_outside_the_catalogue_is_seen(text, rest):
    """Data is left out as a whole, never inside another word."""
    assert rest == left(text, {"12 rue Haute", "Haute-"})
