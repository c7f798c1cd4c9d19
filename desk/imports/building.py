"""The understood cells of one line become one record; what only the whole line can tell is checked here."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.imports.columns import Values
from desk.imports.dates import instant
from desk.imports.errors import NotUnderstood
from desk.imports.rows import (
    BusyRow,
    CallRow,
    ContractRow,
    CustomerRow,
    PastAppointmentRow,
    SiteRow,
    TechnicianRow,
)

_POSTCODE_AND_CITY = re.compile(r"[,\s]*\b(?P<postcode>\d{5})\s+(?P<city>\D+)$")
_FREE = frozenset({"3", "libre", "disponible", "free"})


def customer(row: int, values: Values, _zone: ZoneInfo) -> CustomerRow:
    """Build a customer; its site is the address of the line, when it has one."""
    place = site(row, values, _zone)
    return CustomerRow(
        row=row,
        name=_customer_name(values),
        references=_present(values.get("reference")),
        kind=values.get("kind", ""),
        phones=_together(values, "phone", "landline", "mobile", "phone2"),
        emails=_together(values, "email", "email2"),
        sites=(place,) if place.street or place.city or place.postcode or place.latitude is not None else (),
        under_contract=values.get("under_contract"),
        comment=values.get("comment", ""),
    )


def _customer_name(values: Values) -> str:
    """Name a customer: the company when there is one, else first name and name."""
    if company := values.get("company"):
        return str(company)
    first, last = values.get("first_name", ""), values.get("name", "")
    return last if first.casefold() in last.casefold() else f"{first} {last}".strip()


def site(row: int, values: Values, _zone: ZoneInfo) -> SiteRow:
    """Build a site; a postcode and a city written at the end of the street are set in their own places."""
    street = ", ".join(_present(values.get("street"), values.get("street2")))
    postcode, city = values.get("postcode", ""), values.get("city", "")
    if not postcode and not city and (found := _POSTCODE_AND_CITY.search(street)):
        street, postcode, city = street[: found.start()], found["postcode"], found["city"].strip()
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if (latitude is None) != (longitude is None):
        raise NotUnderstood("il manque la latitude ou la longitude")
    return SiteRow(
        row=row,
        customer_reference=values.get("customer_reference", values.get("reference", "")),
        customer_name=values.get("customer_name", ""),
        label=values.get("label", ""),
        street=street,
        postcode=postcode,
        city=city,
        latitude=latitude,
        longitude=longitude,
        access=values.get("access", ""),
    )


def technician(row: int, values: Values, _zone: ZoneInfo) -> TechnicianRow:
    """Build a technician."""
    first, last = values.get("first_name", ""), values.get("name", "")
    return TechnicianRow(
        row=row,
        name=last if first.casefold() in last.casefold() and last else f"{first} {last}".strip(),
        reference=values.get("reference", ""),
        depot=values.get("depot", ""),
        skills=values.get("skills", ()),
        clearances=values.get("clearances", ()),
        clearances_expire_on=values.get("clearances_expire_on"),
        phones=_together(values, "phone", "mobile"),
        emails=values.get("email", ()),
    )


def contract(row: int, values: Values, _zone: ZoneInfo) -> ContractRow:
    """Build a maintenance contract; one to fifty-two visits a year."""
    visits = values.get("visits_per_year")
    if visits is not None and not 1 <= visits <= 52:  # noqa: PLR2004 - at most one a week
        raise NotUnderstood(f"{visits} visites par an : il en faut de 1 à 52")
    return ContractRow(row=row, **values)


def appointment(row: int, values: Values, zone: ZoneInfo) -> PastAppointmentRow:
    """Build an appointment; its hour may stand beside the date or in a column of its own."""
    rest = {field: value for field, value in values.items() if field not in {"date", "hour"}}
    when: date | datetime = values["date"]
    if not isinstance(when, datetime) and "hour" not in values:
        return PastAppointmentRow(row=row, day=when, **rest)
    starts_at = _moment(when, values.get("hour"), zone)
    return PastAppointmentRow(row=row, day=starts_at.astimezone(zone).date(), starts_at=starts_at, **rest)


def call(row: int, values: Values, zone: ZoneInfo) -> CallRow:
    """Build a call; one whose hour the file doesn't tell stands at midnight."""
    rest = {field: value for field, value in values.items() if field not in {"started_at", "hour"}}
    return CallRow(row=row, started_at=_moment(values["started_at"], values.get("hour"), zone), **rest)


def busy(row: int, values: Values, zone: ZoneInfo) -> BusyRow:
    """Build an entry of an exported calendar; a whole day lasts until midnight."""
    start_day, all_day = values["start"], values.get("all_day", False)
    start = _moment(start_day, values.get("start_hour"), zone)
    end = _moment(values.get("end", start_day), values.get("end_hour"), zone)
    if end == start and (all_day or "end_hour" not in values):
        end = instant(datetime.combine(start.astimezone(zone).date() + timedelta(days=1), time()), zone)
    if end <= start:
        raise NotUnderstood("la fin ne vient pas après le début")
    free = values.get("availability", "") in _FREE
    return BusyRow(row=row, start=start, end=end, subject=values.get("subject", ""), free=free)


def _moment(when: date | datetime, hour: time | None, zone: ZoneInfo) -> datetime:
    if isinstance(when, datetime):
        return instant(when, zone)
    return instant(datetime.combine(when, hour or time()), zone)


def _present(*values: str | None) -> tuple[str, ...]:
    return tuple(value for value in values if value)


def _together(values: Values, *fields: str) -> tuple[str, ...]:
    """Gather the lists of several columns, each element once, in order."""
    return tuple(dict.fromkeys(element for field in fields for element in values.get(field, ())))
