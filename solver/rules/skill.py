"""Skill: a technician has every skill the visit needs, at the level it needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.problem import Visit
from solver.sentence import Sentence

NAME = "skill"


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill that is missing (`level` is None) or too low."""

    skill: str
    needed: int
    level: int | None


def gaps(visit: Visit, skills: Mapping[str, int]) -> list[Gap]:
    """What these skills lack for the visit; empty when he can do it."""
    return [
        Gap(skill, needed, skills.get(skill))
        for skill, needed in visit.skills.items()
        if skill not in skills or skills[skill] < needed
    ]


def refusal(gap: Gap, label: str) -> Sentence:
    """Said for each skill he lacks; `label` is its name in print."""
    if gap.level is None:
        return Sentence(f"il n'a pas la compétence « {label} »", f"they lack the skill “{label}”")
    return Sentence(
        f"la compétence « {label} » est demandée au niveau {gap.needed}, il a le niveau {gap.level}",
        f"the skill “{label}” is needed at level {gap.needed}, they have level {gap.level}",
    )
