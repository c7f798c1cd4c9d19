"""The national address base as a file: every address of a department, offline, in one small SQLite index."""

import csv
import gzip
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from connectors.errors import PlacesUnavailable, UnreadableAddresses
from connectors.places.place import FoundPlace, Precision
from connectors.places.words import split_postcode, street_words

SOURCE = "Base Adresse Nationale (fichier)"
NEEDED = frozenset({"numero", "rep", "nom_voie", "code_postal", "nom_commune", "lon", "lat"})
_BATCH = 5_000
_HOUSE = re.compile(r"\s*(\d{1,4})\s*(bis|ter|quater|[a-z])?\b[\s,]*(.*)", re.IGNORECASE | re.DOTALL)
_SCHEMA = """
CREATE TABLE street (id INTEGER PRIMARY KEY, name TEXT, postcode TEXT, city TEXT, lat REAL, lon REAL,
                     UNIQUE (name, postcode, city));
CREATE TABLE house (street INTEGER, number INTEGER, suffix TEXT, lat REAL, lon REAL);
CREATE VIRTUAL TABLE street_words USING fts5 (name, city, content='', prefix='2 3');
"""
_MIDDLES = """
CREATE INDEX house_number ON house (street, number);
UPDATE street SET (lat, lon) = (SELECT avg(lat), avg(lon) FROM house WHERE house.street = street.id);
"""
_FIND = """
SELECT street.id, street.name, street.postcode, street.city, street.lat, street.lon
FROM street_words JOIN street ON street.id = street_words.rowid
WHERE street_words MATCH :words AND (:postcode = '' OR street.postcode = :postcode)
ORDER BY street_words.rank, street.name, street.city LIMIT :limit
"""
_FIND_HOUSE = "SELECT lat, lon FROM house WHERE street = ? AND number = ? ORDER BY suffix = ? DESC, suffix LIMIT 1"


@dataclass(frozen=True, slots=True)
class Indexed:
    """What became of a file's rows: kept, or rejected for want of a street, a number or a point."""

    kept: int
    rejected: int


@dataclass(frozen=True, slots=True)
class AddressFile:
    """An index made by `build_address_file`."""

    path: Path

    def find(self, text: str = "", *, postcode: str = "", city: str = "", limit: int = 8) -> list[FoundPlace]:
        """The streets, and the house when its number is known. Raises PlacesUnavailable without a usable index."""
        before, written, after = split_postcode(text)
        number, suffix, street = _house(before)
        wanted = street_words(f"{street} {city or after}")
        if not wanted or limit < 1:
            return []
        match = " ".join(f'"{word}"' for word in wanted) + " *"
        asked = {"words": match, "postcode": postcode.strip() or written, "limit": limit}
        try:
            with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as index:
                streets = index.execute(_FIND, asked).fetchall()
                return [_place(index, row, number, suffix) for row in streets]
        except sqlite3.Error as error:
            raise PlacesUnavailable(f"L'index des adresses {self.path.name} ne peut pas être lu.") from error


def build_address_file(source: Path, target: Path) -> Indexed:
    """Index a file of the national address base (`adresses-74.csv.gz`, or unpacked), read row by row.

    The index replaces `target` only once it is whole. Raises UnreadableAddresses when the file is something else.
    """
    fresh = target.with_name(f"{target.name}.part")
    fresh.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(fresh)) as index, index:
            index.executescript(_SCHEMA)
            indexed = _fill(index, _rows(source))
            index.executescript(_MIDDLES)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return indexed


def _rows(source: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open if source.suffix == ".gz" else open
    try:
        with opened(source, "rt", encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=";")
            if NEEDED - set(rows.fieldnames or ()):
                raise UnreadableAddresses
            yield from rows
    except (OSError, UnicodeDecodeError, csv.Error, EOFError) as error:
        raise UnreadableAddresses from error


def _fill(index: sqlite3.Connection, rows: Iterator[dict[str, str]]) -> Indexed:
    streets: dict[tuple[str, str, str], int] = {}
    kept = rejected = 0
    while batch := list(islice(rows, _BATCH)):
        houses = [house for row in batch if (house := _indexable(row))]
        kept, rejected = kept + len(houses), rejected + len(batch) - len(houses)
        known = len(streets)
        numbered = [(streets.setdefault(street, len(streets) + 1), *house) for street, house in houses]
        _add_streets(index, islice(streets.items(), known, None))
        index.executemany("INSERT INTO house VALUES (?, ?, ?, ?, ?)", numbered)
    return Indexed(kept, rejected)


def _add_streets(index: sqlite3.Connection, streets: Iterable[tuple[tuple[str, str, str], int]]) -> None:
    added = list(streets)
    index.executemany(
        "INSERT INTO street (id, name, postcode, city) VALUES (?, ?, ?, ?)",
        [(identity, *street) for street, identity in added],
    )
    index.executemany(
        "INSERT INTO street_words (rowid, name, city) VALUES (?, ?, ?)",
        [(identity, " ".join(street_words(name)), " ".join(street_words(city))) for (name, _, city), identity in added],
    )


def _indexable(row: dict[str, str]) -> tuple[tuple[str, str, str], tuple[int, str, float, float]] | None:
    """A row as its street and its house; none when it lacks one of them or a point on the map."""
    street = (row["nom_voie"] or "", row["code_postal"] or "", row["nom_commune"] or "")
    try:
        house = (int(row["numero"]), (row["rep"] or "").lower(), float(row["lat"]), float(row["lon"]))
    except (TypeError, ValueError):
        return None
    return (street, house) if street[0] else None


def _house(text: str) -> tuple[int, str, str]:
    """The number (0 when there is none), its suffix, and the street of what was written."""
    match = _HOUSE.match(text)
    if not match or not match[3]:
        return 0, "", text
    return int(match[1]), (match[2] or "").lower(), match[3]


def _place(
    index: sqlite3.Connection, row: tuple[int, str, str, str, float, float], number: int, suffix: str
) -> FoundPlace:
    identity, name, postcode, city, lat, lon = row
    house = index.execute(_FIND_HOUSE, (identity, number, suffix)).fetchone() if number else None
    precision = Precision.HOUSE if house else Precision.STREET
    lat, lon = house or (lat, lon)
    written = f"{number}{suffix and f' {suffix}'} " if house else ""
    return FoundPlace(f"{written}{name} {postcode} {city}", lat, lon, precision, SOURCE, postcode, city)
