"""Log lines are named facts with the number of their request: never a person's data, never a secret."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
PERSONAL = frozenset(
    {
        "name",
        "customer_name",
        "phone",
        "phones",
        "email",
        "address",
        "street",
        "comment",
        "access",
        "access_code",
        "to",
        "password",
        "secret",
        "token",
        "cookie",
        "authorization",
        "csrf_token",
        "offer",
        "hold",
    }
)
"""Names under which a person's data or a secret could come; their values never reach a log."""


def without_personal_data(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of each field that could hold personal data or a secret."""
    for name in PERSONAL & line.keys():
        line[name] = "…"
    return line


def traceback_without_words(line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep what was raised and where, and drop its message, which may quote what a person typed."""
    for raised in line.get("exception", ()):
        raised["exc_value"] = "…"
    return line


def configure(level: str = "info", form: str = "auto") -> None:
    """Write this process's lines to the error stream: one JSON object each for programs (`json`), text for people.

    `auto` chooses by whether a terminal reads.
    """
    for_people = form == "text" or (form == "auto" and sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_personal_data,
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False, max_frames=12)),
            lambda _logger, _method, line: traceback_without_words(line),
            structlog.dev.ConsoleRenderer() if for_people else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
