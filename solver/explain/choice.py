"""Why an offer is a good one: the neighbour he comes from or goes to, the road and the overtime it adds."""

from collections.abc import Mapping

from solver.offers import Offer
from solver.sentence import Sentence, minutes

_NO_LABELS: Mapping[str, str] = {}


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
