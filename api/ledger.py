"""What a connected calendar held when it was last read, in the house's own tables."""

from collections.abc import Iterable
from dataclasses import replace

from calendar_sync import Foreign, Mirrored
from desk.connections import Connection, ForeignEntry, MirroredEntry
from desk.identifiers import ConnectionId
from planner.identifiers import FirmId
from planner.ports import Transactions, Work

AT_MOST = 100
"""So many notes wait for the next writing."""

_Kept = MirroredEntry | ForeignEntry


class StoredLedger:
    """The notes on one connection: implements `calendar_sync.Ledger`.

    A version about to be sent is written before the call returns. What was agreed may wait for the next writing: lost
    in a crash it is read again from the calendar, as that version had been noted as sent.
    """

    def __init__(self, transactions: Transactions, firm_id: FirmId, connection_id: ConnectionId) -> None:
        self._transactions, self._firm_id, self._id = transactions, firm_id, connection_id
        self._waiting: dict[tuple[type[_Kept], str], _Kept | None] = {}

    def token(self) -> str:
        """See `Ledger`."""
        with self._transactions.read(self._firm_id) as work:
            return work.of(Connection).get(self._id).token

    def keep_token(self, token: str) -> None:
        """See `Ledger`."""
        if token != self.token():
            self.flush(token)

    def mirrored(self) -> Iterable[Mirrored]:
        """See `Ledger`."""
        with self._transactions.read(self._firm_id) as work:
            return [one.row for one in work.of(MirroredEntry).find(connection_id=self._id)]

    def foreign(self) -> Iterable[Foreign]:
        """See `Ledger`."""
        with self._transactions.read(self._firm_id) as work:
            return [one.row for one in work.of(ForeignEntry).find(connection_id=self._id)]

    def note(self, *rows: Mirrored | Foreign) -> None:
        """See `Ledger`."""
        for row in rows:
            kept = self._kept(row)
            self._waiting[type(kept), kept.id] = kept
        if len(self._waiting) >= AT_MOST or any(isinstance(row, Mirrored) and row.sending for row in rows):
            self.flush()

    def forget(self, row: Mirrored | Foreign) -> None:
        """See `Ledger`."""
        kept = self._kept(row)
        self._waiting[type(kept), kept.id] = None

    def flush(self, token: str | None = None) -> None:
        """Write what waits, and how far the calendar was read."""
        if self._waiting or token is not None:
            self._transactions.write(self._firm_id, lambda work: self._write(work, token))
            self._waiting.clear()

    def _write(self, work: Work, token: str | None) -> None:
        for connection in work.of(Connection).find(id=self._id):  # none once it was disconnected
            work.of(MirroredEntry).put_all([one for one in self._waiting.values() if isinstance(one, MirroredEntry)])
            work.of(ForeignEntry).put_all([one for one in self._waiting.values() if isinstance(one, ForeignEntry)])
            for (kind, key), kept in self._waiting.items():
                if kept is None:
                    work.of(kind).remove(key)
            if token is not None:
                work.of(Connection).put(replace(connection, token=token))

    def _kept(self, row: Mirrored | Foreign) -> _Kept:
        return MirroredEntry.of(self._id, row) if isinstance(row, Mirrored) else ForeignEntry.of(self._id, row)
