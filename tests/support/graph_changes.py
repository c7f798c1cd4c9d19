"""What a calendar view of Microsoft Graph tells of its changes: by pages, with repeats, and not of everything."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from tests.support.graph_mailbox import Event, GraphError, Json, Mailbox, Manner, days, instants, shown

_OCCURRENCE = ("@odata.etag", "id", "seriesMasterId", "type", "start", "end")


@dataclass
class Rounds:
    """The rounds of delta queries under way: what is left to tell of each, and where it ends.

    `repeats`: an item may stand on two pages. A day that somebody took out of a series is told by nothing but the
    rest of it; what was created and deleted since is not told at all; what was deleted is told wherever it stood.
    """

    repeats: bool = True
    left: dict[str, tuple[list[Json], str]] = field(default_factory=dict)

    def page(self, mailbox: Mailbox, query: dict[str, str], manner: Manner, home: str) -> Json:
        """One page of a round that begins, goes on, or begins again where the last one ended."""
        if extra := query.keys() - {"startdatetime", "enddatetime", "$skiptoken", "$deltatoken"}:
            raise GraphError(400, f"ErrorInvalidUrlQuery {sorted(extra)}")
        if token := query.get("$skiptoken"):
            if token not in self.left:
                raise GraphError(410, "SyncStateNotFound")
            items, end = self.left.pop(token)
        else:
            items, end = self._begun(mailbox, query, manner)
        told, rest = items[: manner.page], items[manner.page :]
        if not rest:
            return {"value": told, "@odata.deltaLink": f"{home}?$deltatoken={quote(end)}"}
        following = f"{len(self.left)}-{id(items):x}"
        self.left[following] = ([told[0], *rest] if self.repeats and len(told) > 1 else rest, end)
        return {"value": told, "@odata.nextLink": f"{home}?$skiptoken={following}"}

    def _begun(self, mailbox: Mailbox, query: dict[str, str], manner: Manner) -> tuple[list[Json], str]:
        if token := query.get("$deltatoken"):
            try:
                generation, position, first, last = token.split("_")
            except ValueError as error:
                raise GraphError(400, "BadRequest") from error
            if int(generation) != mailbox.generation:
                raise GraphError(410, "SyncStateNotFound")
            since = int(position)
        else:
            if not {"startdatetime", "enddatetime"} <= query.keys():
                raise GraphError(400, "ErrorInvalidParameter")
            first, last, since = query["startdatetime"], query["enddatetime"], 0
        window = (_instant(first), _instant(last))
        items = [item for number in _news(mailbox, since) for item in _told(mailbox, number, window, manner, since)]
        return items, f"{mailbox.generation}_{len(mailbox.touched)}_{first}_{last}"


def _news(mailbox: Mailbox, since: int) -> list[int]:
    return list(dict.fromkeys(mailbox.touched[since:]))


def _told(
    mailbox: Mailbox, number: int, window: tuple[datetime, datetime], manner: Manner, since: int
) -> list[dict[str, Any]]:
    event = mailbox.events.get(number)
    if event is None:
        known = number in mailbox.touched[:since]
        gone = Event(number, {}, {}, 0).ident(immutable=manner.immutable)
        return [_removed(gone)] if known else []
    if not event.fields["recurrence"]:
        if _within(instants(event), window):
            return [{"@odata.type": "#microsoft.graph.event"} | shown(event, manner)]
        return [_removed(event.ident(immutable=manner.immutable))] if since else []
    inside: list[date] = [day for day in days(event) if _within(instants(event, day), window)]
    occurrences = [shown(event, manner, day) for day in inside]
    short = [
        {"@odata.type": "#microsoft.graph.event"} | {key: one[key] for key in _OCCURRENCE if key in one}
        for one in occurrences
    ]
    return [{"@odata.type": "#microsoft.graph.event"} | shown(event, manner), *short] if inside else []


def _removed(ident: str) -> Json:
    return {"@odata.type": "#microsoft.graph.event", "id": ident, "@removed": {"reason": "deleted"}}


def _within(span: tuple[datetime, datetime], window: tuple[datetime, datetime]) -> bool:
    return span[0] < window[1] and (span[1] > window[0] or span[0] == span[1] >= window[0])


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
