"""Forecasting says how much will come, how sure that is, and how well it did before.

Everything others need is named here, and loaded when it is first named.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasting.calendar import SchoolZone
    from forecasting.champion import Choice
    from forecasting.distribution import LEVELS, Distribution
    from forecasting.predicting import Backtest, Forecast, predict
    from forecasting.reading import Wanted, read_series
    from forecasting.scores import Scores
    from forecasting.series import Series

_LATER = {
    "Backtest": "predicting",
    "Choice": "champion",
    "Distribution": "distribution",
    "Forecast": "predicting",
    "LEVELS": "distribution",
    "SchoolZone": "calendar",
    "Scores": "scores",
    "Series": "series",
    "Wanted": "reading",
    "predict": "predicting",
    "read_series": "reading",
}
"""Where each name is at home."""


def __getattr__(name: str) -> object:
    """Load a name of the room from the module it is at home in."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


__all__ = [
    "LEVELS",
    "Backtest",
    "Choice",
    "Distribution",
    "Forecast",
    "SchoolZone",
    "Scores",
    "Series",
    "Wanted",
    "predict",
    "read_series",
]
