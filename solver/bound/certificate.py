"""A certificate: what a plan costs, what every plan costs at least, and the dual values that prove it to anybody."""

from dataclasses import dataclass

from solver.problem import Problem
from solver.sentence import Sentence
from solver.solution import Solution


@dataclass(frozen=True, slots=True)
class Cut:
    """Three visits (indices in `problem.visits`), and what a route pays (× scale) that makes two or more of them."""

    visits: tuple[int, int, int]
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A lower bound on the cost of every plan of a problem, with what proves it.

    Attributes:
        best: the plan it was asked for, or a better one found on the way, of cost `cost`.
        bound: no plan costs less.
        worth: (visits) what serving each visit is worth, × scale.
        cuts: see `Cut`.
        floors: (shifts) no route of that shift costs less than it is worth by more than this (0 or less, × scale).
        closed: whether the bound is more than the dual values prove by themselves: every route that a plan cheaper
            than `cost` could be made of was listed, and no choice of them costs less than the bound.
    """

    best: Solution
    cost: int
    bound: int
    scale: int
    worth: tuple[int, ...]
    cuts: tuple[Cut, ...]
    floors: tuple[int, ...]
    closed: bool

    @property
    def gap(self) -> float | None:
        """By which part of the bound the best plan may be too dear: 0 is optimal, None is not proven at all."""
        if self.cost == self.bound:
            return 0.0
        return (self.cost - self.bound) / self.bound if self.bound > 0 else None

    @property
    def sentence(self) -> Sentence:
        """What it proves, for people: rounded up to a tenth of a percent, never down."""
        if self.gap is None:
            return Sentence("non prouvé", "not proven")
        if self.gap == 0:
            return Sentence("prouvé optimal : aucun plan ne coûte moins", "proven optimal: no plan costs less")
        tenths = -(-1000 * (self.cost - self.bound) // self.bound)
        english = f"{tenths // 10}.{tenths % 10}"
        return Sentence(
            f"au plus {english.replace('.', ',')} % au-dessus du meilleur possible",
            f"at most {english} % above the best possible",
        )

    def document(self, problem: Problem) -> dict[str, object]:
        """The certificate as JSON for whoever has the problem; visits by key, floors in the order of the shifts."""
        keys = [visit.key for visit in problem.visits]
        return {
            "cost": self.cost,
            "bound": self.bound,
            "scale": self.scale,
            "worth": dict(zip(keys, self.worth, strict=True)),
            "cuts": [{"visits": [keys[visit] for visit in cut.visits], "price": cut.price} for cut in self.cuts],
            "floors": list(self.floors),
            "closed": self.closed,
        }
