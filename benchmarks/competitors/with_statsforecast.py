"""AutoETS and AutoARIMA of statsforecast with normal intervals; half-hours after MSTL has taken day and week out."""

import numpy as np
from statsforecast.models import MSTL, AutoARIMA, AutoETS

from benchmarks.competitors import Question
from forecasting.distribution import LEVELS, MEDIAN, Distribution

LATELY = 730
"""Days an ARIMA is fitted to: on eleven years it takes minutes for each forecast, and is told nothing of the year."""


def smoothed(question: Question) -> Distribution:
    """Exponential smoothing, its form chosen by AICc."""
    if len(question.seasons) > 1:
        return _asked(MSTL(list(question.seasons), trend_forecaster=AutoETS(model="ZZN")), question)
    return _asked(AutoETS(season_length=question.seasons[0]), question)


def regressed(question: Question) -> Distribution:
    """Seasonal ARIMA, its orders found stepwise."""
    if len(question.seasons) > 1:
        return _asked(MSTL(list(question.seasons), trend_forecaster=AutoARIMA()), question)
    return _asked(AutoARIMA(season_length=question.seasons[0]), question, lately=LATELY)


def _asked(model: AutoETS | AutoARIMA | MSTL, question: Question, lately: int = 0) -> Distribution:
    counts, places = question.regular()
    ahead = places[len(question.counts) :] - len(counts)
    widths = {place: round(100 * abs(1 - 2 * level)) for place, level in enumerate(LEVELS) if place != MEDIAN}
    found = model.forecast(y=counts[-lately:], h=int(ahead[-1]) + 1, level=sorted(set(widths.values())))
    columns = [
        found["mean"] if place == MEDIAN else found[f"{'lo' if place < MEDIAN else 'hi'}-{widths[place]}"]
        for place in range(len(LEVELS))
    ]
    return Distribution(np.asarray(found["mean"])[ahead], np.column_stack(columns)[ahead])
