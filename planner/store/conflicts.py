"""What an engine's complaint means, whichever engine complains."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from planner.errors import RouteChanged
from planner.records import NotUnique
from planner.store.errors import Unreachable

_TWICE = {
    "23505",  # PostgreSQL: unique_violation
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_UNIQUE",
}
_OVERLAP = {
    "23P01",  # PostgreSQL: exclusion_violation
    "SQLITE_CONSTRAINT_TRIGGER",
}
_RACES = {
    "23505",  # whoever was faster is visible to a second try
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
}
_GONE = {
    "",  # psycopg itself noticed
    "57P01",  # admin_shutdown
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now
}


def is_conflict(error: DBAPIError) -> bool:
    """Tell whether a row cannot stand beside one that is there."""
    return _code(error) in _TWICE | _OVERLAP


def is_race(error: Exception) -> bool:
    """Tell whether running the command again may well succeed, or fail for a reason it can name."""
    return isinstance(error, RouteChanged) or (isinstance(error, DBAPIError) and _code(error) in _RACES)


def explained(error: Exception) -> Exception:
    """Return the situation behind an engine's complaint, or the error itself if it is nobody's situation."""
    situation: Exception = error
    if isinstance(error, DBAPIError) and _code(error) in _TWICE:
        situation = NotUnique()
    elif isinstance(error, OperationalError | InterfaceError) and _code(error) in _GONE:
        situation = Unreachable()
    if situation is not error:
        situation.__cause__ = error
    return situation


def _code(error: DBAPIError) -> str:
    """Return PostgreSQL's SQLSTATE or SQLite's name of the error."""
    given = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return str(given or "")
