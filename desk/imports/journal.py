"""Each file brought in is remembered: what it was, what became of its lines, and what it made, so it can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from desk.customers import Customer
from desk.imports.reading import Rejected
from desk.imports.rows import TableKind
from planner.identifiers import TechnicianId
from planner.personal import Keeping, Personal, Purpose, Whose
from planner.records import Kind

ImportId = NewType("ImportId", str)


class ImportState(StrEnum):
    """Where a file stands: seen but not kept, kept, or taken back."""

    PREVIEWED = "previewed"
    IMPORTED = "imported"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Import:
    """One file: `rows == kept + rejected`; `merged` counts the kept lines that joined somebody already known.

    `rejections` holds the first rejected lines, `headers` and `sample` the first lines as understood, until it is kept.
    `aliases` tells which of ours the file's own references mean, where we keep no reference or another one.
    """

    id: ImportId
    at: datetime
    file_name: str
    kind: TableKind
    state: ImportState
    rows: int
    kept: int
    rejected: int
    merged: int = 0
    rejections: tuple[Rejected, ...] = ()
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    who: str = ""
    technician_id: TechnicianId | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """One thing an import made: its kind by name, its identifier, and how it looked then ("" when nobody edits it)."""

    kind: str
    id: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """A customer the firm knew already, before and after a file told more about him."""

    before: Customer
    after: Customer


@dataclass(frozen=True, slots=True)
class ImportFile:
    """What goes with an import and is seldom looked at; `id` is the import's.

    `content` is the file itself while it waits to be kept, `corrections` its rejected lines to mend.
    """

    id: ImportId
    content: bytes = b""
    corrections: bytes = b""
    made: tuple[Made, ...] = ()
    changes: tuple[CustomerChange, ...] = ()


KINDS: tuple[Kind[Any], ...] = (
    Kind(
        Import,
        "imports",
        indexes=("at", "state"),
        personal=Personal(
            whose=(Whose.CUSTOMER, Whose.STAFF),
            purpose=Purpose.IMPORTS,
            fields=("rejections", "sample", "aliases", "who"),
            kept=Keeping.IMPORTS,
            shared=True,
        ),
    ),
    Kind(
        ImportFile,
        "import_files",
        personal=Personal(
            whose=(Whose.CUSTOMER,),
            purpose=Purpose.IMPORTS,
            fields=("content", "corrections", "changes"),
            kept=Keeping.IMPORTS,
            shared=True,
        ),
    ),
)
"""What imports add to the things of the desk."""
