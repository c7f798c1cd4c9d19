"""Why somebody may leave, in words a colleague would use, and what to do about it."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from forecasting.churn.contracts import Contract
from forecasting.churn.snapshots import LATE_FROM, Facts, Floats

THREE = 3
WORTH_SAYING = 0.05
"""What adds less than this to the logit is no reason."""
YOUNG = 3
"""Years up to which it is worth saying how long somebody has been a customer."""
MONTHS = 12
"""Of a year."""
DEARER = 0.05
"""How much above the usual price is worth saying, as a logarithm."""

ACTIONS = {
    "complaints": "Rappeler le client cette semaine au sujet de sa réclamation.",
    "no_access": "Convenir d’un nouveau passage et le confirmer la veille.",
    "second_visits": "Demander au client si le problème est bien réglé.",
    "months_unvisited": "Proposer une visite d’entretien dans le mois.",
    "years": "Appeler pour demander si tout se passe bien.",
    "price": "Revoir le contrat avec le client avant son échéance.",
}
NOTHING_TO_DO = "Rien de particulier à faire."


class Cause(NamedTuple):
    """A fact that speaks against staying, and how much of it: a count, months, or a price in percent above usual.

    No month without a visit means that none was ever noted.
    """

    fact: str
    number: int


def causes(facts: Facts, parts: Floats) -> tuple[Cause, ...]:
    """Up to three facts of which something can be said, the weightiest first.

    `parts` (7,) says what each fact adds to the risk of this customer beyond what it adds to that of most.
    """
    worth = _worth_saying(facts)
    ordered = [Facts._fields[column] for column in np.argsort(-parts, kind="stable") if parts[column] > WORTH_SAYING]
    return tuple(Cause(name, worth[name]) for name in ordered if name in worth)[:THREE]


def reasons(contract: Contract, found: Sequence[Cause]) -> tuple[tuple[str, ...], str]:
    """The causes in words, and what to do about the first."""
    said = tuple(_sentence(one, contract.kind) for one in found)
    return said, ACTIONS[found[0].fact] if found else NOTHING_TO_DO


def _worth_saying(facts: Facts) -> dict[str, int]:
    """How much there is of each fact that can be told."""
    counts = {name: int(getattr(facts, name)) for name in ("complaints", "no_access", "second_visits")}
    found = {name: count for name, count in counts.items() if count}
    if facts.months_unvisited >= LATE_FROM:
        ever = facts.months_unvisited < MONTHS * facts.years
        found["months_unvisited"] = int(facts.months_unvisited) if ever else 0
    if facts.years < YOUNG:
        found["years"] = int(facts.years * MONTHS)
    if facts.price >= DEARER:
        found["price"] = round(100 * math.expm1(facts.price))
    return found


def _sentence(cause: Cause, kind: str) -> str:
    number = cause.number
    match cause.fact:
        case "complaints":
            return "une réclamation" if number == 1 else f"{number} réclamations"
        case "no_access":
            return "un passage sans accès" if number == 1 else f"{number} passages sans accès"
        case "second_visits":
            return "un deuxième passage" if number == 1 else f"{number} deuxièmes passages"
        case "months_unvisited":
            return _unvisited(number)
        case "years":
            return _since(number)
        case _:
            return f"prix {number} % au-dessus des contrats « {kind} »"


def _unvisited(months: int) -> str:
    if not months:
        return "aucune visite notée"
    return (
        f"aucune visite depuis {months} mois" if months < 2 * MONTHS else f"aucune visite depuis {months // MONTHS} ans"
    )


def _since(months: int) -> str:
    if months < 1:
        return "client depuis moins d’un mois"
    if months < MONTHS:
        return f"client depuis {months} mois"
    return "client depuis un an" if months < 2 * MONTHS else f"client depuis {months // MONTHS} ans"
