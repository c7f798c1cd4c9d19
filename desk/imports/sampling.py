"""A person trusts an import once the first lines are shown as they were understood."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk.contact_details import show_phone
from desk.imports.reading import Reading, understood

SHOWN = 5


def sample(reading: Reading, zone: ZoneInfo) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the titles that mean something and the first kept lines under them, in French."""
    places = sorted(reading.layout.places.items(), key=lambda item: item[1])
    kept = {record.row for record in reading.records}
    lines = [line for line in reading.table.lines if line.number in kept][:SHOWN]
    values = [understood(line, reading.layout) for line in lines]
    titles = tuple(reading.layout.titles[place] for _, place in places)
    return titles, tuple(tuple(_shown(name, line.get(name), zone) for name, _ in places) for line in values)


def _shown(name: str, value: Any, zone: ZoneInfo) -> str:  # noqa: ANN401 - whatever a column reads
    if name.endswith("_cents") and value is not None:
        return f"{value // 100},{value % 100:02} €"
    return show(value, zone)


def show(value: Any, zone: ZoneInfo) -> str:  # noqa: ANN401 - whatever a column reads
    """Return a value as a French page writes it."""
    match value:
        case None:
            shown = ""
        case bool():
            shown = "oui" if value else "non"
        case datetime():
            shown = f"{value.astimezone(zone) if value.tzinfo else value:%d/%m/%Y %H:%M}"
        case date():
            shown = f"{value:%d/%m/%Y}"
        case time():
            shown = f"{value:%H:%M}"
        case timedelta():
            shown = show_length(value)
        case tuple():
            shown = ", ".join(show(one, zone) for one in value)
        case float():
            shown = str(value).replace(".", ",")
        case _:
            shown = show_phone(value) if str(value).startswith("+") else str(value)
    return shown


def show_length(length: timedelta) -> str:
    """Return a duration in the unit a person would say it in: "59 s", "75 min", "36 h 24"."""
    seconds = round(length.total_seconds())
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes <= 300 else f"{minutes // 60} h {minutes % 60:02}"  # noqa: PLR2004 - five hours
