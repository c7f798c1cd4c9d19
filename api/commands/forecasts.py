"""Forecast a series of counts from a file: what is to come, how sure that is, and how well it did before."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.table import Table

import forecasting
from api.commands.common import JsonOption, console_for, finish
from api.commands.files import readable
from api.commands.options import gathered
from api.errors import FileUnreadable
from forecasting.calendar import SchoolZone
from forecasting.errors import ColumnUnknown, FeatureUnknownAhead, ForecastError, HorizonOutOfRange

HORIZON = 14
_SHOWN = 31
_FIGURES = ("wape", "weighted_quantile_loss", "coverage80", "coverage95")
_RECIPES = {
    "seasonal_naive": "comme la semaine passée",
    "seasonal_average": "moyenne des huit dernières semaines",
    "regression": "régression sur le calendrier",
    "boosted": "arbres de décision",
    "mean": "moyenne de deux méthodes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastOptions:
    """What to forecast, how far, and from which columns."""

    file: Annotated[
        Path, typer.Argument(help="Un CSV : une colonne d'instants, une colonne de nombres.", readable=False)
    ]
    horizon: Annotated[int, typer.Option(help="Nombre de pas ouverts à prévoir.")] = HORIZON
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Montrer ce que chaque méthode aurait dit par le passé.")
    ] = False
    zone: Annotated[
        SchoolZone | None, typer.Option(help="Zone scolaire : ajoute fériés, ponts et vacances de France.")
    ] = None
    known: Annotated[
        list[str] | None, typer.Option(help="Une colonne connue d'avance, remplie aussi après le dernier nombre.")
    ] = None
    time: Annotated[str, typer.Option(help="La colonne des instants, si elle n'est pas reconnue.")] = ""
    count: Annotated[str, typer.Option(help="La colonne des nombres, si ce n'est pas la bonne.")] = ""
    timezone: Annotated[str, typer.Option(help="Le fuseau de l'horloge de cette série.")] = "Europe/Paris"
    trees: Annotated[
        bool, typer.Option("--trees", help="Laisser concourir les arbres de décision : bien plus long.")
    ] = False
    as_json: JsonOption = False

    def series(self) -> "forecasting.Series":
        """The series of the file.

        Raises:
            BadParameter: a zone or a column that is not there.
            FileUnreadable: the file holds no series of counts.
        """
        try:
            clock = ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise typer.BadParameter(f"Ce fuseau n'existe pas : {self.timezone}.") from error
        wanted = forecasting.Wanted(self.time, self.count, tuple(self.known or ()), clock)
        try:
            return forecasting.read_series(readable(self.file), wanted)
        except ColumnUnknown as error:
            raise typer.BadParameter(str(error)) from error
        except ForecastError as error:
            raise FileUnreadable(f"{self.file} : {error}") from error

    def forecast(self) -> "forecasting.Forecast":
        """What is to come.

        Raises:
            BadParameter: a horizon that cannot be forecast.
            FileUnreadable: the series is too short.
        """
        series = self.series()
        try:
            return forecasting.predict(series, self.horizon, self.zone, trees=self.trees)
        except (HorizonOutOfRange, FeatureUnknownAhead) as error:
            raise typer.BadParameter(str(error)) from error
        except ForecastError as error:
            raise FileUnreadable(f"{self.file} : {error}") from error


@gathered(ForecastOptions)
def forecast(options: ForecastOptions) -> None:
    """Prévoir combien d'appels viendront, avec quelle certitude, d'après un fichier de ce qui est venu."""
    found, console = options.forecast(), console_for(as_json=options.as_json)
    for sentence in _told(found):
        console.print(sentence)
    if options.backtest and found.backtest:
        console.print(_compared(found.backtest))
    console.print(_ahead(found))
    if len(found.times) > _SHOWN:
        console.print(f"… et {len(found.times) - _SHOWN} autres pas, dans la ligne de --json")
    finish(_answer(found), as_json=options.as_json)


def _told(found: "forecasting.Forecast") -> Iterator[str]:
    """Which method serves and why, and how good it is, in words."""
    choice, past = found.choice, found.backtest
    for column in found.unused:
        yield f"La colonne « {column} » est vide : elle n’a pas servi."
    name = _RECIPES[choice.champion]
    if past is None or math.isnan(choice.ratio):
        yield f"Méthode : {name}. Trop peu de passé pour en comparer d'autres."
    elif choice.promoted:
        gain = _percent(1 - choice.ratio, 0)
        yield f"Méthode : {name}, une perte plus faible de {gain} qu'en répétant la semaine passée."
    else:
        yield f"Méthode : {name}. Aucune autre ne fait mieux au-delà du hasard."
    if past:
        wape, naive, floor = map(_percent, (past.policy.wape, past.baseline.wape, past.floor))
        yield (
            f"Sur {past.trials} essais du passé, l'erreur était de {wape} ({naive} en répétant la semaine passée) ; "
            f"le hasard seul en fait {floor}."
        )
        yield f"La fourchette à 80 % a contenu {_percent(past.policy.coverage80, 0)} de ce qui est venu."


def _percent(share: float, decimals: int = 1) -> str:
    """A share as French writes it."""
    return f"{share:.{decimals}%}".replace(".", ",").replace("%", "\u202f%")


def _compared(past: "forecasting.Backtest") -> Table:
    """Each method on the same past."""
    table = Table("méthode", "erreur", "perte", "couvre 80 %", "couvre 95 %")
    for name, scores in [("ce qui aurait servi", past.policy), *past.recipes.items()]:
        figures = (_percent(getattr(scores, figure)) for figure in _FIGURES)
        table.add_row(_RECIPES.get(name, name), *figures)
    return table


def _ahead(found: "forecasting.Forecast") -> Table:
    """The first steps, with the middle and an interval."""
    table = Table("instant", "attendu", "8 fois sur 10 entre", "et")
    middle, (low, high) = found.quantile(0.5), found.interval(0.8)
    daily = (found.times == found.times.normalize()).all()
    for row, time in enumerate(found.times[:_SHOWN]):
        counts = (f"{counted[row]:.0f}" for counted in (middle, low, high))
        table.add_row(f"{time:%d/%m/%Y}" if daily else f"{time:%d/%m/%Y %H:%M}", *counts)
    return table


def _answer(found: "forecasting.Forecast") -> dict[str, Any]:
    """Figures as fractions, null where they cannot be known; quantiles by their level."""
    past = found.backtest
    policy: dict[str, Any] = dict.fromkeys(_FIGURES) if past is None else asdict(past.policy)
    baseline: dict[str, Any] = dict.fromkeys(_FIGURES) if past is None else asdict(past.baseline)
    figures = {
        "wape": policy["wape"],
        "baseline_wape": baseline["wape"],
        "weighted_quantile_loss": policy["weighted_quantile_loss"],
        "baseline_weighted_quantile_loss": baseline["weighted_quantile_loss"],
        "coverage80": policy["coverage80"],
        "coverage95": policy["coverage95"],
        "floor": past.floor if past else None,
    }
    levels = [f"{level:g}" for level in forecasting.LEVELS]
    within = (zip(*found.interval(coverage), strict=True) for coverage in (0.8, 0.95))
    rows = zip(found.times, found.mean, found.quantiles, *within, strict=True)
    steps = [
        {
            "time": time.isoformat(),
            "mean": round(float(mean), 3),
            "quantiles": dict(zip(levels, map(int, counted), strict=True)),
            "interval80": [int(end) for end in most],
            "interval95": [int(end) for end in nearly_all],
        }
        for time, mean, counted, most, nearly_all in rows
    ]
    known = {name: None if value is None or math.isnan(value) else round(value, 6) for name, value in figures.items()}
    return {"champion": found.choice.champion, **known, "forecast": steps}
