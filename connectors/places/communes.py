"""A small table of communes, in the wheel: places to commune level without any network."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from connectors.places.place import FoundPlace, Precision
from connectors.places.words import split_postcode, words

SOURCE = "communes"
_DIGITS_OF_A_POSTCODE = range(2, 6)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune under one of its postcodes, or a former commune that is now `part_of` another."""

    name: str
    part_of: str
    postcode: str
    population: int
    lat: float
    lon: float
    words: tuple[str, ...]


class CommuneTable:
    """The communes of the table that comes with this package (see its README for whose data it is)."""

    def find(self, text: str = "", *, postcode: str = "", city: str = "", limit: int = 8) -> list[FoundPlace]:
        """The communes somebody may mean; never more precise, never unavailable."""
        before, written, after = split_postcode(text)
        postcode = postcode.strip() or written or (text.strip() if _may_begin_postcode(text) else "")
        name = words(city) or words(after) or ([] if _may_begin_postcode(text) else words(before))
        there = [commune for commune in communes() if postcode and commune.postcode.startswith(postcode)]
        found = _named(name, there, part_of=True) or ([] if there and not city else _named(name, communes())) or there
        return [_found(commune) for commune in found[: max(0, limit)]]


@cache
def communes() -> tuple[Commune, ...]:
    """The table, the largest first."""
    resource = files("connectors.places") / "data" / "communes_73_74.csv"
    with resource.open(encoding="utf-8") as file:
        rows = [
            Commune(
                name=row["name"],
                part_of=row["part_of"],
                postcode=row["postcode"],
                population=int(row["population"]),
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                words=tuple(words(row["name"])),
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda commune: (-commune.population, commune.name, commune.postcode)))


def _named(name: list[str], among: Iterable[Commune], *, part_of: bool = False) -> list[Commune]:
    """The communes of this name: by its beginning, else by the end of the text, where an address names its commune."""
    among = list(among)
    if not name:
        return []
    if beginning := [commune for commune in among if _begins(name, commune.words)]:
        return sorted(beginning, key=lambda commune: (tuple(name) != commune.words, not _starts(name, commune.words)))
    for length in range(len(name), 0, -1):
        end = tuple(name[-length:])
        if exact := [c for c in among if c.words == end or (part_of and tuple(words(c.part_of)) == end)]:
            return exact
    return []


def _begins(name: list[str], whole: tuple[str, ...]) -> bool:
    """Whether the words begin the name or the part of it that starts at a later word; the last may be unfinished."""
    return any(_starts(name, whole[start:]) for start in range(len(whole)))


def _starts(name: list[str], whole: tuple[str, ...]) -> bool:
    *complete, last = name
    return (
        len(name) <= len(whole) and tuple(complete) == whole[: len(complete)] and whole[len(complete)].startswith(last)
    )


def _may_begin_postcode(text: str) -> bool:
    return text.strip().isdecimal() and len(text.strip()) in _DIGITS_OF_A_POSTCODE


def _found(commune: Commune) -> FoundPlace:
    label = f"{commune.name} ({commune.postcode})"
    return FoundPlace(label, commune.lat, commune.lon, Precision.COMMUNE, SOURCE, commune.postcode, commune.name)
