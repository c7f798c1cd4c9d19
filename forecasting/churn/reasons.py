"""Why somebody may leave, in words a colleague would use, and what to do about it."""

import math

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


def reasons(contract: Contract, facts: Facts, parts: Floats) -> tuple[tuple[str, ...], str]:
    """Up to three reasons, the weightiest first, and what to do about the first.

    `parts` (7,) says what each fact adds to the risk of this customer beyond what it adds to that of most.
    """
    said = _sentences(contract, facts)
    ordered = [Facts._fields[column] for column in np.argsort(-parts, kind="stable") if parts[column] > WORTH_SAYING]
    found = [name for name in ordered if name in said][:THREE]
    return tuple(said[name] for name in found), ACTIONS[found[0]] if found else NOTHING_TO_DO


def _sentences(contract: Contract, facts: Facts) -> dict[str, str]:
    """What can be said of each fact, where there is something to say."""
    said = {}
    if facts.complaints:
        said["complaints"] = _counted(facts.complaints, "une réclamation", "réclamations")
    if facts.no_access:
        said["no_access"] = _counted(facts.no_access, "un passage sans accès", "passages sans accès")
    if facts.second_visits:
        said["second_visits"] = _counted(facts.second_visits, "un deuxième passage", "deuxièmes passages")
    if facts.months_unvisited >= LATE_FROM:
        said["months_unvisited"] = _unvisited(facts)
    if facts.years < YOUNG:
        said["years"] = _since(facts.years)
    if facts.price >= DEARER:
        said["price"] = f"prix {100 * math.expm1(facts.price):.0f} % au-dessus des contrats « {contract.kind} »"
    return said


def _counted(number: float, one: str, several: str) -> str:
    return one if number == 1 else f"{number:.0f} {several}"


def _unvisited(facts: Facts) -> str:
    if facts.months_unvisited >= MONTHS * facts.years:
        return "aucune visite notée"
    months = int(facts.months_unvisited)
    return (
        f"aucune visite depuis {months} mois" if months < 2 * MONTHS else f"aucune visite depuis {months // MONTHS} ans"
    )


def _since(years: float) -> str:
    months = int(years * MONTHS)
    if months < 1:
        return "client depuis moins d’un mois"
    if months < MONTHS:
        return f"client depuis {months} mois"
    return "client depuis un an" if years < 2 else f"client depuis {int(years)} ans"  # noqa: PLR2004 - two years
