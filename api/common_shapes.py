"""What firms' forecasts have in common is pooled once a day, from the cards of those that share; no call is read."""

from collections.abc import Iterator
from datetime import date

from api.house import House
from desk.call_forecasts import Shapes, grown, shape_of
from desk.forecasts import CallForecast, ModelCard, Step, forecast_id
from desk.indicators import NOW, Indicators
from planner.ports import Work


class CommonShapes:
    """Remembers what was pooled for the rest of the day."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._found: Shapes = {}

    def of(self, house: House) -> Shapes:
        """Return the shape of days and of half-hours, each where enough firms share theirs."""
        day = house.clock().date()
        if day != self._day:
            self._found, self._day = pooled_shapes(house), day
        return self._found


def pooled_shapes(house: House) -> Shapes:
    """Pool what the firms that share, and have seen a year, learned last."""
    cards = list(_cards(house))
    shapes = {step: shape_of(card for one, card in cards if one is step) for step in Step}
    return {step: shape for step, shape in shapes.items() if shape is not None}


def _cards(house: House) -> Iterator[tuple[Step, ModelCard]]:
    for firm in house.transactions.firms():
        if firm.rules.shares_shape and not firm.demo:
            with house.transactions.read(firm.id) as work:
                cards = {one.step: one.card for one in _last(work)}
            if Step.DAY in cards and grown(cards[Step.DAY]):
                yield from cards.items()


def _last(work: Work) -> Iterator[CallForecast]:
    """Yield what the last night made, whichever serves."""
    for looked in work.of(Indicators).find(id=NOW):
        for step in Step:
            yield from work.of(CallForecast).find(id=forecast_id(looked.made_on, step))
