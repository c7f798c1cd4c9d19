"""The history of a firm as rows that are only ever added."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, or_

from planner.chain import beginning, linked
from planner.errors import NotFound
from planner.identifiers import FirmId
from planner.ports import Entry, Snapshot, Touched
from planner.records import forgetting, touched
from planner.store.scope import Scope, kept, owned
from planner.store.tables import Tables

_NUMBERS = range(1, 2**31)
"""What the column of numbers holds, on every database."""
_READ = ("verb", "at", "actor", "before", "after", "reason", "undoes", "number", "subject", "link")


class StoredHistory:
    """The append-only history of one firm, numbered without gaps: implements `ports.History`."""

    def __init__(self, scope: Scope, tables: Tables) -> None:
        self._scope, self._table, self._touched = scope, tables.history, tables.touched
        self._columns = [self._table.c[name] for name in _READ]

    def append(self, entry: Entry) -> Entry:
        """Add a line at the end and return it with its number and its link."""
        self._scope.lock()
        number, previous = self._last()
        line = linked(replace(entry, number=number + 1), previous)
        self._scope.insert(self._table, [{name: getattr(line, name) for name in _READ}])
        appointments = [{"appointment_id": key, "number": line.number} for key in sorted(touched(entry))]
        self._scope.insert(self._touched, appointments)
        return line

    def get(self, number: int) -> Entry:
        """Return one line, or raise NotFound."""
        if number not in _NUMBERS:
            raise NotFound
        query = owned(self._table, *self._columns).where(self._table.c.number == number)
        for row in self._scope.rows(query):
            return Entry(*row)
        raise NotFound

    def latest(self, limit: int) -> list[Entry]:
        """Return the newest lines, newest first."""
        query = owned(self._table, *self._columns).order_by(self._table.c.number.desc()).limit(limit)
        return [Entry(*row) for row in self._scope.rows(query)]

    def changes(self, limit: int, after: int = 0) -> list[Entry]:
        """Return the newest lines that changed a plan, of those after a number, newest first: notes are left out."""
        columns = self._table.c
        changed = or_(columns.before != Snapshot(), columns.after != Snapshot())
        query = owned(self._table, *self._columns).where(columns.number > min(after, _NUMBERS[-1]), changed)
        return [Entry(*row) for row in self._scope.rows(query.order_by(columns.number.desc()).limit(limit))]

    def of(self, appointment_id: str) -> list[Entry]:
        """Return the lines that touched an appointment, oldest first."""
        numbers = owned(self._touched, self._touched.c.number)
        numbers = numbers.where(self._touched.c.appointment_id == appointment_id)
        query = owned(self._table, *self._columns).where(self._table.c.number.in_(numbers))
        return [Entry(*row) for row in self._scope.rows(query.order_by(self._table.c.number))]

    def since(self, number: int, limit: int | None = None) -> list[Entry]:
        """Return the lines after this one, oldest first: all, or so many."""
        query = owned(self._table, *self._columns).where(self._table.c.number > number)
        return [Entry(*row) for row in self._scope.rows(query.order_by(self._table.c.number).limit(limit))]

    def forget(self, appointment_ids: Collection[str]) -> None:
        """Take out of every line what tells of persons about these appointments."""
        for line in self.since(0):
            left = forgetting(line, appointment_ids)
            if left != line:
                values = {name: getattr(left, name) for name in ("before", "after", "reason")}
                self._scope.update(self._table, values, self._table.c.number == line.number)

    def touches(self, appointment_ids: Collection[str]) -> Mapping[str, Touched]:
        """Return how often and when last lines touched these appointments."""
        columns = self._touched.c
        counted = owned(self._touched, columns.appointment_id, func.count(), func.max(columns.number))
        counted = counted.where(columns.appointment_id.in_(appointment_ids)).group_by(columns.appointment_id)
        rows = self._scope.rows(counted)
        lines = owned(self._table, self._table.c.number, self._table.c.at)
        last = lines.where(self._table.c.number.in_({row[2] for row in rows}))
        at: dict[int, datetime] = dict(map(tuple, self._scope.rows(last)))
        return {key: Touched(times, at[number]) for key, times, number in rows}

    def _last(self) -> tuple[int, str]:
        """Return the number and link of the newest line, or what the first one is chained to."""
        columns = self._table.c
        query = kept(
            self._table,
            ("newest",),
            lambda: owned(self._table, columns.number, columns.link).order_by(columns.number.desc()).limit(1),
        )
        for number, link in self._scope.rows(query):
            return number, link
        return 0, beginning(FirmId(self._scope.firm_id))
