"""A customer is erased at his own wish (RGPD, article 17): nothing readable about him is left in any record.

What stays is opaque: numbers in history, a call that came without saying from whom, how long a visit took.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from desk.erasures import Erasure
from desk.events import CalendarNews
from desk.imports.journal import Import, ImportFile, ImportState
from desk.persons import Trace, records, trace
from desk.said import said
from planner.appointments import CANCELLED, Appointment, State
from planner.errors import NotAllowedNow
from planner.history import note
from planner.identifiers import AppointmentId, CustomerId
from planner.personal import Mark
from planner.ports import Actor, Work

_OVER = CANCELLED | {State.DONE, State.NO_ACCESS}


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took away: so many records, and the copies of messages that lie in a folder."""

    records: int
    copies: tuple[str, ...]


def erase(work: Work, customer_id: CustomerId, by: Actor, *, restored: bool = False) -> Erased:
    """Erase a customer from every record, from routes, history, answers and the outbox.

    Of somebody erased before, whom a backup has `restored`, appointments that were then to come go as well.

    Raises:
        NotFound: the firm has no such customer.
        NotAllowedNow: he is still expected somewhere: cancelled first, so that he and the technician hear of it.
    """
    found = trace(work, customer_id)
    if not restored:
        _refuse_while_expected(work, found)
    number, copies = 0, []
    for kind, held, about in records(work, found):
        number += len(about)
        copies += [one.path for one in about if getattr(one, "path", "")]
        for one in about:
            if held.blanked is not None:
                work.of(kind.entity).put(replace(one, **held.blanked))
            elif kind.entity in {Import, ImportFile}:
                _leave_others(work, one, found)
            else:
                work.of(kind.entity).remove(one.id)
    _leave_routes(work, found)
    work.history.forget(found.appointments)
    mentions = {mark for marks in found.marks.values() for mark in marks}
    work.answers.forget(mentions)
    work.untell(mentions)
    work.of(Erasure).put(Erasure(customer_id, work.now))
    note(work, "erase_person", by, customer_id)
    return Erased(number, tuple(copies))


def erased(work: Work) -> list[Erasure]:
    """Return who was erased, the first one first."""
    return sorted(work.of(Erasure).find(), key=lambda one: (one.erased_at, one.id))


def _refuse_while_expected(work: Work, found: Trace) -> None:
    for one in work.of(Appointment).find(id=sorted(found.appointments)):
        if one.state not in _OVER and one.window.end > work.now and not one.expired(work.now):
            day = one.window.start.astimezone(work.firm.zone).date()
            raise NotAllowedNow(said("Il a encore un rendez-vous le {day} : annulez-le d’abord.").message, day=day)


def _leave_routes(work: Work, found: Trace) -> None:
    """Take his visits off their routes, and have the technicians' calendars follow."""
    for key in sorted(found.appointments):
        route = work.routes.holding(AppointmentId(key))
        if route is not None:
            work.routes.lock([route.technician_id])
            work.routes.save([route.without([AppointmentId(key)])])
            work.publish(CalendarNews(route.technician_id))


def _leave_others(work: Work, record: Any, found: Trace) -> None:  # noqa: ANN401 - one of two kinds
    """Take a customer out of what a file said of many people; a file not kept yet goes whole."""
    if isinstance(record, Import):
        if record.state is ImportState.PREVIEWED:
            work.of(Import).remove(record.id)
            work.of(ImportFile).remove(record.id)
            return
        rejections = tuple(one for one in record.rejections if not found.mentioned(one.reason))
        aliases = {name: key for name, key in record.aliases.items() if not found.mentioned(f"{name} {key}")}
        work.of(Import).put(replace(record, rejections=rejections, aliases=aliases, sample=()))
        return
    ids = _identifiers(found)
    lines = record.corrections.decode("utf-8", "replace").splitlines(keepends=True)
    mended = "".join(line for line in lines if not found.mentioned(line)).encode()
    work.of(ImportFile).put(
        replace(
            record,
            content=b"",
            corrections=mended,
            made=tuple(one for one in record.made if one.id not in ids),
            changes=tuple(one for one in record.changes if one.before.id not in ids),
        )
    )


def _identifiers(found: Trace) -> Collection[str]:
    return {key for mark, keys in found.marks.items() if mark is not Mark.ADDRESS for key in keys}
