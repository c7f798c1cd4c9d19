"""One pass over one calendar: what changed there is read, what should stand there is written, and nothing is lost.

The algorithm is that of two-way file synchronisers (after the description by Markus Unterwaditzer for vdirsyncer):
each side is compared with what both last had, never with the other alone. Every write names the version it replaces;
whatever is not known to have happened is read again and decided anew, so a pass may be broken off anywhere.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from calendar_sync.entry import CalendarEntry, Interval
from calendar_sync.errors import CalendarEmptied, ChangedMeanwhile, ObjectRefused, OutcomeUnknown, TokenRefused
from calendar_sync.ledger import Foreign, Ledger, Mirrored
from calendar_sync.reconcile import as_written, changed, reconcile
from calendar_sync.remote.port import Changes, Placed, RemoteCalendar, Resource
from calendar_sync.standing import Standing, standing
from calendar_sync.writing import render_object

TRIES = 5
"""So often an entry is decided anew in one pass when others are faster; then it waits for the next."""

MAY_GO_THERE, MAY_GO_HERE = (3, 0.5), (20, 0.75)
"""So many entries, or this part of them, may be gone at once from a calendar elsewhere, and from ours: a technician may
be ill and lose a full week, but nobody deletes most of a calendar by hand."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody did to an entry of ours in their calendar: a request, to be granted or refused.

    `after` is our entry with their `edited` fields, none when they removed it (or edited what is no longer wanted:
    then `before` is none). `version` tells the same wish, asked again after a crash, from a new one.
    """

    uid: str
    version: str
    before: CalendarEntry | None
    after: CalendarEntry | None
    edited: frozenset[str] = frozenset()


class Agenda(Protocol):
    """Our side of one calendar: what should stand in it.

    `zone` is the IANA zone of hours that name none; somebody's series are expanded within `horizon`.
    """

    @property
    def zone(self) -> str:
        """See above."""
        ...

    @property
    def horizon(self) -> Interval:
        """See above."""
        ...

    def wanted(self) -> Mapping[str, CalendarEntry]:
        """Every entry by its uid."""
        ...

    def owns(self, uid: str) -> bool:
        """Whether an entry of this uid can only be ours, wanted or not."""
        ...

    def decide(self, wish: Wish) -> CalendarEntry | None:
        """Grant a wish or refuse it, for good; what should stand there now. The same wish may come again."""
        ...


@dataclass(slots=True)
class Report:
    """What one pass did: uids created, replaced, deleted; wishes asked; fields both sides had changed.

    `waiting`: others were faster each time. `refused`: the server will not hold these, with its reason.
    """

    created: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    conflicts: dict[str, frozenset[str]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def quiet(self) -> bool:
        """Whether there was nothing to do."""
        return self == Report()


def sync(
    calendar: RemoteCalendar,
    agenda: Agenda,
    ledger: Ledger,
    *,
    from_scratch: bool = False,
    loss_is_meant: bool = False,
) -> Report:
    """Bring a calendar and our agenda together.

    `from_scratch` reads all again: now and then, since servers forget to tell and the horizon moves on.
    `loss_is_meant` once somebody said so.

    Raises:
        CalendarEmptied: most of what stood on one side is gone; nothing was done.
        RemoteFailed: the calendar cannot be used now; what was done is noted, and the next pass goes on from there.
    """
    return _Pass(calendar, agenda, ledger).run(from_scratch=from_scratch, loss_is_meant=loss_is_meant)


def unsettled(wanted: Mapping[str, CalendarEntry], rows: Mapping[str, Mirrored]) -> set[str]:
    """The uids of which a calendar does not hold what it should, by what is noted of it; `wanted` is `as_written`."""
    settled = {
        uid
        for uid, row in rows.items()
        if row.agreed and not row.sending and uid in wanted and not changed(wanted[uid], [row.agreed])
    }
    return (wanted.keys() | rows.keys()) - settled


class _Pass:
    def __init__(self, calendar: RemoteCalendar, agenda: Agenda, ledger: Ledger) -> None:
        self._calendar, self._agenda, self._ledger = calendar, agenda, ledger
        self._wanted = {uid: as_written(entry) for uid, entry in agenda.wanted().items()}
        self._rows = {row.uid: row for row in ledger.mirrored()}
        self._foreign = {row.href: row for row in ledger.foreign()}
        self._report = Report()

    def run(self, *, from_scratch: bool, loss_is_meant: bool) -> Report:
        changes = self._changes("" if from_scratch else self._ledger.token())
        news = self._news(changes)
        if from_scratch:  # a series goes on beyond the horizon it was read for
            news |= self._foreign.keys() & changes.changed.keys()
        there = self._read(news)
        standing_there = self._untold(changes, there)
        gone = news - there.keys()
        if not loss_is_meant:
            self._refuse_a_loss(gone)
        strays = self._set_apart(there)
        self._forget_foreign(gone)
        uids = self._to_settle(there, gone)
        self._announce(uid for uid in uids if self._row(uid).href not in news)
        for uid in uids:
            self._settle(uid, there.get(self._row(uid).href), known=self._row(uid).href not in news)
        for stray in strays:
            self._take_away(stray)
        if not self._report.waiting:
            self._ledger.keep_token(changes.token)
            self._note_told(standing_there)
        return self._report

    def _changes(self, token: str) -> Changes:
        try:
            return self._calendar.changes(token)
        except TokenRefused:
            return self._calendar.changes("")

    def _news(self, changes: Changes) -> set[str]:
        """The hrefs to look at: another version than noted, gone by what is said or listed, or passed over in silence.

        What we put there must be told of: some servers say nothing of what came and went since the token.
        """
        noted = {row.href: row.etag for row in self._rows.values()}
        noted |= {row.href: row.etag for row in self._foreign.values()}
        news = {href for href, etag in changes.changed.items() if noted.get(href) != etag}
        silent = {row.href for row in self._rows.values() if not row.told}
        missing = noted.keys() if changes.whole else (noted.keys() & changes.removed) | silent
        return news | (missing - changes.changed.keys())

    def _untold(self, changes: Changes, there: Mapping[str, Standing]) -> set[str]:
        """The uids of what we put there and are not told of yet, and what stood there when this token was given."""
        return {
            row.uid
            for row in self._rows.values()
            if not row.told and (row.href in changes.changed or _as_noted(row, there.get(row.href)))
        }

    def _note_told(self, uids: Iterable[str]) -> None:
        """From a token on at which it stood there, we hear when it goes: not sooner, since a pass may be broken off."""
        rows = [replace(row, told=True) for uid in uids if (row := self._rows.get(uid))]
        self._ledger.note(*rows)
        self._rows |= {row.uid: row for row in rows}

    def _read(self, hrefs: Collection[str]) -> dict[str, Standing]:
        found = self._calendar.fetch(hrefs) if hrefs else {}
        return {
            href: standing(one, zone=self._agenda.zone, horizon=self._agenda.horizon) for href, one in found.items()
        }

    def _look(self, href: str) -> Standing | None:
        """What stands there now, or where an object asked for there was put."""
        return next(iter(self._read([href]).values()), None)

    def _refuse_a_loss(self, gone: set[str]) -> None:
        """Raise CalendarEmptied when either side lost most of what both had."""
        both = [row for row in self._rows.values() if row.agreed]
        there = sum(row.href in gone and row.uid in self._wanted for row in both)
        here = sum(row.uid not in self._wanted for row in both)
        for lost, (few, part) in ((there, MAY_GO_THERE), (here, MAY_GO_HERE)):
            if lost > max(few, part * len(both)):
                raise CalendarEmptied

    def _set_apart(self, there: dict[str, Standing]) -> list[Standing]:
        """Note what is somebody else's; adopt entries of ours found elsewhere; return the second copies of ours."""
        strays: list[Standing] = []
        ours = {row.href for row in self._rows.values()}
        for href, found in there.items():
            if href in ours:
                continue
            uid = found.uid
            if uid in self._rows:
                former = self._rows[uid].href
                if former in there or former in self._calendar.fetch([former]):
                    strays.append(found)
                else:
                    self._rows[uid] = replace(self._rows[uid], href=href)
            elif uid in self._wanted or (uid and self._agenda.owns(uid)):
                self._rows[uid] = Mirrored(uid, href, told=True)
            else:
                self._note_foreign(found)
        return strays

    def _note_foreign(self, found: Standing) -> None:
        row = Foreign(found.resource.href, found.resource.etag, found.busy, found.reason)
        self._ledger.note(row)
        self._foreign[row.href] = row

    def _forget_foreign(self, gone: Iterable[str]) -> None:
        for href in gone:
            if row := self._foreign.pop(href, None):
                self._ledger.forget(row)

    def _to_settle(self, there: Mapping[str, Standing], gone: set[str]) -> list[str]:
        """The uids of ours where either side is not as agreed, those to take away first."""
        moved = unsettled(self._wanted, self._rows)
        moved |= {uid for uid, row in self._rows.items() if row.href in there or row.href in gone}
        return sorted(moved, key=lambda uid: (uid in self._wanted, uid))

    def _announce(self, uids: Iterable[str]) -> None:
        """Note together every version that is sure to be sent, since nothing is new there."""
        rows = [
            replace(row, sending=(*row.sending, ours))
            for uid in uids
            if (ours := self._wanted.get(uid)) and ours not in (row := self._row(uid)).sending
        ]
        self._ledger.note(*rows)
        self._rows |= {row.uid: row for row in rows}

    def _row(self, uid: str) -> Mirrored:
        return self._rows.get(uid) or Mirrored(uid, href_of(uid))

    def _settle(self, uid: str, found: Standing | None, *, known: bool) -> None:
        """Bring one entry to what both sides should hold; `known` when nothing is new there."""
        row = self._row(uid)
        if known and row.etag:
            found = Standing(Resource(row.href, row.etag, row.body), uid, row.agreed)
        for _ in range(TRIES):
            try:
                self._bring(row, found)
            except ObjectRefused as error:
                self._report.refused[uid] = str(error)
                return
            except (ChangedMeanwhile, OutcomeUnknown):
                row = self._row(uid)
                found = self._look(row.href)
            else:
                return
        self._report.waiting.append(uid)

    def _bring(self, row: Mirrored, found: Standing | None) -> None:
        if found and not found.resource.etag:
            raise ChangedMeanwhile  # the server cannot say what stands there: nobody may write over it
        if found:
            row = replace(row, href=found.resource.href)
        uid, ours = row.uid, self._wanted.get(row.uid)
        theirs = found.entry if found else None
        if found and not theirs:
            target = ours  # nobody can read what they made of it: ours again
        else:
            merged = reconcile(ours, theirs, row.agreed, row.sending)
            if merged.conflicts:
                self._report.conflicts[uid] = merged.conflicts
            target = merged.entry
            if merged.edited or merged.removed:
                after = None if merged.removed else merged.entry or theirs
                target = self._decided(Wish(uid, _version(row, found), ours, after, merged.edited))
        self._write(row, found, target)

    def _decided(self, wish: Wish) -> CalendarEntry | None:
        """What should stand there once the wish was granted or refused."""
        self._report.wishes.append(wish)
        decided = self._agenda.decide(wish)
        if decided is None:
            self._wanted.pop(wish.uid, None)
            return None
        self._wanted[wish.uid] = as_written(decided)
        return self._wanted[wish.uid]

    def _write(self, row: Mirrored, found: Standing | None, target: CalendarEntry | None) -> None:
        if target is None:
            self._remove(row, found)
        elif found and found.entry and not changed(target, [found.entry]):
            self._agree(replace(row, etag=found.resource.etag, body=found.resource.body), target)
        elif found:
            sequence = max(target.sequence, found.entry.sequence + 1 if found.entry else 0)
            body = render_object(replace(target, sequence=sequence), over=found.resource.body)
            row = self._send(replace(row, etag=found.resource.etag, body=found.resource.body), target)
            etag = self._calendar.replace(row.href, body, found.resource.etag)
            self._arrived(row, target, body, Placed(row.href, etag))
            self._report.replaced.append(row.uid)
        else:
            body = render_object(target)
            row = self._send(replace(row, href=href_of(row.uid), etag="", body=b"", told=False), target)
            self._arrived(row, target, body, self._calendar.create(row.href, body))
            self._report.created.append(row.uid)

    def _remove(self, row: Mirrored, found: Standing | None) -> None:
        if found:
            self._calendar.delete(row.href, found.resource.etag)
            self._report.deleted.append(row.uid)
        self._ledger.forget(row)
        self._rows.pop(row.uid, None)

    def _arrived(self, row: Mirrored, target: CalendarEntry, body: bytes, placed: Placed) -> None:
        """Note what stands there now; look, when the server did not say which version it is (RFC 4791, 5.3.4)."""
        if not placed.etag:
            found = self._look(placed.href)
            if found is None or found.entry is None or changed(target, [found.entry]):
                raise ChangedMeanwhile
            placed, body = Placed(placed.href, found.resource.etag), found.resource.body
        self._agree(replace(row, href=placed.href, etag=placed.etag, body=body), target)

    def _send(self, row: Mirrored, target: CalendarEntry) -> Mirrored:
        """Note a version before it is sent."""
        row = row if target in row.sending else replace(row, sending=(*row.sending, target))
        return self._note(row)

    def _agree(self, row: Mirrored, target: CalendarEntry) -> None:
        self._note(replace(row, agreed=target, sending=()))

    def _note(self, row: Mirrored) -> Mirrored:
        if self._rows.get(row.uid) != row:
            self._ledger.note(row)
            self._rows[row.uid] = row
        return row

    def _take_away(self, stray: Standing) -> None:
        """Remove the second copy of an entry of ours; somebody faster leaves it to the next pass."""
        try:
            self._calendar.delete(stray.resource.href, stray.resource.etag)
            self._report.deleted.append(stray.uid)
        except (ChangedMeanwhile, OutcomeUnknown):
            self._report.waiting.append(stray.uid)


def href_of(uid: str) -> str:
    """Where an entry of ours is put in every calendar, for life."""
    return f"{re.sub(r'[^A-Za-z0-9._-]', '-', uid)}.ics"


def _version(row: Mirrored, found: Standing | None) -> str:
    """Which of their edits this is: the version they made, or the one they removed."""
    return found.resource.etag if found else f"without {row.etag}"


def _as_noted(row: Mirrored, found: Standing | None) -> bool:
    """Whether an object still stands there as an earlier pass left it."""
    return bool(found and row.etag and row.etag == found.resource.etag)
