"""Columns are recognised by their titles as people write them, whatever the accents, capitals and dots."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl.utils import get_column_letter

from desk.imports.errors import MissingColumns, UnrecognisedTable
from desk.imports.rows import Row, TableKind
from desk.imports.tables import Cell, Line, Table
from desk.imports.values import key, one_line

TO_CORRECT = "à corriger"
"""The title of the column that gives reasons back; it is passed over when the corrected file returns."""

HEADER_WITHIN = 15
"""Titles are looked for in the first lines; what stands above them (a title, a date) is passed over and said."""

Values = Mapping[str, Any]
Build = Callable[[int, Values, ZoneInfo], Row]


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a table may tell: the field it fills, how its cells are read, and its titles, the usual one first."""

    field: str
    read: Callable[[Cell], object]
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What one kind of table looks like.

    `required` lists groups of fields: each line must fill at least one field of each group. A file is taken for this
    kind by itself only when it also has one of the `telling` fields (none given: required ones suffice).
    """

    kind: TableKind
    name: str
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    build: Build
    telling: frozenset[str] = frozenset()

    def column(self, field: str) -> Column:
        """Return the column that fills a field."""
        return next(column for column in self.columns if column.field == field)

    def by_title(self) -> dict[str, str]:
        """Return the field of each title, titles as keys without accents, case and punctuation."""
        return {key(header): column.field for column in self.columns for header in column.headers}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one file are: `titles` as written, `places` the index of each field, `ignored` the rest."""

    shape: Shape
    header: Line
    titles: tuple[str, ...]
    places: Mapping[str, int]
    ignored: tuple[str, ...]

    def title_of(self, field: str) -> str:
        """Return a field's title as the file writes it, or as it is usually written when the file has none."""
        place = self.places.get(field)
        return self.shape.column(field).headers[0] if place is None else self.titles[place]


def lay_out(table: Table, shapes: Sequence[Shape]) -> Layout:
    """Find the line of titles and the kind of table it announces; one shape given means the caller has chosen.

    Raises:
        MissingColumns: the only shape, or the nearest one, lacks a required column.
        UnrecognisedTable: no shape fits, or two fit equally.
    """
    fits = [fit for line in table.lines[:HEADER_WITHIN] for shape in shapes if (fit := _fit(line, shape)).places]
    complete = [fit for fit in fits if not _missing(fit) and (len(shapes) == 1 or _tells(fit))]
    if not complete:
        raise _refusal(fits, shapes, table.lines[0])
    most = max(len(fit.places) for fit in complete)
    best = [fit for fit in complete if len(fit.places) == most]
    if len({fit.shape.kind for fit in best}) > 1:
        names = ", ".join(f"« {fit.shape.name} »" for fit in best)
        raise UnrecognisedTable(
            "Ce fichier peut être plusieurs choses : {names}. Choisissez dans la liste.", names=names
        )
    return best[0]


def _fit(line: Line, shape: Shape) -> Layout:
    """Match each title of a line to a field; a title met again ("Début", "Début") is its own second ("Début 2")."""
    fields = shape.by_title()
    titles = tuple(one_line(cell) for cell in line.cells)
    places: dict[str, int] = {}
    for index, title in enumerate(titles):
        if field := _field_of(title, fields, places):
            places[field] = index
    ignored = (_said(index, title, fields) for index, title in enumerate(titles) if index not in places.values())
    return Layout(shape, line, titles, places, tuple(said for said in ignored if said))


def _said(index: int, title: str, fields: Mapping[str, str]) -> str:
    """Say of a column left out which one it is and, when another already has its meaning, that too."""
    if key(title) == key(TO_CORRECT):
        return ""
    if not title:
        return f"colonne {get_column_letter(index + 1)}, sans titre"
    return f"{title} (déjà dit par une autre colonne)" if key(title) in fields else title


def _field_of(title: str, fields: Mapping[str, str], taken: Collection[str]) -> str:
    """Return the field a title fills, first as written, then without its remarks ("Nom (obligatoire) *")."""
    bare = re.sub(r"\(.*?\)|\*|:", "", title)
    for candidate in (title, bare, f"{title} 2", f"{bare} 2"):
        field = fields.get(key(candidate), "")
        if field and field not in taken:
            return field
    return ""


def _missing(fit: Layout) -> list[tuple[str, ...]]:
    return [group for group in fit.shape.required if not any(field in fit.places for field in group)]


def _tells(fit: Layout) -> bool:
    return not fit.shape.telling or any(field in fit.places for field in fit.shape.telling)


def _refusal(fits: Iterable[Layout], shapes: Sequence[Shape], first: Line) -> Exception:
    """Say what lacks to the shape that fits most; with nothing in common, say that the table is unknown."""
    nearest = max(fits, key=lambda fit: len(fit.places), default=None)
    if nearest is None and len(shapes) == 1:
        nearest = _fit(first, shapes[0])
    if nearest is None or not _missing(nearest):
        return UnrecognisedTable()
    accepted = [_headers(nearest.shape, group) for group in _missing(nearest)]
    return MissingColumns(nearest.shape.name, accepted, nearest.titles)


def _headers(shape: Shape, group: Iterable[str]) -> list[str]:
    return [header for field in group for header in shape.column(field).headers]
