"""A technician has every skill needed, at the level needed."""

import pytest

from solver.rules import skill
from tests.solver.plans import a_visit


@pytest.mark.parametrize(
    "needed,missing",
    [
        ({}, []),
        ({"borne": 2}, []),
        ({"borne": 3}, [skill.Gap("borne", 3, 2)]),
        ({"gaz": 1, "borne": 1}, [skill.Gap("gaz", 1, None)]),
    ],
)
def test_each_skill_missing_or_too_low_is_named(needed: dict[str, int], missing: list[skill.Gap]):
    """A level equal to the one needed is enough."""
    assert missing == skill.gaps(a_visit(skills=needed), {"borne": 2})


def test_the_refusal_tells_missing_from_too_low():
    """Learning a skill and raising its level are two things to direction."""
    assert "il n'a pas la compétence « Gaz »" == skill.refusal(skill.Gap("gaz", 1, None), "Gaz").fr
    assert (
        "la compétence « Borne » est demandée au niveau 3, il a le niveau 2"
        == skill.refusal(skill.Gap("borne", 3, 2), "Borne").fr
    )
