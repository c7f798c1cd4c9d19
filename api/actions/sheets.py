"""Technicians and services, each on a sheet of its own: everything that decides who may come, when and for what."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from api.actions.common import SAVED, firm_for, firm_view, house_of, to_mend
from api.actions.lengths import learned_length
from api.actions.places import commune_at
from api.actions.settings import MANAGING
from api.actions.typed import (
    NOWHERE,
    opening_days,
    position_of,
    price_of,
    read_number,
    read_opening,
    read_or_tell,
    read_time,
    service_settings,
    skills_in_words,
    whole_number,
    with_breaks,
)
from api.house import House
from api.views import (
    Caller,
    ClearanceForm,
    Done,
    OpeningDay,
    OpeningForm,
    Refused,
    Role,
    ServicePage,
    ServiceSheet,
    ServicesView,
    SkillView,
    TechnicianLine,
    TechnicianPage,
    TechnicianSheet,
    TechniciansView,
)
from desk.contact_details import fold, read_email, read_phone
from desk.proposals import SKILL_LABELS, WEEK, proposed_technician, read_skills
from desk.said import said, told
from planner.errors import InvalidConfiguration
from planner.identifiers import ServiceId, new_id
from planner.ports import Work
from planner.rules import LunchRule
from planner.services import Half, PriceClass, Service
from planner.staffing import save_service as keep_service
from planner.staffing import save_technician as keep_technician
from planner.technicians import Clearance, Technician

LEVELS = 3
"""The highest level of a skill."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def technicians(caller: Caller, slug: str) -> TechniciansView:
    """Return everybody who drives a route, those who have left last."""
    firm, person = firm_for(caller, slug, *MANAGING)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        every = sorted(work.of(Technician).find(), key=lambda one: (not one.active, one.name, one.id))
    lines = (TechnicianLine(one.id, one.name, skills_in_words(one.skills), one.active) for one in every)
    return TechniciansView(firm_view(house, firm), person, tuple(lines))


def technician_page(caller: Caller, slug: str, *, technician: str = "") -> TechnicianPage:
    """Return the sheet of a technician, or the one a new technician starts from."""
    firm, person = firm_for(caller, slug, *MANAGING)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        known = work.of(Technician).get(technician) if technician else None
        form = _technician_sheet(known) if known else TechnicianSheet(hours=_hours(opening_days(WEEK)))
        areas = tuple(area.name for area in firm.rules.areas)
        return TechnicianPage(firm_view(house, firm), person, form, _skills(work), areas)


def save_technician(caller: Caller, slug: str, form: TechnicianSheet) -> Done | Refused:
    """Keep a technician, new or known; what cannot be read is told beside its field, and then nothing is kept."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        known = work.of(Technician).get(form.technician) if form.technician else None
    fields: dict[str, str] = {}
    read = _read_technician(house, form, known, fields)
    if read is None:
        return to_mend(fields)
    try:
        house.transactions.write(firm.id, lambda work: keep_technician(work, read))
    except InvalidConfiguration as error:
        return Refused(told(error), {"opens-0": told(error)})
    return SAVED


def services(caller: Caller, slug: str) -> ServicesView:
    """Return every service of the firm, those no longer offered last."""
    firm, person = firm_for(caller, slug, *MANAGING)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        every = sorted(work.of(Service).find(), key=lambda one: (not one.active, one.name, one.id))
    retired = frozenset(one.id for one in every if not one.active)
    return ServicesView(firm_view(house, firm), person, tuple(map(service_settings, every)), retired)


def service_page(caller: Caller, slug: str, *, service: str = "") -> ServicePage:
    """Return the sheet of a service, or the one a new service starts from."""
    firm, person = firm_for(caller, slug, *MANAGING)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        known = work.of(Service).get(service) if service else None
        form = _service_sheet(known) if known else ServiceSheet()
        learned = learned_length(work, known) if known else None
        return ServicePage(firm_view(house, firm), person, form, _skills(work), learned)


def save_service(caller: Caller, slug: str, form: ServiceSheet) -> Done | Refused:
    """Keep a service, new or known; one no longer offered keeps its appointments."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        known = work.of(Service).get(form.service) if form.service else None
    fields: dict[str, str] = {}
    read = _read_service(form, known, fields)
    if read is None:
        return to_mend(fields)
    house.transactions.write(firm.id, lambda work: keep_service(work, read))
    return SAVED


