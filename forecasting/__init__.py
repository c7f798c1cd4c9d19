"""Forecasting says how much will come, how sure that is, and how well it did before.

Everything others need is named here, and loaded when it is first named.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasting import arrivals, churn, coefficients, durations
    from forecasting.calendar import SchoolZone, school_zone
    from forecasting.champion import Choice
    from forecasting.distribution import LEVELS, Distribution
    from forecasting.drift import Drift, watched
    from forecasting.erlang import Answering, PhoneLine, answering
    from forecasting.pool import Coefficients, Shape, pooled
    from forecasting.predicting import Backtest, Forecast, Hindcast, predict
    from forecasting.reading import Customers, Wanted, read_customers, read_series
    from forecasting.recipes import POOLED
    from forecasting.reserve import Costs, Reserve, minutes_to_keep
    from forecasting.scores import Scores
    from forecasting.series import Series
    from forecasting.staffing import agents_for, agents_on_average, agents_with_chance, rates_of_quantiles, without

_LATER = {
    "Answering": "erlang",
    "Backtest": "predicting",
    "Choice": "champion",
    "Coefficients": "pool",
    "Costs": "reserve",
    "Customers": "reading",
    "Distribution": "distribution",
    "Drift": "drift",
    "Forecast": "predicting",
    "Hindcast": "predicting",
    "LEVELS": "distribution",
    "POOLED": "recipes",
    "PhoneLine": "erlang",
    "Reserve": "reserve",
    "SchoolZone": "calendar",
    "Scores": "scores",
    "Series": "series",
    "Shape": "pool",
    "Wanted": "reading",
    "agents_for": "staffing",
    "agents_on_average": "staffing",
    "agents_with_chance": "staffing",
    "answering": "erlang",
    "minutes_to_keep": "reserve",
    "pooled": "pool",
    "predict": "predicting",
    "rates_of_quantiles": "staffing",
    "read_customers": "reading",
    "read_series": "reading",
    "school_zone": "calendar",
    "watched": "drift",
    "without": "staffing",
}
"""Where each name is at home."""
_WHOLE = frozenset({"arrivals", "churn", "coefficients", "durations"})
"""Modules whose own names are said after theirs."""


def __getattr__(name: str) -> object:
    """Load a name of the room from the module it is at home in, or a whole module."""
    if name in _WHOLE:
        return import_module(f"{__name__}.{name}")
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


__all__ = [
    "LEVELS",
    "POOLED",
    "Answering",
    "Backtest",
    "Choice",
    "Coefficients",
    "Costs",
    "Customers",
    "Distribution",
    "Drift",
    "Forecast",
    "Hindcast",
    "PhoneLine",
    "Reserve",
    "SchoolZone",
    "Scores",
    "Series",
    "Shape",
    "Wanted",
    "agents_for",
    "agents_on_average",
    "agents_with_chance",
    "answering",
    "arrivals",
    "churn",
    "coefficients",
    "durations",
    "minutes_to_keep",
    "pooled",
    "predict",
    "rates_of_quantiles",
    "read_customers",
    "read_series",
    "school_zone",
    "watched",
    "without",
]
