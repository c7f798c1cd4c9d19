"""Why a visit does not fit on a route within a window: each rule in its way, with its sentence."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from solver.blocks import RouteBlock, compile_route
from solver.offers import best_insertion
from solver.problem import Shift, Visit, Window
from solver.rules import lunch, overtime, promised_window, shift, skill, technician, travel
from solver.sentence import Sentence, hour

_WITHOUT_LIMIT = 86_400
_NO_LABELS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a wish cannot be met: the name of the rule in its way, and how to say it."""

    rule: str
    sentence: Sentence


def explain_refusal(
    block: RouteBlock,
    visit: Visit,
    window: Window,
    *,
    labels: Mapping[str, str] = _NO_LABELS,
    zone: dt.tzinfo = dt.UTC,
) -> tuple[Refusal, ...]:
    """Why the visit does not fit on this route within this window; empty when it does.

    Who may come is told first, then what no plan could change, then each rule that alone stands in the way: the
    route is asked again without lunch, without a limit on overtime, without the windows promised to others.
    `labels` names skills, `zone` is the clock hours are told in.
    """
    people = tuple(_people(block.shift, visit, labels))
    if people or best_insertion(block, visit, window) is not None:
        return people
    anyone = replace(visit.promised(window), skills={}, required=frozenset(), forbidden=frozenset(), pinned=None)
    hopeless = _hopeless(block, anyone, zone)
    if hopeless is not None:
        return (hopeless,)
    found = tuple(_in_the_way(block, anyone))
    return found or (Refusal(shift.NAME, shift.full_day()),)


def _people(him: Shift, visit: Visit, labels: Mapping[str, str]) -> Iterator[Refusal]:
    """What keeps this technician from the visit at any hour."""
    for gap in skill.gaps(visit, him.skills):
        yield Refusal(skill.NAME, skill.refusal(gap, labels.get(gap.skill, gap.skill)))
    if not technician.allowed(visit, him.technician):
        yield Refusal(technician.NAME, technician.refusal())


def _hopeless(block: RouteBlock, visit: Visit, zone: dt.tzinfo) -> Refusal | None:
    """What would refuse the visit even on an empty day without lunch."""
    him, window = block.shift, visit.windows[0]
    if window.latest < him.start or window.earliest + visit.duration > him.latest_return:
        return Refusal(shift.NAME, shift.off_duty())
    alone = replace(him, lunch=None)
    if _fits(block, alone, (), visit):
        return None
    arrival = him.start + int(
        block.travel.seconds(him.start_place.lat, him.start_place.lon, visit.place.lat, visit.place.lon)
    )
    late = travel.arrives_late(hour(arrival, zone)) if arrival > window.latest else travel.back_late()
    return Refusal(travel.NAME, late)


def _in_the_way(block: RouteBlock, visit: Visit) -> Iterator[Refusal]:
    """Each rule without which the visit would fit."""
    him, others = block.shift, block.visits
    if him.lunch is not None and _fits(block, replace(him, lunch=None), others, visit):
        yield Refusal(lunch.NAME, lunch.refusal())
    if _fits(block, replace(him, max_overtime=him.max_overtime + _WITHOUT_LIMIT), others, visit):
        yield Refusal(overtime.NAME, overtime.refusal(him.max_overtime))
    whole_shift = Window(him.start, him.latest_return)
    if _fits(block, him, tuple(replace(other.promised(whole_shift), pinned=None) for other in others), visit):
        yield Refusal(promised_window.NAME, promised_window.refusal())


def _fits(block: RouteBlock, him: Shift, others: tuple[Visit, ...], visit: Visit) -> bool:
    """Whether the visit would fit on this changed route."""
    changed = compile_route(him, others, travel=block.travel, weights=block.weights)
    return best_insertion(changed, visit, visit.windows[0]) is not None
