"""Invented names: what the demonstration's people and places are called."""

import tomllib
from importlib.resources import files

_WORDS = {
    name: tuple(word.strip() for word in text.split("|"))
    for name, text in tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8")).items()
}

FIRST_NAMES = _WORDS["first_names"]
LAST_NAMES = _WORDS["last_names"]
STREETS = _WORDS["streets"]
TRADES = _WORDS["trades"]
RESIDENCES = _WORDS["residences"]
PUBLIC = _WORDS["public"]
COMMENTS = _WORDS["comments"]
