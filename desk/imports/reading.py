"""A file becomes records and rejected lines; together they are every line of the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from desk.imports.columns import Layout, lay_out
from desk.imports.errors import NotUnderstood
from desk.imports.files import read_table
from desk.imports.merging import Merged, merge_customers
from desk.imports.rows import CustomerRow, Row, TableKind
from desk.imports.shapes import SHAPES, shape_of
from desk.imports.tables import Line, Table
from desk.imports.values import says_nothing, unguarded

R = TypeVar("R", bound=Row)

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was not kept: its number in the file, the titles of the guilty columns, and why, in French."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one file said.

    Every line below the titles is kept or rejected: `rows == kept + len(rejected)`. A line is kept as a record, or
    merged into the record of an earlier line; `merged` names those.
    """

    table: Table
    layout: Layout
    records: tuple[Row, ...]
    merged: tuple[Merged, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> TableKind:
        """Return which table the file is."""
        return self.layout.shape.kind

    @property
    def rows(self) -> int:
        """Return how many lines the file has below its titles, blank ones not counted."""
        return sum(line.number > self.layout.header.number for line in self.table.lines)

    @property
    def kept(self) -> int:
        """Return how many lines were kept, merged ones included."""
        return len(self.records) + len(self.merged)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the titles of the columns that nothing was made of."""
        return self.layout.ignored

    def records_of(self, row: type[R]) -> tuple[R, ...]:
        """Return the records of one kind; a file has no others."""
        return tuple(record for record in self.records if isinstance(record, row))

    def without(self, rejected: Iterable[Rejected]) -> "Reading":
        """Return the reading once further lines are rejected, with the lines that were merged into them."""
        more = {line.row: line for line in rejected}
        followers = [merged for merged in self.merged if merged.into in more]
        late = [Rejected(merged.row, *_because(more[merged.into])) for merged in followers]
        return replace(
            self,
            records=tuple(record for record in self.records if record.row not in more),
            merged=tuple(merged for merged in self.merged if merged.into not in more),
            rejected=tuple(sorted((*self.rejected, *more.values(), *late), key=lambda line: line.row)),
        )


def _because(first: Rejected) -> tuple[str, str]:
    return first.column, f"comme la ligne {first.row} : {first.reason}"


def read_file(content: bytes, *, kind: TableKind | None = None, zone: ZoneInfo = PARIS) -> Reading:
    """Read the bytes of a customer's file into records; the kind is recognised from its titles unless it is given.

    Hours without an offset are hours of `zone`. Raises ImportRefused when nothing at all can be made of the file.
    """
    return read_lines(read_table(content), kind=kind, zone=zone)


def read_lines(table: Table, *, kind: TableKind | None = None, zone: ZoneInfo = PARIS) -> Reading:
    """Read a table into records, line by line; a line that isn't understood is rejected alone."""
    layout = lay_out(table, SHAPES if kind is None else (shape_of(kind),))
    records: list[Row] = []
    rejected: list[Rejected] = []
    for line in table.lines:
        if line.number > layout.header.number:
            read = _read_line(line, layout, zone)
            if isinstance(read, Rejected):
                rejected.append(read)
            else:
                records.append(read)
    return _settled(table, layout, records, rejected)


def _settled(table: Table, layout: Layout, records: Sequence[Row], rejected: Sequence[Rejected]) -> Reading:
    kept, merged, clashing = _once_each(records)
    held = layout.title_of("reference") if clashing else ""
    clashes = [Rejected(line.row, held, f"déjà donné à un autre client, ligne {line.into}") for line in clashing]
    above = [str(line.number) for line in table.lines if line.number < layout.header.number]
    notes = (f"Au-dessus des titres, pas lu : ligne {', '.join(above)}.",) if above else ()
    all_rejected = tuple(sorted((*rejected, *clashes), key=lambda line: line.row))
    return Reading(table, layout, kept, merged, all_rejected, (*table.notes, *notes))


def _read_line(line: Line, layout: Layout, zone: ZoneInfo) -> Row | Rejected:
    if line.cells == layout.header.cells:
        return Rejected(line.number, "", "les titres sont répétés ici")
    values, problems = _values(line, layout)
    problems += _gaps(values, problems, layout)
    if len(line.cells) > len(layout.titles):
        problems.append(("", "cette ligne a plus de cases que de titres : un séparateur s'est glissé dans un texte"))
    if not problems:
        try:
            return layout.shape.build(line.number, values, zone)
        except NotUnderstood as error:
            problems.append(("", str(error)))
    columns = ", ".join(dict.fromkeys(title for title, _ in problems if title))
    reasons = " ; ".join(f"{title} : {reason}" if title else reason for title, reason in problems)
    return Rejected(line.number, columns, reasons)


def understood(line: Line, layout: Layout) -> Mapping[str, Any]:
    """Return what each field of a line says; what isn't understood is left out."""
    return _values(line, layout)[0]


def _values(line: Line, layout: Layout) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Read the cells of a line; return what each field says, and (title, reason) of those not understood."""
    values: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for name, place in layout.places.items():
        cell = unguarded(line.cells[place]) if place < len(line.cells) else None
        if says_nothing(cell):
            continue
        try:
            values[name] = layout.shape.column(name).read(cell)
        except NotUnderstood as error:
            problems.append((layout.titles[place], str(error)))
    return values, problems


def _gaps(values: dict[str, Any], problems: Sequence[tuple[str, str]], layout: Layout) -> list[tuple[str, str]]:
    """Name the required things a line doesn't say, other than those it said badly."""
    misread = {title for title, _ in problems}
    gaps = []
    for group in layout.shape.required:
        titles = {layout.title_of(name) for name in group if name in layout.places}
        if not any(name in values for name in group) and not titles & misread:
            gaps.append((" ou ".join(sorted(titles)), "à remplir"))
    return gaps


def _once_each(records: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Merged, ...], tuple[Merged, ...]]:
    """Merge customers by who they are, and lines of the other tables when they say exactly the same."""
    customers = [record for record in records if isinstance(record, CustomerRow)]
    if customers:
        met = merge_customers(customers)
        return met.customers, met.merged, met.clashing
    first: dict[Row, int] = {}
    merged = []
    for record in records:
        number = first.setdefault(replace(record, row=0), record.row)
        if number != record.row:
            merged.append(Merged(record.row, number))
    lost = {line.row for line in merged}
    return tuple(record for record in records if record.row not in lost), tuple(merged), ()
