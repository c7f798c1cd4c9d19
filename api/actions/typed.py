"""What people type about a firm becomes its entities, or one sentence beside the field at fault; and back again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from api.actions.places import commune_at, find_place
from api.house import House
from api.views import OpeningDay, OpeningForm, ServiceForm, ServiceSettings, TechnicianForm
from api.views.days import written_day
from desk.contact_details import read_phone
from desk.errors import InvalidEntry
from desk.proposals import SKILL_LABELS, proposed_technician, read_skills
from desk.said import said, told
from planner.identifiers import ServiceId, new_id
from planner.services import Service
from planner.sites import Position
from planner.technicians import Clearance, Technician
from planner.working_days import WeeklyHours

_DAYS = range(7)
_DIGITS = 9
_DEAREST = 10_000_000
"""Euros: cents must fit into a column."""
NOWHERE = said("Nous ne trouvons pas cette adresse : indiquez au moins le code postal et la commune.")
NOT_A_TIME = said("Heure attendue sous la forme 08:30.")


def read_day(text: str) -> date | None:
    """Return the day a date field says, or None."""
    try:
        return written_day(text.strip())
    except ValueError:
        return None


def opening_days(hours: Iterable[WeeklyHours]) -> tuple[OpeningDay, ...]:
    """Return weekly hours as one line a weekday, from the first opening to the last closing."""
    of_day = {day: [one for one in hours if one.weekday == day] for day in _DAYS}
    return tuple(
        OpeningDay(day, min(one.start for one in spans), max(one.end for one in spans))
        if spans
        else OpeningDay(day, None, None)
        for day, spans in of_day.items()
    )


def read_opening(form: Sequence[OpeningForm], fields: dict[str, str]) -> tuple[WeeklyHours, ...]:
    """Return the weekly hours typed; what cannot be read is told in `fields`."""
    found = []
    for line in form:
        if not (line.opens or line.closes):
            continue
        opens, closes = read_time(line.opens), read_time(line.closes)
        if opens is None or closes is None or closes <= opens:
            fields[f"opens-{line.weekday}"] = said(
                "L’ouverture doit précéder la fermeture, par exemple 08:00 et 17:30."
            )
        else:
            found.append(WeeklyHours(line.weekday, opens, closes))
    if not (found or fields):
        fields["opens-0"] = said("Indiquez au moins un jour d’ouverture.")
    return tuple(found)


def with_breaks(typed: Iterable[WeeklyHours], known: Iterable[WeeklyHours]) -> tuple[WeeklyHours, ...]:
    """Return the hours typed; a day left as it was keeps the break that the page does not show."""
    known = tuple(known)
    shown = {day.weekday: (day.opens, day.closes) for day in opening_days(known)}
    kept = []
    for hours in typed:
        same = shown.get(hours.weekday) == (hours.start, hours.end)
        kept += [one for one in known if one.weekday == hours.weekday] if same else [hours]
    return tuple(kept)


def read_technician(house: House, form: TechnicianForm, fields: dict[str, str]) -> Technician | None:
    """Return the new technician typed; what cannot be read is told in `fields`."""
    if not form.name.strip():
        fields["name"] = said("Indiquez son nom.")
    starts, ends = read_time(form.starts), read_time(form.ends)
    if starts is None or ends is None or ends <= starts:
        fields["starts"] = NOT_A_TIME
    phone = read_or_tell(fields, "phone", form.phone, read_phone)
    start = position_of(house, form.start_address)
    if start is None:
        fields["start_address"] = NOWHERE
    clearances = read_clearances(form.clearances, fields)
    if fields or starts is None or ends is None or start is None:
        return None
    proposed = proposed_technician(form.name.strip(), start)
    return replace(
        proposed,
        phone=phone,
        shifts=tuple(replace(one, start=starts, end=ends) for one in proposed.shifts),
        skills=read_skills(form.skills) if form.skills else proposed.skills,
        clearances=clearances,
    )


def read_clearances(written: Iterable[str], fields: dict[str, str]) -> tuple[Clearance, ...]:
    """Return the titles typed, each with the last day it is valid when one is written behind it ("BR 30/01/2027")."""
    found = []
    for words in written:
        kind, _, last = words.rpartition(" ") if "/" in words else (words, "", "")
        try:
            expires = datetime.strptime(last, "%d/%m/%Y").date() if last else None  # noqa: DTZ007 - a day, no instant
        except ValueError:
            fields["clearances"] = said("« {words} » : titre puis date de fin, par exemple BR 30/01/2027.", words=words)
            continue
        found.append(Clearance(kind.strip(), expires))
    return tuple(found)


def read_service(form: ServiceForm, fields: dict[str, str]) -> Service | None:
    """Return the new service typed; what cannot be read is told in `fields`."""
    if not form.name.strip():
        fields["name"] = said("Indiquez le nom de la prestation.")
    minutes = read_number(fields, "minutes", form.minutes)
    window = read_number(fields, "window_minutes", form.window_minutes)
    notice = read_number(fields, "notice_hours", form.notice_hours or "0", least=0)
    price = price_of(fields, form.price)
    if fields:
        return None
    key = ServiceId(new_id())
    return Service(
        key,
        key,
        form.name.strip(),
        timedelta(minutes=minutes),
        description=form.description.strip(),
        arrival_window=timedelta(minutes=window),
        lead_time=timedelta(hours=notice),
        skills=read_skills(form.skills),
        price=price,
        online=form.online,
    )


def service_settings(service: Service) -> ServiceSettings:
    """Return a service as the settings show one."""
    return ServiceSettings(
        service=service.id,
        name=service.name,
        description=service.description,
        minutes=minutes_of(service.duration),
        skills=skills_in_words(service.skills),
        window_minutes=minutes_of(service.arrival_window),
        notice_hours=minutes_of(service.lead_time) // 60,
        price=service.price,
        online=service.online,
    )


def skills_in_words(skills: Mapping[str, int]) -> tuple[str, ...]:
    """Return skills as a firm says them, with the level where it is more than the first."""
    return tuple(
        SKILL_LABELS.get(name, name) + (f" P{level}" if level > 1 else "") for name, level in sorted(skills.items())
    )


def position_of(house: House, written: str, known: Position | None = None) -> Position | None:
    """Return the point of an address; one left as the page showed it keeps the exact point known."""
    if known is not None and written.strip() == commune_at(known).label:
        return known
    found = find_place(house, written)
    return Position(found.lat, found.lon) if found else None


def read_or_tell(fields: dict[str, str], name: str, text: str, read: Callable[[str], str]) -> str:
    """Return a text as it is kept, empty when nothing was typed; what cannot be read is told in `fields`."""
    try:
        return read(text) if text.strip() else ""
    except InvalidEntry as error:
        fields[name] = told(error)
        return ""


def whole_number(text: str) -> int | None:
    """Return the whole number that a text says, or None; none that a firm counts has more than nine digits."""
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= _DIGITS else None


def read_number(fields: dict[str, str], name: str, text: str, *, least: int = 5, most: int = 60 * 24) -> int:
    """Return a whole number between two others; what cannot be read is told in `fields`."""
    number = whole_number(text)
    if number is not None and least <= number <= most:
        return number
    fields[name] = said("Nombre entier attendu, de {least} à {most}.", least=least, most=most)
    return 0


def price_of(fields: dict[str, str], text: str) -> int | None:
    """Return the cents of a price in euros, None when there is none; what is no price is told in `fields`."""
    plain = text.replace("€", "").replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".")
    if not plain:
        return None
    try:
        euros = Decimal(plain)
    except ArithmeticError:
        euros = Decimal("NaN")
    if euros.is_finite() and 0 <= euros <= _DEAREST:
        return round(euros * 100)
    fields["price"] = said("Prix attendu en euros, par exemple 89,00.")
    return None


def read_time(text: str) -> time | None:
    """Return a local time written like 08:30, or None; a time of somewhere else (08:30+02:00) is none."""
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def read_minutes(fields: dict[str, str], name: str, text: str, allowed: range) -> timedelta:
    """Return the minutes typed; a number outside what is allowed is told in `fields`."""
    number = whole_number(text)
    if number is not None and number in allowed:
        return timedelta(minutes=number)
    fields[name] = said("Un nombre de minutes est attendu, de {least} à {most}.", least=allowed[0], most=allowed[-1])
    return timedelta(0)


def minutes_of(length: timedelta) -> int:
    """Return a duration in whole minutes."""
    return int(length.total_seconds()) // 60
