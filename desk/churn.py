"""Who may leave: what one night said of each customer under contract, and the card of the model that said it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desk.identifiers import ContractId
from desk.said import Said, counted, said
from planner.identifiers import CustomerId
from planner.ports import Work

NOW = "now"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cause:
    """A fact that speaks against staying, and how much of it (see `forecasting.churn.reasons.Cause`)."""

    fact: str
    number: int

    def in_words(self) -> Said:
        """Return it as a colleague would say it."""
        match self.fact:
            case "complaints":
                return counted("une réclamation", "{count} réclamations", self.number)
            case "no_access":
                return counted("un passage sans accès", "{count} passages sans accès", self.number)
            case "second_visits":
                return counted("un deuxième passage", "{count} deuxièmes passages", self.number)
            case "months_unvisited":
                return _unvisited(self.number)
            case "years":
                return _customer_for(self.number)
            case _:
                return said("prix {percent} % au-dessus de vos contrats pareils", percent=self.number)

    def action(self) -> Said:
        """Return what to do about it."""
        match self.fact:
            case "complaints":
                return said("Rappeler le client cette semaine au sujet de sa réclamation.")
            case "no_access":
                return said("Convenir d’un nouveau passage et le confirmer la veille.")
            case "second_visits":
                return said("Demander au client si le problème est bien réglé.")
            case "months_unvisited":
                return said("Proposer une visite d’entretien dans le mois.")
            case "years":
                return said("Appeler pour demander si tout se passe bien.")
            case _:
                return said("Revoir le contrat avec le client avant son échéance.")


def _unvisited(months: int) -> Said:
    if not months:
        return said("aucune visite notée")
    if months < 2 * _MONTHS:
        return said("aucune visite depuis {months} mois", months=months)
    return said("aucune visite depuis {years} ans", years=months // _MONTHS)


def _customer_for(months: int) -> Said:
    if not months:
        return said("client depuis moins d’un mois")
    if months < _MONTHS:
        return said("client depuis {months} mois", months=months)
    return counted("client depuis un an", "client depuis {count} ans", months // _MONTHS)


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One customer under contract: the chance of notice within the year, nine times in ten from `low` to `high`.

    `annual_cents` is what the contract brings a year, 0 where nobody wrote it down; `points` the expert's score.
    """

    contract_id: ContractId
    customer_id: CustomerId
    kind: str
    annual_cents: int
    chance: float
    low: float
    high: float
    points: int
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """What would have been told a year ago of customers of a `kind`, all where it is empty, against how many left."""

    kind: str
    customers: int
    expected: float
    observed: int
    alarm: bool


@dataclass(frozen=True, slots=True)
class ChurnCard:
    """What a list was learned from: enough to learn it again, and to add any chance up by hand.

    The firm's own `customers` and `departures` were seen over `years`; `since` is the first day on which departures and
    the visits before them were noted, None where too little was. `firms` learned together saw `all_customers` and
    `all_departures`; of the others nothing else is here. `weights` say what each fact adds to the logit per standard
    deviation (`spreads`) from the mean (`means`), beside `intercept`, the firm's own `level` and how it has moved
    since, `shift`; they are empty where all saw too little. `sha256` is of the firm's own rows. `came` holds all
    customers first and then each kind, `moved` the facts that are spread otherwise than a year ago.
    """

    since: date | None
    customers: int
    departures: int
    years: int
    firms: int
    all_customers: int
    all_departures: int
    sha256: str
    intercept: float
    level: float
    shift: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    spreads: Mapping[str, float]
    came: tuple[Came, ...]
    moved: tuple[str, ...]
    versions: Mapping[str, str]

    @property
    def alarm(self) -> bool:
        """Tell whether what was said a year ago was wrong by more than chance."""
        return any(one.alarm for one in self.came)


@dataclass(frozen=True, slots=True)
class ChurnList:
    """What one night said of all customers under contract, the first to call first.

    Where the firm saw too few departures it is not `ranked`: each has the firm's chance, and the points order them.
    """

    id: str
    made_on: date
    ranked: bool
    customers: tuple[AtRisk, ...]
    card: ChurnCard


def churn_list(work: Work) -> ChurnList | None:
    """Return what was said last; None before the first night."""
    return next(iter(work.of(ChurnList).find(id=NOW)), None)
