"""The catalogues of sentences: French is what templates are written in, others are read from `locale/`."""

import copy
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import TypeVar, cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from api.views import Said, filled
from web import words

LANGUAGES = ("fr", "en")

_Shown = TypeVar("_Shown")


class French(NullTranslations):
    """French needs no catalogue, only its own plural: zero is singular."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The singular below two."""
        return msgid1 if n < 2 else msgid2  # noqa: PLR2004 -- the grammar says two


@cache
def catalogue(language: str) -> NullTranslations:
    """The sentences of a language; one that is not known speaks French."""
    source = files("web") / "locale" / language / "LC_MESSAGES" / "messages.po"
    if language == "fr" or not source.is_file():
        return French()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes())))
    compiled.seek(0)
    return GNUTranslations(compiled)


def in_language(shown: _Shown, language: str) -> _Shown:
    """The same view, or the same anything, its sentences and their values in the reader's language."""
    return shown if language == "fr" else cast("_Shown", _translated(shown, language))


def _translated(shown: object, language: str) -> object:
    if isinstance(shown, Said):
        return _spoken(shown, language)
    if isinstance(shown, tuple | list | set | frozenset):
        return type(shown)(_translated(each, language) for each in shown)
    if isinstance(shown, Mapping):
        return {key: _translated(value, language) for key, value in shown.items()}
    if not is_dataclass(shown) or isinstance(shown, type):
        return shown
    changed = copy.copy(shown)
    for field in fields(shown):
        value = getattr(shown, field.name)
        if (new := _translated(value, language)) is not value:
            object.__setattr__(changed, field.name, new)  # a copy of ours, that nobody has seen yet
    return changed


def _spoken(sentence: Said, language: str) -> str:
    known = catalogue(language)
    if sentence.number is None:
        message = known.gettext(sentence.message) if sentence.message else ""  # which catalogues have a header under
    else:
        message = known.ngettext(sentence.message, sentence.plural, sentence.number)
    return filled(message, {name: _word(value, language) for name, value in sentence.values.items()})


def _word(value: object, language: str) -> str:
    """A value as the reader says it."""
    match value:
        case Said():
            return _spoken(value, language)
        case datetime():
            return words.day_and_hour(value, language)
        case date():
            return words.long_day(value, language)
        case time():
            return words.clock(value, language)
        case timedelta():
            return words.duration(int(value.total_seconds()), language)
        case _:
            return words.decimal(value, language) if isinstance(value, float) else str(value)
