"""What direction sees of the customers under contract who may leave: how likely, why, and what to do."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AtRiskView:
    """A customer under contract: the chance of leaving within the year, nine times in ten from `low` to `high`.

    `annual_cents` is what the contract brings a year, 0 where nobody wrote it down; `points` an expert's score;
    `reasons` at most three, the weightiest first.
    """

    contract: str
    customer: str
    name: str
    phone: str
    service: str
    annual_cents: int
    chance: float
    low: float
    high: float
    points: int
    reasons: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True)
class CameView:
    """What would have been told a year ago of customers of a kind, all where it is empty, against how many left."""

    kind: str
    customers: int
    expected: float
    observed: int
    alarm: bool


@dataclass(frozen=True, slots=True)
class ChurnView:
    """Everybody under contract, the first to call first, as the night of `made_on` told it; None before the first.

    Where the firm has seen fewer than ten departures a year they are not `ranked`: all have the same chance, and points
    order them. It was learned from `seen` customers of whom `left` left over `years`, `since` a day, together with
    `firms` firms in all; `together` tells whether this one wants to. `came` holds what would have been said a year ago
    against what came, `alarm` tells that it was wrong by more than chance.
    """

    made_on: date | None = None
    ranked: bool = False
    customers: tuple[AtRiskView, ...] = ()
    since: date | None = None
    seen: int = 0
    left: int = 0
    years: int = 0
    firms: int = 1
    sha256: str = ""
    came: tuple[CameView, ...] = ()
    alarm: bool = False
    together: bool = False

    @property
    def first(self) -> tuple[AtRiskView, ...]:
        """Return the ten to call first."""
        return self.customers[:10]

    @property
    def expected(self) -> float:
        """Return how many of them leave within the year, on average."""
        return sum(one.chance for one in self.customers)

    @property
    def expected_cents(self) -> int:
        """Return what these bring a year, on average, in whole euros."""
        return 100 * round(sum(one.chance * one.annual_cents for one in self.customers) / 100)
