"""Absences: who is away, from when until when; saying so changes every slot at once and mends what was promised."""

from datetime import time, timedelta

from api.actions.common import OFFICE, SAVED, firm_for, firm_view, house_of, to_mend
from api.actions.typed import read_day, read_time
from api.views import AbsenceForm, AbsencesView, AbsenceView, Caller, Done, Refused
from desk.connections import CALENDARS
from desk.said import said
from planner.errors import NotFound
from planner.firms import Firm
from planner.identifiers import TechnicianId, new_id
from planner.intervals import Interval
from planner.ports import Work
from planner.staffing import add_absence
from planner.staffing import remove_absence as take_back
from planner.technicians import Absence, Technician
from planner.working_days import instant

_LONGEST = timedelta(days=1_100)
"""Longer than three years nobody is absent: he has left."""


def absences(caller: Caller, slug: str, *, absence: str = "") -> AbsencesView:
    """Return the absences that are not over, and the one to be changed as its form shows it."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        names = {one.id: one.name for one in sorted(work.of(Technician).find(), key=lambda one: one.name)}
        there = {one.id for one in work.of(Technician).find(active=True)}
        found = [one for one in work.of(Absence).find() if one.interval.end > work.now and one.technician_id in names]
    asked = [one for one in found if one.id == absence and not _told(one)]
    return AbsencesView(
        firm=firm_view(house, firm),
        person=person,
        absences=tuple(
            _view(one, names[one.technician_id]) for one in sorted(found, key=lambda one: (one.interval.start, one.id))
        ),
        technicians=tuple((key, name) for key, name in names.items() if key in there),
        form=_form(firm, asked[0]) if asked else AbsenceForm(),
    )


def save_absence(caller: Caller, slug: str, form: AbsenceForm) -> Done | Refused:
    """Keep an absence, new or changed; promises it breaks stay and are proposed to be mended.

    Raises:
        NotFound: the absence is another's to change: a calendar tells it.
    """
    firm, _ = firm_for(caller, slug, *OFFICE)
    fields: dict[str, str] = {}
    interval = _interval(firm, form, fields)

    def command(work: Work) -> None:
        if not work.of(Technician).find(id=form.technician):
            fields["technician"] = said("Choisissez qui est absent.")
        if interval is None or fields:
            return
        _own(work, form.absence)
        if form.absence:
            take_back(work, form.absence)
        key, whose = form.absence or new_id(), TechnicianId(form.technician)
        add_absence(work, Absence(key, whose, interval, form.reason.strip()))

    house_of(caller).transactions.write(firm.id, command)
    return to_mend(fields) if fields else SAVED


def remove_absence(caller: Caller, slug: str, *, absence: str) -> Done:
    """Give a technician his time back.

    Raises:
        NotFound: the absence is another's to change.
    """
    firm, _ = firm_for(caller, slug, *OFFICE)

    def command(work: Work) -> None:
        _own(work, absence)
        take_back(work, absence)

    house_of(caller).transactions.write(firm.id, command)
    return Done(said("L’absence est retirée."))


def _own(work: Work, absence: str) -> None:
    """Refuse to change what a calendar would say again."""
    if absence and any(_told(one) for one in work.of(Absence).find(id=absence)):
        raise NotFound


def _told(absence: Absence) -> bool:
    return absence.source.startswith(CALENDARS)


def _view(absence: Absence, name: str) -> AbsenceView:
    return AbsenceView(
        absence=absence.id,
        technician=absence.technician_id,
        name=name,
        start=absence.interval.start,
        end=absence.interval.end,
        reason=absence.reason,
        told_by="calendar" if _told(absence) else "",
    )


def _form(firm: Firm, absence: Absence) -> AbsenceForm:
    """Return an absence as it would be typed: whole days without hours."""
    start, end = (moment.astimezone(firm.zone) for moment in (absence.interval.start, absence.interval.end))
    whole = start.time() == end.time() == time()
    last = end - timedelta(days=1) if whole else end
    return AbsenceForm(
        absence=absence.id,
        technician=absence.technician_id,
        first=start.date().isoformat(),
        last=last.date().isoformat(),
        begins="" if whole else f"{start:%H:%M}",
        ends="" if whole else f"{end:%H:%M}",
        reason=absence.reason,
    )


def _interval(firm: Firm, form: AbsenceForm, fields: dict[str, str]) -> Interval | None:
    """Return when somebody is away: from an hour or the beginning of a day until an hour or the end of one."""
    first, last = read_day(form.first), read_day(form.last or form.first)
    if first is None:
        fields["first"] = said("Indiquez le premier jour.")
    if last is None:
        fields["last"] = said("Date attendue.")
    begins, ends = (read_time(text) if text.strip() else None for text in (form.begins, form.ends))
    for name, text, hour in (("begins", form.begins, begins), ("ends", form.ends, ends)):
        if text.strip() and hour is None:
            fields[name] = said("Heure attendue sous la forme 08:30.")
    if fields or first is None or last is None:
        return None
    start = instant(first, begins or time(), firm.zone)
    end = instant(last, ends, firm.zone) if ends else instant(last + timedelta(days=1), time(), firm.zone)
    if not start < end <= start + _LONGEST:
        fields["last"] = said("La fin suit le début, de trois ans au plus.")
        return None
    return Interval(start, end)
