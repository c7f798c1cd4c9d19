"""What people write of an address, as plain words that compare."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_CEDEX = re.compile(r"\bcedex(?: \d{1,2})?\b")
_POSTCODE = re.compile(r"\b\d{5}\b")
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_SHORT_STREETS = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "bvd": "boulevard",
    "ch": "chemin",
    "che": "chemin",
    "chem": "chemin",
    "fg": "faubourg",
    "imp": "impasse",
    "pl": "place",
    "qu": "quai",
    "r": "rue",
    "rte": "route",
    "sq": "square",
}


def words(text: str) -> list[str]:
    """The words of a name: no case, no accent, no punctuation, no CEDEX, "saint" in full."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    separated = _CEDEX.sub(" ", _SEPARATORS.sub(" ", plain))
    return [_SHORT.get(word, word) for word in separated.split()]


def street_words(text: str) -> list[str]:
    """The words of a street, its kind in full: "av." is "avenue"."""
    return [_SHORT_STREETS.get(word, word) for word in words(text)]


def split_postcode(text: str) -> tuple[str, str, str]:
    """What stands before the last postcode of a text, the postcode (empty when there is none), and what follows."""
    found = list(_POSTCODE.finditer(text))
    if not found:
        return text, "", ""
    last = found[-1]
    return text[: last.start()], last[0], text[last.end() :]
