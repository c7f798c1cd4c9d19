"""What a CalDAV server's answer means: it was done, or the situation that kept it from being done."""

from typing import Final, NoReturn

from calendar_sync.errors import (
    AccessLost,
    CalendarGone,
    ChangedMeanwhile,
    ObjectRefused,
    OutcomeUnknown,
    RemoteFailed,
    Throttled,
)
from calendar_sync.remote import multistatus
from calendar_sync.remote.exchange import Answer

OK: Final = 200
NOT_HERE: Final = frozenset({404, 410})
NO_SUCH_REPORT: Final = frozenset({400, 403, 405, 409, 412, 415, 501, 507})

_ANSWERS = "Le calendrier distant répond {status}."
_MULTISTATUS, _INTERNAL = 207, 500
_DONE: Final = frozenset({200, 201, 204})
_NO_ACCESS: Final = frozenset({401, 402, 407})
_PATIENCE_PLEASE: Final = frozenset({423, 429, 503})
_OVERTAKEN: Final = frozenset({404, 409, 410, 412})


def several(answer: Answer) -> multistatus.Multistatus:
    """An answer about several addresses. Raises what it says instead."""
    if answer.status != _MULTISTATUS:
        refuse(answer)
    return multistatus.read(answer.content)


def written(answer: Answer) -> Answer:
    """The answer to a write that was done. Raises ChangedMeanwhile where it named another version, or what it says."""
    if answer.status in _OVERTAKEN:
        raise ChangedMeanwhile
    if answer.status not in _DONE:
        refuse(answer, ObjectRefused)
    return answer


def refuse(answer: Answer, otherwise: type[RemoteFailed] = RemoteFailed) -> NoReturn:
    """Raise what a server says that did not do something; `otherwise` when it was our fault."""
    if answer.status in _NO_ACCESS:
        raise AccessLost
    if answer.status in _PATIENCE_PLEASE:
        raise Throttled(_ANSWERS, patience(answer), status=answer.status)
    if answer.status in NOT_HERE:
        raise CalendarGone
    raise (otherwise if answer.status < _INTERNAL else OutcomeUnknown)(_ANSWERS, status=answer.status)


def patience(answer: Answer) -> float:
    """How many seconds to wait, as Retry-After says it; a date, or nothing, is no number of seconds."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else 0.0
