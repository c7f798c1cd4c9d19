"""One sentence of reason for each offer, and for each wish that cannot be met."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from solver.blocks import RouteBlock, compile_route
from solver.offers import Offer, best_insertion
from solver.problem import Shift, Visit, Window
from solver.rules import lunch, overtime, promised_window, shift, skill, technician, travel
from solver.sentence import Sentence, hour, minutes

_WITHOUT_LIMIT = 86_400
_NO_LABELS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a wish cannot be met: the name of the rule in its way, and how to say it."""

    rule: str
    sentence: Sentence


def explain_offer(offer: Offer, labels: Mapping[str, str] = _NO_LABELS) -> Sentence:
    """Why this offer is a good one: the neighbour he comes from or goes to, the road and the overtime it adds.

    `labels` gives the name to print for a technician or the place of a visit; without one, the key itself.
    """
    road = explain_detour(offer, labels)
    if offer.overtime <= 0:
        return road
    late = minutes(offer.overtime)
    return Sentence(f"{road.fr}, {late} min d'heures supplémentaires", f"{road.en}, {late} min of overtime")


def explain_detour(offer: Offer, labels: Mapping[str, str] = _NO_LABELS) -> Sentence:
    """The part of it that a customer may read: where he comes from or goes to, and the road it adds."""
    where = _where(offer, labels)
    road = minutes(offer.detour)
    if road <= 0:
        return Sentence(f"{where.fr} : pas de route en plus", f"{where.en}: no extra driving")
    return Sentence(f"{where.fr} : {road} min de route en plus", f"{where.en}: {road} min of extra driving")


def _where(offer: Offer, labels: Mapping[str, str]) -> Sentence:
    """The nearer of the two neighbours."""
    name = labels.get(offer.shift.technician, offer.shift.technician)
    before, after = (None if key is None else labels.get(key, key) for key in (offer.before, offer.after))
    if before is not None and (after is None or offer.to_visit <= offer.from_visit):
        return Sentence(f"{name} passe à {before} juste avant", f"{name} is at {before} just before")
    if after is not None:
        return Sentence(f"{name} passe à {after} juste après", f"{name} is at {after} just after")
    return Sentence(f"{name} n'a pas d'autre passage ce jour-là", f"{name} has no other visit that day")


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
