"""The stretches of time that CalDAV programs name (RFC 4791, 9.9)."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from calendar_sync.entry import Interval
from calendar_sync.errors import ConditionUnmet, UnreadableRequest
from calendar_sync.remote.multistatus import CALDAV

NO_START, NO_END = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def read_span(named: Element | None) -> Interval:
    """The time an element names, open where it does not say.

    Raises:
        UnreadableRequest: it names none.
        ConditionUnmet: its instants are none, or in the wrong order.
    """
    if named is None or not named.attrib.keys() & {"start", "end"}:
        raise UnreadableRequest
    span = Interval(_instant(named.get("start")) or NO_START, _instant(named.get("end")) or NO_END)
    if span.end <= span.start:
        raise ConditionUnmet(f"{CALDAV}valid-filter")
    return span


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise ConditionUnmet(f"{CALDAV}valid-filter") from error
