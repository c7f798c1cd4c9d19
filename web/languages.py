"""The catalogues of sentences: French is what templates are written in, others are read from `locale/`."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "en")


def sentence(text: str) -> str:
    """Mark a sentence written outside the templates, so that the catalogues know it."""
    return text


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
