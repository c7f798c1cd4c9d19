"""Why this technician and this time: what is near, and what the best alternatives would cost instead."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.blocks import compile_route
from solver.errors import VisitNotPlanned
from solver.explain.words import NO_LABELS, Voice, told
from solver.offers import Offer, Offers, offers
from solver.problem import Visit, Weights
from solver.schedule import Schedule
from solver.sentence import Sentence, span
from solver.solution import Cost


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another offer, and what it would cost more than the chosen one, rule by rule (below zero: less)."""

    offer: Offer
    extra: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One offer beside its best alternatives: somebody else in the same window, and another window with anybody.

    Each is None where there is none; `windows` counts the windows that were asked for.
    """

    offer: Offer
    technician: Alternative | None
    window: Alternative | None
    windows: int
    weights: Weights

    def sentence(self, labels: Mapping[str, str] = NO_LABELS, zone: dt.tzinfo = dt.UTC) -> Sentence:
        """The reason of the offer, then what each alternative would cost; `labels` and `zone` as in `explain_offer`."""
        voice = Voice(labels, zone)
        parts = [explain_offer(self.offer, labels), self._somebody_else(voice)]
        if self.windows > 1:
            parts.append(self._another_window(voice))
        return Sentence(" ; ".join(part.fr for part in parts), "; ".join(part.en for part in parts))

    def _somebody_else(self, voice: Voice) -> Sentence:
        if self.technician is None:
            return Sentence("personne d'autre n'est libre sur ce créneau", "nobody else has room in this window")
        name, extra = voice.name(self.technician.offer.shift.technician), told(self.technician.extra, self.weights)
        return Sentence(f"{name} au même créneau : {extra.fr}", f"{name} in the same window: {extra.en}")

    def _another_window(self, voice: Voice) -> Sentence:
        if self.window is None:
            return Sentence("aucun autre créneau n'est libre", "no other window has room")
        offer, extra = self.window.offer, told(self.window.extra, self.weights)
        name, day = voice.name(offer.shift.technician), f"{offer.shift.day:%d/%m}"
        begins, ends = voice.from_hour(offer.window.earliest), voice.by_hour(offer.window.latest)
        return Sentence(
            f"{name} le {day} de {begins} à {ends} : {extra.fr}",
            f"{name} on {day} from {begins} to {ends}: {extra.en}",
        )


def explain_choice(found: Offers, offer: Offer) -> Choice:
    """Why this one of the offers: what the cheapest one of somebody else, and of another window, would cost instead."""
    technicians = np.array([block.shift.technician for block in found.schedule.blocks])
    windows = np.array([window == offer.window for window in found.visit.start_windows])
    same_window = windows[found.columns.window]
    others = technicians[found.columns.route] != offer.shift.technician
    return Choice(
        offer=offer,
        technician=_cheapest(found, offer, same_window & others),
        window=_cheapest(found, offer, ~same_window),
        windows=len(windows),
        weights=found.schedule.weights,
    )


def explain_visit(schedule: Schedule, key: str) -> Choice | None:
    """Why a planned visit is on its route: its offer there if it were asked for anew, beside the alternatives.

    None where the route keeps no timetable without it. Raises `VisitNotPlanned`.
    """
    planned = taken_out(schedule, key)
    if planned is None:
        raise VisitNotPlanned(visit=key)
    without, route, visit = planned
    found = offers(without, visit)
    here = np.flatnonzero(found.columns.route == route)
    if not here.size:
        return None
    return explain_choice(found, found[int(here[np.argmin(found.columns.cost[here])])])


def taken_out(schedule: Schedule, key: str) -> tuple[Schedule, int, Visit] | None:
    """The schedule without a planned visit, the index of the route it was on, and the visit; None where it is not."""
    for route, block in enumerate(schedule.blocks):
        for visit in block.visits:
            if visit.key == key:
                others = [other for other in block.visits if other is not visit]
                rest = compile_route(block.shift, others, travel=block.travel, weights=block.weights)
                return schedule.replace(route, rest), route, visit
    return None


def explain_offer(offer: Offer, labels: Mapping[str, str] = NO_LABELS) -> Sentence:
    """Why this offer is a good one: the neighbour he comes from or goes to, the road and the overtime it adds.

    `labels` gives the name to print for a technician or the place of a visit; without one, the key itself.
    """
    road = explain_detour(offer, labels)
    if offer.overtime <= 0:
        return road
    late = span(offer.overtime)
    return Sentence(f"{road.fr}, {late.fr} d'heures supplémentaires", f"{road.en}, {late.en} of overtime")


def explain_detour(offer: Offer, labels: Mapping[str, str] = NO_LABELS) -> Sentence:
    """The part of it that a customer may read: where he comes from or goes to, and the road it adds."""
    where = _where(offer, labels)
    if offer.detour <= 0:
        return Sentence(f"{where.fr} : pas de route en plus", f"{where.en}: no extra driving")
    road = span(offer.detour)
    return Sentence(f"{where.fr} : {road.fr} de route en plus", f"{where.en}: {road.en} of extra driving")


def _where(offer: Offer, labels: Mapping[str, str]) -> Sentence:
    """The nearer of the two neighbours."""
    name = labels.get(offer.shift.technician, offer.shift.technician)
    before, after = (None if key is None else labels.get(key, key) for key in (offer.before, offer.after))
    if before is not None and (after is None or offer.to_visit <= offer.from_visit):
        return Sentence(f"{name} passe à {before} juste avant", f"{name} is at {before} just before")
    if after is not None:
        return Sentence(f"{name} passe à {after} juste après", f"{name} is at {after} just after")
    return Sentence(f"{name} n'a pas d'autre passage ce jour-là", f"{name} has no other visit that day")


def _cheapest(found: Offers, chosen: Offer, rows: NDArray[np.bool_]) -> Alternative | None:
    """The cheapest of these rows of the offers; among equals the earlier window, then the earlier route."""
    numbers = np.flatnonzero(rows)
    if not numbers.size:
        return None
    columns = found.columns
    order = np.lexsort((columns.route[numbers], columns.window[numbers], columns.cost[numbers]))
    offer = found[int(numbers[order[0]])]
    return Alternative(offer, offer.cost - chosen.cost)
