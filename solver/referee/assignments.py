"""Who makes which visit: what he must be able to do and bring, and what sending him costs."""

from collections.abc import Iterator, Sequence

from solver.problem import Problem, Shift, Visit
from solver.referee.verdict import Violation
from solver.sentence import Sentence
from solver.solution import Cost


def service(shift: Shift, visit: Visit) -> int:
    """Seconds the visit takes him: those of his lowest level among the skills it needs, where it names that level."""
    levels = [shift.skills.get(skill, 0) for skill in visit.skills]
    lowest = min(levels) if levels else 0
    return visit.durations.get(lowest, visit.duration)


def wrong_assignments(shift: Shift, visit: Visit) -> Iterator[Violation]:
    """What he lacks to make the visit at all on that day, and visits that are not his to make."""
    for rule, sentence in (*_unable(shift, visit), *_not_his(shift, visit)):
        yield Violation(rule, shift.technician, visit.key, sentence)


def _unable(shift: Shift, visit: Visit) -> Iterator[tuple[str, Sentence]]:
    """Skills too low, clearances that have run out, and days that come too early."""
    for skill, level in visit.skills.items():
        if skill not in shift.skills or shift.skills[skill] < level:
            yield (
                "skill",
                Sentence(
                    f"il n'a pas la compétence « {skill} » au niveau {level}",
                    f"they lack the skill “{skill}” at level {level}",
                ),
            )
    for clearance in sorted(visit.clearances):
        if clearance not in shift.clearances or shift.clearances[clearance] < shift.day:
            yield (
                "clearance",
                Sentence(
                    f"il n'a pas l'habilitation « {clearance} » ce jour-là",
                    f"they do not hold the clearance “{clearance}” that day",
                ),
            )
    if visit.release is not None and shift.day < visit.release:
        yield (
            "release",
            Sentence("ce passage n'est pas encore possible ce jour-là", "this visit is not possible yet on that day"),
        )


def _not_his(shift: Shift, visit: Visit) -> Iterator[tuple[str, Sentence]]:
    """Visits reserved to others, or pinned to somebody else."""
    excluded = shift.technician in visit.forbidden
    reserved = bool(visit.required) and shift.technician not in visit.required
    if excluded or reserved:
        yield "technician", Sentence("ce passage est réservé à d'autres", "this visit is reserved to others")
    if visit.pinned is not None and visit.pinned.technician not in (None, shift.technician):
        yield (
            "pinned",
            Sentence("ce passage est fixé chez un autre technicien", "this visit is pinned to another technician"),
        )


def short_of(shift: Shift, visits: Sequence[Visit], loading_after: int | None) -> Iterator[tuple[Visit, list[str]]]:
    """Each visit for which something is missing, and what, when he loads after so many visits (None: never)."""
    tools, parts, loaded = set(shift.tools), dict(shift.parts), False
    for number, visit in enumerate(visits):
        loaded = loaded or number == loading_after
        if loaded:
            return
        missing = [part for part, count in visit.parts.items() if parts.get(part, 0) < count]
        missing += [tool for tool in visit.tools if tool not in tools]
        if missing:
            yield visit, sorted(set(missing))
        for part, count in visit.parts.items():
            parts[part] = parts.get(part, 0) - count


def people_cost(problem: Problem, routes: Sequence[Sequence[Visit]]) -> Cost:
    """What the plan costs whatever its hours: visits left out, and each visit made by this technician on this day."""
    served = {visit.key for visits in routes for visit in visits}
    left_out = sum(visit.prize for visit in problem.visits if visit.key not in served)
    cost = Cost(unserved=left_out * problem.weights.unserved)
    for shift, visits in zip(problem.shifts, routes, strict=True):
        cost += _cost_of_route(problem, shift, visits)
    return cost


def _cost_of_route(problem: Problem, shift: Shift, visits: Sequence[Visit]) -> Cost:
    """Preference, area, lateness, stability and fairness of one route."""
    weights, work = problem.weights, sum(service(shift, visit) for visit in visits)
    beyond = 0 if shift.fair_share is None else max(0, work - shift.fair_share)
    disliked = [visit for visit in visits if visit.preferred and shift.technician not in visit.preferred]
    away = [visit for visit in visits if visit.area is not None and shift.areas and visit.area not in shift.areas]
    late = [(shift.day - visit.due).days for visit in visits if visit.due is not None and shift.day > visit.due]
    moved = [
        visit.published.price
        for visit in visits
        if visit.published is not None
        and (visit.published.technician != shift.technician or visit.published.day != shift.day)
    ]
    return Cost(
        preference=len(disliked) * weights.preference,
        area=len(away) * weights.area,
        lateness=sum(late) * weights.lateness,
        stability=sum(moved) * weights.stability,
        fairness=beyond * weights.fairness,
    )
