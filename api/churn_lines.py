"""Who may leave as lines for a spreadsheet, the first to call first."""

from collections.abc import Iterator

from api.views import ChurnView

TITLES = (
    "Client",
    "Téléphone",
    "Contrat",
    "Par an (€)",
    "Risque de départ dans l’année (%)",
    "9 fois sur 10 : au moins",
    "Au plus",
    "Propre à ce client",
    "Points",
    "Pourquoi",
    "À faire",
)


def churn_lines(view: ChurnView) -> Iterator[tuple[object, ...]]:
    """Yield the titles, then a line for each customer."""
    yield TITLES
    ranked = "oui" if view.ranked else "non"
    for one in view.customers:
        figures = (round(100 * share, 1) for share in (one.chance, one.low, one.high))
        price = one.annual_cents / 100 if one.annual_cents else ""
        why = ", ".join(one.reasons)
        yield one.name, one.phone, one.service, price, *figures, ranked, one.points, why, one.action
