"""Fitting: which waiting visits are worth most in one technician's day, and which of them go together."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from solver.blocks import compile_route
from solver.explain.choice import taken_out
from solver.explain.words import NO_LABELS, Voice, told
from solver.offers import Offer, cost_of, offers
from solver.problem import Shift, Visit, Weights, Window
from solver.rules import unserved
from solver.schedule import Schedule
from solver.sentence import Sentence
from solver.solution import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A waiting visit with its best offer on the route, and what is gained by not leaving it where it is.

    `gain` is the price of leaving it out or, where it is planned already (on the shift `instead`), what its route
    saves without it.
    """

    visit: Visit
    offer: Offer
    gain: Cost
    instead: Shift | None
    weights: Weights

    @property
    def worth(self) -> int:
        """What the plan gains by it, all told; below zero it would lose."""
        return self.gain.total - self.offer.cost.total

    def sentence(self, labels: Mapping[str, str] = NO_LABELS, zone: dt.tzinfo = dt.UTC) -> Sentence:
        """When it would be, instead of what, and what that costs more or less; `labels` and `zone` as elsewhere."""
        voice = Voice(labels, zone)
        name, hour = voice.name(self.visit.key), voice.from_hour(self.offer.start)
        change = told(replace(self.offer.cost - self.gain, unserved=0), self.weights)
        if self.instead is None:
            return Sentence(
                f"{name} à {hour} plutôt que pas du tout : {change.fr}",
                f"{name} at {hour} rather than not at all: {change.en}",
            )
        who, day = voice.name(self.instead.technician), f"{self.instead.day:%d/%m}"
        return Sentence(
            f"{name} à {hour} plutôt que le {day} avec {who} : {change.fr}",
            f"{name} at {hour} rather than on {day} with {who}: {change.en}",
        )


def best_fits(schedule: Schedule, route: int, waiting: Iterable[Visit], *, since: int | None = None) -> tuple[Fit, ...]:
    """Every waiting visit that fits on this route, at its best there, those worth most first.

    Waiting are visits left out, or planned ones of the schedule (known by their key) with the windows their customers
    would take instead. `since` (seconds since the epoch) asks only for starts from then on: somebody is free from two
    o'clock. Exact for each visit: see `offers`.
    """
    found = (_fit(schedule, route, visit if since is None else _from(visit, since)) for visit in waiting)
    return tuple(sorted((fit for fit in found if fit is not None), key=lambda fit: -fit.worth))


def fill(schedule: Schedule, route: int, waiting: Iterable[Visit], *, since: int | None = None) -> tuple[Fit, ...]:
    """Waiting visits that go together on this route: the one worth most, then the one worth most beside it, and so on.

    Each fit is told of the route with those before it. Greedy: another set may be worth more.
    """
    left, taken = list(waiting), list[Fit]()
    while left:
        best = next(iter(best_fits(schedule, route, left, since=since)), None)
        if best is None or best.worth <= 0:
            break
        taken.append(best)
        left = [visit for visit in left if visit.key != best.visit.key]
        schedule = _served(schedule, best)
    return tuple(taken)


def _fit(schedule: Schedule, route: int, visit: Visit) -> Fit | None:
    """The best offer for this visit on this route, if there is one and the visit can leave where it is now."""
    planned = taken_out(schedule, visit.key)
    if planned is None:
        block, instead = schedule.blocks[route], None
        gain = Cost(unserved=unserved.cost(visit, schedule.weights))
    else:
        rest, was, _ = planned
        if not rest.blocks[was].feasible:
            return None
        block, instead = rest.blocks[route], schedule.blocks[was].shift
        gain = cost_of(schedule.blocks[was]) - cost_of(rest.blocks[was])
    for offer in offers(Schedule.of([block]), visit).ranked(1):
        placed = replace(offer, route=route)
        return Fit(visit=visit, offer=placed, gain=gain, instead=instead, weights=schedule.weights)
    return None


def _from(visit: Visit, since: int) -> Visit:
    """The visit in what is left of its windows from then on."""
    if visit.pinned is not None and visit.pinned.start is not None:
        return visit if since <= visit.pinned.start else replace(visit, pinned=None, windows=())
    left = (Window(max(since, window.earliest), window.latest) for window in visit.windows if since <= window.latest)
    return replace(visit, windows=tuple(left))


def _served(schedule: Schedule, fit: Fit) -> Schedule:
    """The schedule with this fit taken."""
    planned = taken_out(schedule, fit.visit.key)
    rest = schedule if planned is None else planned[0]
    block = compile_route(fit.offer.shift, fit.offer.visits, travel=schedule.travel, weights=schedule.weights)
    return rest.replace(fit.offer.route, block)
