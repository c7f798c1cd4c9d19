"""Judge how well a file of customers tells who leaves."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

import forecasting
from api.commands.common import JsonOption, console_for, finish
from api.commands.files import readable
from api.commands.options import gathered
from api.errors import FileUnreadable
from forecasting.errors import ColumnUnknown, ForecastError

_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ChurnOptions:
    """Which customers, and by which column it is known who left."""

    file: Annotated[
        Path, typer.Argument(help="Un CSV : un client par ligne, une colonne oui/non de qui est parti.", readable=False)
    ]
    target: Annotated[str, typer.Option(help="La colonne de qui est parti, si elle n'est pas reconnue.")] = ""
    as_json: JsonOption = False

    def customers(self) -> "forecasting.Customers":
        """The customers of the file.

        Raises:
            BadParameter: a column that is not there.
            FileUnreadable: the file does not tell who left.
        """
        try:
            return forecasting.read_customers(readable(self.file), self.target)
        except ColumnUnknown as error:
            raise typer.BadParameter(str(error)) from error
        except ForecastError as error:
            raise FileUnreadable(f"{self.file} : {error}") from error


@gathered(ChurnOptions)
def churn(options: ChurnOptions) -> None:
    """Dire à quel point un fichier de clients permet de prévoir qui part."""
    customers, console = options.customers(), console_for(as_json=options.as_json)
    try:
        judged = forecasting.churn.judge(customers)
    except ForecastError as error:
        raise FileUnreadable(f"{options.file} : {error}") from error
    for sentence in _told(customers, judged):
        console.print(sentence)
    finish(_answer(customers, judged), as_json=options.as_json)


def _told(customers: "forecasting.Customers", judged: "forecasting.churn.Judged") -> Iterator[str]:
    """What the figures mean."""
    yield f"{judged.rows} clients, dont {judged.leavers} partis d’après « {customers.target} »."
    for column in customers.unused:
        yield f"La colonne « {column} » ne dit rien de commun à plusieurs clients : elle n’a pas servi."
    ours, trees = _times(judged.auc), _times(judged.boosted_auc)
    yield f"De deux clients dont un part, le bon est désigné {ours} (arbres de décision : {trees})."
    better = "mieux" if judged.brier_skill > 0 else "pas mieux"
    yield f"Les risques annoncés font {better} que le taux moyen, et s’écartent de {100 * judged.ece:.1f} points."
    for column in judged.leak_suspects:
        yield f"Attention : « {column} » dit presque à elle seule qui est parti. Était-ce connu avant le départ ?"


def _times(share: float) -> str:
    return f"{100 * share:.1f} fois sur 100"


def _answer(customers: "forecasting.Customers", judged: "forecasting.churn.Judged") -> dict[str, Any]:
    figures = {
        name: round(value, _DECIMALS) if isinstance(value, float) else value for name, value in asdict(judged).items()
    }
    return {**figures, "target": customers.target, "leak_suspects": list(judged.leak_suspects)}
