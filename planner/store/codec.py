"""Nested values become JSON and come back equal: instants in UTC, durations in seconds, sets in order."""

import json
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from cattrs import Converter


def whole_seconds(length: timedelta) -> int:
    """Return a duration in seconds; raise ValueError if it is not a whole number of them."""
    if length.microseconds:
        raise ValueError(f"a duration is kept in whole seconds, not {length}")
    return length.days * 86_400 + length.seconds


def utc(moment: datetime) -> datetime:
    """Return the same instant in UTC; raise ValueError if it is naive, for nobody knows which instant that is."""
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {moment}")
    return moment.astimezone(UTC)


def _converter() -> Converter:
    converter = Converter(detailed_validation=False, unstruct_collection_overrides={frozenset: sorted, set: sorted})
    converter.register_unstructure_hook(datetime, lambda moment: utc(moment).isoformat())
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
    converter.register_unstructure_hook(timedelta, whole_seconds)
    converter.register_structure_hook(timedelta, lambda seconds, _: timedelta(seconds=seconds))
    return converter


converter = _converter()
"""Between the house's frozen dataclasses and what JSON knows; fields it does not know are left aside."""

dumps = partial(json.dumps, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
"""JSON whose text depends on the value alone."""
