"""A file is looked at before anything is kept: what would become of each line, and what keeping it would do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from calendar_sync.errors import UnreadableCalendar
from calendar_sync.reading import CalendarReading, Quarantined, read_calendar
from connectors.places import PlaceFinder
from desk.imports.corrections import correction_file
from desk.imports.draft import Draft, id_within
from desk.imports.draft_absences import absences, busy_times, draft_absences
from desk.imports.draft_customers import CustomersDraft, draft_sites
from desk.imports.draft_firm import draft_contracts, draft_technicians
from desk.imports.draft_history import draft_appointments, draft_calls
from desk.imports.errors import TechnicianNeeded, UnreadableFile
from desk.imports.files import expand, is_calendar
from desk.imports.journal import CustomerChange, Import, ImportId, ImportState
from desk.imports.known import Known
from desk.imports.reading import Rejected, read_file
from desk.imports.rows import TableKind
from desk.imports.sampling import sample
from planner.appointments import Appointment
from planner.identifiers import TechnicianId, new_id
from planner.intervals import Interval
from planner.ports import Work
from planner.routes import Route
from planner.technicians import Technician

SHOWN = 200
"""How many rejected lines an import shows; all of them are in its correction file."""

FUTURE_ONLY = "Seules les périodes à venir deviennent des absences."


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as somebody sent it; `kind` when he said what it is, `technician_id` when it is a calendar.

    When it is only to be looked at, a calendar may be nobody's.
    """

    content: bytes
    file_name: str = ""
    kind: TableKind | None = None
    technician_id: TechnicianId | None = None
    only_looked_at: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that keeping a file would do, worked out without changing anything.

    `summary` says what would become of its lines, `rejected` why some would not be kept, `corrections` gives these
    back; `busy` and `quarantined` are those of a calendar. `after` is the import that was the latest kept one then.
    """

    summary: Import
    content: bytes
    corrections: bytes = b""
    rejected: tuple[Rejected, ...] = ()
    puts: tuple[object, ...] = ()
    changes: tuple[CustomerChange, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    routes: tuple[tuple[Route, Route], ...] = ()
    busy: tuple[Interval, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    after: str = ""


def prepare(work: Work, sent: Sent, places: PlaceFinder) -> Prepared:
    """Read a file and work out what keeping it would do to the firm; nothing is changed.

    Places that are only written are looked up with `places`, so call it outside the writing transaction.

    Raises:
        ImportRefused: nothing at all can be made of the file; the text says what to do.
    """
    content = expand(sent.content)
    known = Known(work, places)
    import_id = ImportId(new_id())
    if is_calendar(content):
        return _from_calendar(known, replace(sent, content=content), import_id)
    reading = read_file(content, kind=sent.kind, zone=work.firm.zone)
    draft = Draft(import_id, reading)
    _FILL[reading.kind](draft, known, sent)
    return _from_draft(draft, known, sent)


def latest_kept(work: Work) -> str:
    """Return the identifier of the latest import that was kept, or ""."""
    kept = work.of(Import).find(state=ImportState.IMPORTED)
    return max(kept, key=lambda one: (one.at, one.id)).id if kept else ""


def _fill_customers(draft: Draft, known: Known, _sent: Sent) -> None:
    CustomersDraft(draft, known).fill()


def _fill_absences(draft: Draft, known: Known, sent: Sent) -> None:
    if technician_id := _technician(known, sent):
        draft_absences(draft, known, technician_id)


_FILL: dict[TableKind, Callable[[Draft, Known, Sent], None]] = {
    TableKind.CUSTOMERS: _fill_customers,
    TableKind.SITES: lambda draft, known, _: draft_sites(draft, known),
    TableKind.TECHNICIANS: lambda draft, known, _: draft_technicians(draft, known),
    TableKind.CONTRACTS: lambda draft, known, _: draft_contracts(draft, known),
    TableKind.APPOINTMENTS: lambda draft, known, _: draft_appointments(draft, known),
    TableKind.CALLS: lambda draft, known, _: draft_calls(draft, known),
    TableKind.BUSY: _fill_absences,
}


def _technician(known: Known, sent: Sent) -> TechnicianId | None:
    """Whose calendar it is; nobody's only when it is just looked at."""
    if sent.technician_id is None:
        if sent.only_looked_at:
            return None
        raise TechnicianNeeded
    return known.work.of(Technician).get(sent.technician_id).id


def _from_draft(draft: Draft, known: Known, sent: Sent) -> Prepared:
    reading = draft.reading.without(draft.rejected)
    headers, lines = sample(reading, known.work.firm.zone)
    summary = Import(
        id=draft.import_id,
        at=known.work.now,
        file_name=sent.file_name,
        kind=reading.kind,
        state=ImportState.PREVIEWED,
        rows=reading.rows,
        kept=reading.kept,
        rejected=len(reading.rejected),
        merged=len(reading.merged) + len(draft.joined),
        rejections=reading.rejected[:SHOWN],
        ignored=reading.ignored,
        notes=(*reading.notes, *draft.notes, *((FUTURE_ONLY,) if reading.kind is TableKind.BUSY else ())),
        headers=headers,
        sample=lines,
        aliases=draft.aliases,
        technician_id=sent.technician_id,
    )
    return Prepared(
        summary,
        sent.content,
        corrections=correction_file(reading) if reading.rejected else b"",
        rejected=reading.rejected,
        puts=tuple(draft.puts),
        changes=tuple(draft.changes),
        appointments=tuple(draft.appointments),
        routes=tuple(draft.routes),
        busy=busy_times(reading),
        after=latest_kept(known.work),
    )


def _from_calendar(known: Known, sent: Sent, import_id: ImportId) -> Prepared:
    """Prepare the absences of an .ics; each event that can't be used counts as a rejected line, by its order."""
    technician_id = _technician(known, sent)
    try:
        calendar = read_calendar(sent.content, zone=known.work.firm.zone_name)
    except UnreadableCalendar as error:
        raise UnreadableFile(str(error)) from error
    rejected = tuple(
        Rejected(number, "", f"{one.uid} : {one.reason}") for number, one in enumerate(calendar.quarantined, start=1)
    )
    kept = _kept_entries(calendar)
    busy = tuple(Interval(one.start, one.end) for one in calendar.busy)
    puts = absences(known, technician_id, busy, partial(id_within, import_id)) if technician_id else ()
    summary = Import(
        id=import_id,
        at=known.work.now,
        file_name=sent.file_name,
        kind=TableKind.BUSY,
        state=ImportState.PREVIEWED,
        rows=kept + len(rejected),
        kept=kept,
        rejected=len(rejected),
        rejections=rejected[:SHOWN],
        notes=(FUTURE_ONLY,),
        technician_id=technician_id,
    )
    return Prepared(
        summary,
        sent.content,
        rejected=rejected,
        puts=tuple(puts),
        busy=busy,
        quarantined=calendar.quarantined,
        after=latest_kept(known.work),
    )


def _kept_entries(calendar: CalendarReading) -> int:
    """Count the entries of a calendar whose identity was not set apart."""
    apart = {one.uid for one in calendar.quarantined}
    return sum(entry.uid not in apart for entry in calendar.entries)
