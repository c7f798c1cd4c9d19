"""A draft gathers what the lines of one file would make, before anything is kept."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from desk.imports.errors import NotUnderstood
from desk.imports.journal import CustomerChange, ImportId
from desk.imports.reading import Reading, Rejected
from planner.appointments import Appointment
from planner.errors import InvalidConfiguration
from planner.routes import Route

_NAMED = 20
"""How many line numbers one sentence holds."""


def id_within(import_id: ImportId, what: str, row: int) -> str:
    """Return the identifier of what a line makes: one for each line of an import, impossible to guess from outside."""
    return uuid5(UUID(import_id), f"{what}:{row}").hex


@dataclass(slots=True)
class Draft:
    """The things to put, the customers to complete, the routes to save, and what is to be said of the lines.

    `joined` holds the lines that told of something the firm had already.
    """

    import_id: ImportId
    reading: Reading
    puts: list[object] = field(default_factory=list)
    changes: list[CustomerChange] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    routes: list[tuple[Route, Route]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def new_id(self, what: str, row: int) -> str:
        """Return the identifier of what a line makes."""
        return id_within(self.import_id, what, row)

    def reject(self, row: int, reason: str, *fields: str) -> None:
        """Give a line back; the column named is the first of the fields that the file has."""
        layout = self.reading.layout
        title = layout.title_of(next((name for name in fields if name in layout.places), fields[0]))
        self.rejected.append(Rejected(row, title, f"{title} : {reason}"))

    @contextmanager
    def giving_back(self, row: int, *fields: str) -> Iterator[None]:
        """Give a line back when what is done with it is not understood, or would break a rule of the firm."""
        try:
            yield
        except (NotUnderstood, InvalidConfiguration) as error:
            self.reject(row, str(error), *fields)

    def note_rows(self, sentence: str, rows: Iterable[int]) -> None:
        """Say something of several lines, by number."""
        numbers = sorted(rows)
        if numbers:
            more = f" et {len(numbers) - _NAMED} autres" if len(numbers) > _NAMED else ""
            self.notes.append(f"{sentence} : ligne {', '.join(map(str, numbers[:_NAMED]))}{more}.")
