"""Who works when, and what the firm offers: changing either changes every slot from that moment on.

What concerns one technician is changed under the lock of his routes: a promise made meanwhile waits and sees it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from planner.events import PlaceFreed, TechnicianAbsent
from planner.firms import Firm
from planner.identifiers import PlaceId, TechnicianId, new_id
from planner.intervals import Interval, joined
from planner.ports import Work
from planner.rules import FirmRules
from planner.services import Service
from planner.technicians import Absence, Technician
from planner.translation import working_days
from planner.windows import half_days
from planner.working_days import days_between, instant, local_day

AHEAD = timedelta(days=28)
"""How far ahead time that a technician gets back is offered to those who wait."""

_WEEK = timedelta(days=13)
"""Two weeks hold every pair of consecutive working days."""


def save_technician(work: Work, technician: Technician) -> Firm:
    """Add or change a technician; return the firm with its new version.

    Raises:
        InvalidConfiguration: his weekly shifts break the working-time limits.
    """
    work.routes.lock([technician.id])
    check_shifts(work.firm, technician, local_day(work.now, work.firm.zone))
    work.of(Technician).put(technician)
    return _settings_changed(work)


def save_service(work: Work, service: Service) -> Firm:
    """Add or change a service; return the firm with its new version."""
    work.of(Service).put(service)
    return _settings_changed(work)


def save_rules(work: Work, rules: FirmRules) -> Firm:
    """Change the firm's rules; return the firm with its new version.

    Raises:
        InvalidConfiguration: a technician's shifts would break the new working-time limits.
    """
    changed = replace(work.firm, rules=rules)
    for technician in work.of(Technician).find(active=True):
        check_shifts(changed, technician, local_day(work.now, work.firm.zone))
    return work.save_firm(changed)


def add_absence(work: Work, absence: Absence) -> Firm:
    """Take a technician out of the plan for a while; promises on his route stay, and show as broken until mended.

    Raises:
        NotFound: the firm has no such technician.
    """
    work.routes.lock([absence.technician_id])
    work.of(Technician).get(absence.technician_id)
    work.of(Absence).put(absence)
    work.publish(TechnicianAbsent(absence.technician_id, absence.interval.start, absence.interval.end))
    return _settings_changed(work)


def remove_absence(work: Work, absence_id: str) -> Firm:
    """Give a technician his time back; an absence that is not there is none.

    Nothing waits for him: whoever asks meanwhile is only offered less.
    """
    for gone in work.of(Absence).find(id=absence_id):
        work.of(Absence).remove(absence_id)
        _back(work, gone.technician_id, gone.interval)
    return _settings_changed(work)


def replace_absences(work: Work, technician_id: TechnicianId, source: str, intervals: Iterable[Interval]) -> bool:
    """Let a source that knows all of it say when a technician is away from today on; tell whether anything changed.

    What it said before and does not say again is taken back; what others said stays. Raises NotFound.
    """
    work.routes.lock([technician_id])
    work.of(Technician).get(technician_id)
    today = instant(local_day(work.now, work.firm.zone), time(), work.firm.zone)
    said = [one for one in work.of(Absence).find(technician_id=technician_id) if one.source == source]
    known = {one.interval: one for one in said if one.interval.end > today}
    now_said = set(joined(intervals, today))
    if now_said == known.keys():
        return False
    for interval in known.keys() - now_said:
        work.of(Absence).remove(known[interval].id)
        _back(work, technician_id, interval)
    for interval in sorted(now_said - known.keys()):
        work.of(Absence).put(Absence(new_id(), technician_id, interval, source=source))
        work.publish(TechnicianAbsent(technician_id, interval.start, interval.end))
    _settings_changed(work)
    return True


def forget_absences(work: Work, sources: str, before: datetime) -> int:
    """Forget absences that ended before an instant and whose source begins so; return how many."""
    over = [one for one in work.of(Absence).find() if one.source.startswith(sources) and one.interval.end <= before]
    for one in over:
        work.of(Absence).remove(one.id)
    return len(over)


def check_shifts(firm: Firm, technician: Technician, start: date) -> None:
    """Refuse weekly shifts that no legal day could hold.

    Raises:
        InvalidConfiguration: they break a working-time limit even without overtime.
    """
    working_days(firm, technician, [], list(days_between(start, start + _WEEK)))


def _back(work: Work, technician_id: TechnicianId, interval: Interval) -> None:
    """Tell of each half-day, not over yet and not too far ahead, in which a technician has time again."""
    reach = Interval(work.now, work.now + AHEAD)
    if ahead := interval.intersection(reach):
        freed = half_days(ahead, work.firm.zone)
        work.publish(*(PlaceFreed(PlaceId(new_id()), technician_id, part.start, part.end) for part in freed))


def _settings_changed(work: Work) -> Firm:
    return work.save_firm(work.firm)
