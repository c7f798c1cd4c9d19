"""A day as addresses, forms and programs write it."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

_WRITTEN = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")


def written_day(text: object) -> date:
    """Return the day that a text says.

    Raises:
        ValueError: it says none, or one so far away that calendars end before the day after it.
    """
    if not isinstance(text, str) or not _WRITTEN.fullmatch(text):
        raise ValueError("a day is written 2026-11-24, from 1900 to 2199")
    return date.fromisoformat(text)


Day = Annotated[date, BeforeValidator(written_day)]
"""What a route takes: pydantic alone would also take instants, and numbers for seconds since 1970."""
