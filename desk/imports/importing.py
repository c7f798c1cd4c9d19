"""What a file would do is kept whole, in one transaction, together with what it takes to take it back."""

import gzip
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

from connectors.places import PlaceFinder
from desk.calls import Call
from desk.connections import look_again
from desk.customers import Customer
from desk.forecasts import Step, serving
from desk.imports.errors import AlreadySettled, LinesRejected, Overtaken
from desk.imports.journal import Import, ImportFile, ImportId, ImportState, Made
from desk.imports.looks import look
from desk.imports.preparing import Prepared, Sent, latest_kept, prepare
from desk.indicators import NOW, Indicators
from desk.past import PastAppointment
from planner.events import Event, TechnicianAbsent
from planner.history import Change, record
from planner.ports import Actor, Repository, Snapshot, Work
from planner.services import Service
from planner.technicians import Absence, Technician

_NEVER_EDITED = (Call, PastAppointment)
_SETTINGS = (Absence, Service, Technician)
"""A change of these changes every slot from that moment on, so the firm's version rises."""


def import_file(work: Work, sent: Sent, places: PlaceFinder, *, actor: Actor) -> Import:
    """Read a file and keep its good lines at once: for commands and tests, where nobody else waits to write.

    A server prepares in a reading transaction and keeps in a writing one. Raises as `prepare` and `keep` do.
    """
    return keep(work, prepare(work, sent, places), actor=actor)


def keep_preview(work: Work, prepared: Prepared, *, actor: Actor) -> Import:
    """Remember a prepared file so that somebody may look at it and confirm it later; the firm itself doesn't change."""
    summary = replace(prepared.summary, who=actor.id)
    work.of(Import).put(summary)
    work.of(ImportFile).put(ImportFile(summary.id, gzip.compress(prepared.content, mtime=0), prepared.corrections))
    return summary


def previewed(work: Work, import_id: ImportId) -> Sent:
    """Return the file of a preview as it was sent, to be prepared again before it is kept.

    Raises:
        AlreadySettled: it was kept or taken back before.
    """
    summary = work.of(Import).get(import_id)
    if summary.state is not ImportState.PREVIEWED:
        raise AlreadySettled
    content = gzip.decompress(work.of(ImportFile).get(import_id).content)
    return Sent(content, summary.file_name, summary.kind, summary.technician_id)


def keep(
    work: Work, prepared: Prepared, *, actor: Actor, preview: ImportId | None = None, all_or_nothing: bool = False
) -> Import:
    """Keep what a prepared file would do, all in this transaction; rejected lines stay out unless nothing may.

    `preview` is the remembered import that this settles. What a preview showed of the lines is forgotten then.

    Raises:
        LinesRejected: lines are wrong, and it was to be all or nothing.
        AlreadySettled: the preview was kept or taken back before.
        Overtaken: another file was kept since this one was prepared.
        RouteChanged: a route that it adds to was saved meanwhile.
    """
    if all_or_nothing and prepared.rejected:
        raise LinesRejected
    if preview is not None and work.of(Import).get(preview).state is not ImportState.PREVIEWED:
        raise AlreadySettled
    if latest_kept(work) != prepared.after:
        raise Overtaken
    _put(work, prepared, actor)
    return _remembered(work, prepared, actor, preview)


def imports(work: Work) -> list[Import]:
    """Return all imports, the latest first."""
    return sorted(work.of(Import).find(), key=lambda one: (one.at, one.id), reverse=True)


def corrections(work: Work, import_id: ImportId) -> bytes:
    """Return the rejected lines of an import, to be mended and sent again; no bytes when there are none."""
    return work.of(ImportFile).get(import_id).corrections


def _put(work: Work, prepared: Prepared, actor: Actor) -> None:
    for kind, entities in groupby(prepared.puts, type):
        repository: Repository[Any] = work.of(kind)
        repository.put_all(entities)
    if prepared.changes:
        work.of(Customer).put_all(change.after for change in prepared.changes)
        look_again(work)
    if prepared.routes:
        before, after = zip(*prepared.routes, strict=True)
        record(work, Change("import", actor, Snapshot((), before), Snapshot(prepared.appointments, after)))
    work.publish(*_events(prepared.puts))
    if any(isinstance(entity, _SETTINGS) for entity in prepared.puts):
        work.save_firm(work.firm)
    if any(isinstance(entity, Call) for entity in prepared.puts):
        _forecast_soon(work)


def _forecast_soon(work: Work) -> None:
    """Have a firm that has no forecast yet looked at before the night."""
    if serving(work, Step.DAY) is None:
        work.of(Indicators).remove(NOW)


def _events(puts: Iterable[object]) -> Iterable[Event]:
    for entity in puts:
        if isinstance(entity, Absence):
            yield TechnicianAbsent(entity.technician_id, entity.interval.start, entity.interval.end)


def _remembered(work: Work, prepared: Prepared, actor: Actor, preview: ImportId | None) -> Import:
    """Write the import down as kept, in the place of its preview if it had one."""
    key = preview or prepared.summary.id
    summary = replace(
        prepared.summary, id=key, at=work.now, state=ImportState.IMPORTED, who=actor.id, headers=(), sample=()
    )
    work.of(Import).put(summary)
    things = (*prepared.puts, *prepared.appointments)
    work.of(ImportFile).put(ImportFile(key, b"", prepared.corrections, tuple(map(_made, things)), prepared.changes))
    return summary


def _made(entity: object) -> Made:
    key: str = entity.id  # type: ignore[attr-defined]  # whatever is kept has one
    return Made(type(entity).__name__, key, "" if isinstance(entity, _NEVER_EDITED) else look(entity))
