"""A language made of brackets: what a translator was given comes out as ⟦…⟧, and what stands outside must be data."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest

from api.views import Said
from web import languages, rendering
from web.languages import French, catalogue

LANGUAGE = "xx"
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


class Brackets(French):
    """Says every sentence in French, between brackets that leave out the places of its values."""

    def gettext(self, message: str) -> str:
        """One sentence."""
        return f"⟦{PLACES.sub(lambda place: f'⟧{place[0]}⟦', message)}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """One of two."""
        return self.gettext(super().ngettext(msgid1, msgid2, n))


def strings(value: object) -> Iterator[str]:
    """Every line of text a view holds, except sentences that can be said in any language: of these, what is put in."""
    if isinstance(value, Said):
        yield from strings(list(value.values.values()))
    elif isinstance(value, str):
        yield from value.splitlines()
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from strings([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from strings(each)


def speaking(patch: pytest.MonkeyPatch) -> None:
    """Let the language made of brackets be one that the house speaks: sentences, and the values put into them."""

    def known(language: str) -> Any:
        return Brackets() if language == LANGUAGE else catalogue(language)

    def word(value: object, language: str) -> str:
        moment = isinstance(value, date | time | timedelta)
        return f"⟦{plain(value, 'fr')}⟧" if moment and language == LANGUAGE else plain(value, language)

    plain = languages._word
    patch.setattr(rendering, "catalogue", known)
    patch.setattr(languages, "catalogue", known)
    patch.setattr(languages, "_word", word)


def left(text: str, data: set[str]) -> str:
    """What is neither between brackets nor data, if it has letters at all."""
    while "⟦" in text and (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    for known in sorted(data, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return " ".join(text.split()) if re.search(r"[^\W\d_]", text) else ""