def _skills(work: Work) -> tuple[SkillView, ...]:
    """Return every skill that is proposed, asked for or somebody's."""
    asked = [one.skills for one in work.of(Service).find()]
    used = {skill for skills in (*asked, *(one.skills for one in work.of(Technician).find())) for skill in skills}
    labels = {**{skill: skill for skill in used}, **SKILL_LABELS}
    return tuple(SkillView(code, label) for code, label in sorted(labels.items(), key=lambda one: fold(one[1])))


def _technician_sheet(technician: Technician) -> TechnicianSheet:
    lunch = technician.lunch or LunchRule()
    same = technician.end == technician.start
    return TechnicianSheet(
        technician=technician.id,
        name=technician.name,
        phone=technician.phone,
        email=technician.email,
        active=technician.active,
        start_address=commune_at(technician.start).label,
        end_address="" if same else commune_at(technician.end).label,
        levels=_written_levels(technician.skills),
        clearances=tuple(
            ClearanceForm(one.kind, one.expires_on.isoformat() if one.expires_on else "")
            for one in technician.clearances
        ),
        hours=_hours(opening_days(technician.shifts)),
        lunch=technician.lunch is not None,
        lunch_earliest=f"{lunch.earliest:%H:%M}",
        lunch_latest=f"{lunch.latest:%H:%M}",
        lunch_minutes=str(lunch.length // _MINUTE),
        areas=tuple(sorted(technician.areas)),
    )


def _read_technician(
    house: House, form: TechnicianSheet, known: Technician | None, fields: dict[str, str]
) -> Technician | None:
    if not form.name.strip():
        fields["name"] = said("Indiquez son nom.")
    phone = read_or_tell(fields, "phone", form.phone, read_phone)
    email = read_or_tell(fields, "email", form.email, read_email)
    start = position_of(house, form.start_address, known.start if known else None)
    if start is None:
        fields["start_address"] = NOWHERE
    end = position_of(house, form.end_address, known.end if known else None) if form.end_address.strip() else start
    if end is None and start is not None:
        fields["end_address"] = NOWHERE
    shifts = read_opening(form.hours, fields)
    lunch = _read_lunch(form, fields) if form.lunch else None
    skills = _read_levels(form.levels, form.skill)
    clearances = _read_clearances(form.clearances, known.clearances if known else (), fields)
    if fields or start is None or end is None:
        return None
    base = known or proposed_technician(form.name.strip(), start)
    return replace(
        base,
        name=form.name.strip(),
        phone=phone,
        email=email,
        active=form.active,
        start=start,
        end=end,
        shifts=with_breaks(shifts, base.shifts) if known else shifts,
        lunch=lunch,
        skills=skills,
        clearances=clearances,
        areas=frozenset(form.areas),
    )


def _read_lunch(form: TechnicianSheet, fields: dict[str, str]) -> LunchRule | None:
    earliest, latest = read_time(form.lunch_earliest), read_time(form.lunch_latest)
    minutes = read_number(fields, "lunch_minutes", form.lunch_minutes, least=15)
    if earliest is None or latest is None or latest < earliest:
        fields["lunch_earliest"] = said("Le déjeuner commence entre deux heures, par exemple 11:30 et 13:30.")
        return None
    return LunchRule(earliest, latest, timedelta(minutes=minutes))


def _read_levels(levels: Mapping[str, str], another: str) -> dict[str, int]:
    """Return the skills with a level above nought, and one that nobody had yet, at its first or the level said."""
    read = {skill: whole_number(level) for skill, level in levels.items()}
    chosen = {skill: level for skill, level in read.items() if level is not None and 0 < level <= LEVELS}
    return {**read_skills([another] if another.strip() else []), **chosen}


def _written_levels(skills: Mapping[str, int]) -> dict[str, str]:
    return {skill: str(level) for skill, level in skills.items()}


def _read_clearances(
    rows: Iterable[ClearanceForm], known: Iterable[Clearance], fields: dict[str, str]
) -> tuple[Clearance, ...]:
    """Return the titles typed; one that was known keeps the day it was issued on."""
    issued = {one.kind: one.issued_on for one in known}
    found = []
    for number, row in enumerate(rows):
        kind = row.kind.strip()
        try:
            expires = date.fromisoformat(row.expires) if row.expires.strip() else None
        except ValueError:
            fields[f"expires-{number}"] = said("Date attendue, par exemple 30/01/2027.")
            continue
        if kind:
            found.append(Clearance(kind, expires, issued.get(kind)))
        elif expires:
            fields[f"clearance-{number}"] = said("Quel titre vaut jusqu’à cette date ?")
    return tuple(found)


def _service_sheet(service: Service) -> ServiceSheet:
    return ServiceSheet(
        service=service.id,
        name=service.name,
        description=service.description,
        minutes=str(service.duration // _MINUTE),
        window_minutes=str(service.arrival_window // _MINUTE),
        notice_hours=str(service.lead_time // _HOUR),
        horizon_days=str(service.horizon // _DAY),
        price_class=service.price_class,
        price="" if service.price is None else f"{service.price / 100:.2f}".replace(".", ","),
        levels=_written_levels(service.skills),
        clearances=", ".join(sorted(service.clearances)),
        halves=tuple(sorted(service.halves)),
        weekdays=tuple(str(day) for day in sorted(service.weekdays)),
        online=service.online,
        active=service.active,
    )


def _read_service(form: ServiceSheet, known: Service | None, fields: dict[str, str]) -> Service | None:
    if not form.name.strip():
        fields["name"] = said("Indiquez le nom de la prestation.")
    minutes = read_number(fields, "minutes", form.minutes)
    window = read_number(fields, "window_minutes", form.window_minutes)
    notice = read_number(fields, "notice_hours", form.notice_hours, least=0)
    horizon = read_number(fields, "horizon_days", form.horizon_days, least=1)
    if timedelta(days=horizon) <= timedelta(hours=notice) and not {"notice_hours", "horizon_days"} & fields.keys():
        fields["horizon_days"] = said("Elle ne serait jamais réservable : ce délai doit dépasser la prévenance.")
    halves, weekdays = frozenset(form.halves) & set(Half), frozenset(form.weekdays) & set("0123456")
    if not halves or not weekdays:
        fields["weekdays"] = said("Choisissez au moins un jour et une demi-journée.")
    if form.price_class not in set(PriceClass):
        fields["price_class"] = said("Choisissez comment elle est facturée.")
    price = price_of(fields, form.price)
    if fields:
        return None
    key = known.id if known else ServiceId(new_id())
    base = known or Service(key, key, form.name.strip(), timedelta(minutes=minutes))
    return replace(
        base,
        name=form.name.strip(),
        description=form.description.strip(),
        duration=timedelta(minutes=minutes),
        arrival_window=timedelta(minutes=window),
        lead_time=timedelta(hours=notice),
        horizon=timedelta(days=horizon),
        price_class=PriceClass(form.price_class),
        price=price,
        skills=_read_levels(form.levels, form.skill),
        clearances=frozenset(kind for part in form.clearances.split(",") if (kind := part.strip())),
        halves=frozenset(map(Half, halves)),
        weekdays=frozenset(map(int, weekdays)),
        online=form.online,
        active=form.active,
    )


def _hours(days: Iterable[OpeningDay]) -> tuple[OpeningForm, ...]:
    """Return hours as a form shows them."""
    return tuple(
        OpeningForm(day.weekday, f"{day.opens:%H:%M}" if day.opens else "", f"{day.closes:%H:%M}" if day.closes else "")
        for day in days
    )
