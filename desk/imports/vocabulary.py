"""The words people use in a column of states, months or contracts, and what they mean here."""

from desk.imports.dates import month_number
from desk.imports.errors import NotUnderstood
from desk.imports.tables import Cell
from desk.imports.values import integer, key, text, yes_no
from planner.appointments import State

STATES: dict[State, tuple[str, ...]] = {
    State.DONE: ("Fait", "Effectué", "Terminé", "Réalisé", "Clos", "OK", "done"),
    State.NO_ACCESS: ("Sans accès", "Client absent", "Absent", "Pas d'accès", "Lapin", "no_access"),
    State.CANCELLED_BY_CUSTOMER: ("Annulé par le client", "Annulé client", "Annulé", "cancelled_client"),
    State.CANCELLED_BY_FIRM: ("Annulé par nous", "Annulé entreprise", "Annulé interne", "cancelled_firm"),
    State.CONFIRMED: ("Confirmé", "Prévu", "Planifié", "À venir", "confirmed", "planned"),
}
"""How each state is written; "Annulé" alone is taken as the customer's doing, by far the commoner case."""

_STATE_OF = {key(word): state for state, words in STATES.items() for word in words}
_FEMININE = {f"{word}e": state for word, state in _STATE_OF.items() if word.endswith("e")}


def state(cell: Cell) -> State:
    """Read the state of an appointment; agreements in gender don't matter ("terminée")."""
    word = key(text(cell))
    read = _STATE_OF.get(word) or _FEMININE.get(word)
    if read is None:
        known = ", ".join(words[0] for words in STATES.values())
        raise NotUnderstood(f"« {text(cell)} » n'est pas un statut connu ({known})")
    return read


def month(cell: Cell) -> int:
    """Read a month by its number or its name: "9", "septembre", "sept."."""
    number = month_number(cell) if isinstance(cell, str) else 0
    number = number or integer(cell)
    if not 1 <= number <= 12:  # noqa: PLR2004 - months
        raise NotUnderstood(f"« {text(cell)} » n'est pas un mois (1 à 12)")
    return number


def has_contract(cell: Cell) -> bool:
    """Read oui/non; any other text (a formula, a contract's number) says that there is one."""
    try:
        return yes_no(cell)
    except NotUnderstood:
        return True
