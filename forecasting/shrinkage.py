"""What sets each group apart, drawn towards nothing by how little of the group has been seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from forecasting.series import Floats

NORMAL_MAD = 1.4826
"""The standard deviation of a normal law over its median absolute deviation."""
NOWHERE = ""
"""The group of whatever belongs to none that is known; nothing is learned of it."""


@dataclass(frozen=True, slots=True)
class Effects:
    """By how much the median of each group is away from zero, and the variance of the doubt that is left about it.

    `between` is the variance from group to group: the doubt about a group that was never seen.
    """

    found: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    between: float = 0.0

    def of(self, group: str) -> tuple[float, float]:
        """The effect of a group and the variance of its doubt."""
        return self.found.get(group, (0.0, self.between))

    def each(self, groups: Sequence[str]) -> Floats:
        """The effect of each of these groups, (n,)."""
        return np.array([self.of(group)[0] for group in groups], np.float64)


def shrunk(values: Floats, groups: Sequence[str]) -> Effects:
    """The medians of values (n,) by group (n), as effects around zero, shrunk by the variance found between groups.

    A median of n values with standard deviation s strays by about πs²/2n. What groups differ by beyond that is theirs:
    moments as of DerSimonian & Laird (Controlled Clinical Trials 7, 1986), shrinkage as of Efron & Morris (Journal of
    the American Statistical Association 70, 1975).
    """
    members: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        if group != NOWHERE:
            members.setdefault(group, []).append(place)
    if len(members) < 2:  # noqa: PLR2004 - one group cannot differ from another
        return Effects()
    medians = np.array([np.median(values[places]) for places in members.values()])
    away = np.concatenate([values[places] - median for places, median in zip(members.values(), medians, strict=True)])
    spread = max(NORMAL_MAD * float(np.median(np.abs(away))), 1e-6)
    noise = np.pi / 2 * spread**2 / np.array([len(places) for places in members.values()])
    between = max(float((np.sum(medians**2 / noise) - len(medians)) / np.sum(1 / noise)), 0.0)
    share = between / (between + noise)
    pairs = zip((medians * share).tolist(), (noise * share).tolist(), strict=True)
    return Effects(dict(zip(members, pairs, strict=True)), between)
