"""A technician has every skill needed, at the level needed."""

import pytest

from solver import Problem
from solver.rules import skill
from tests.solver.plans import MINUTE, a_shift, a_visit, between, judge_route


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


@pytest.mark.parametrize(
    "needed,skills,minutes",
    [
        ({"borne": 1}, {"borne": 1}, 60),
        ({"borne": 1}, {"borne": 3}, 40),
        ({"borne": 1, "gaz": 1}, {"borne": 3, "gaz": 2}, 50),
        ({}, {"borne": 3}, 90),
    ],
)
def test_his_lowest_level_says_how_long_he_takes(needed: dict[str, int], skills: dict[str, int], minutes: int):
    """Levels without a duration of their own take the usual hour; where no skill is needed any level is level 0."""
    visit = a_visit("x", between(14, 14), skills=needed, durations={0: 90 * MINUTE, 2: 50 * MINUTE, 3: 40 * MINUTE})
    shift = a_shift(skills=skills)
    (stop,) = judge_route(Problem(shifts=(), visits=()), shift, (visit,)).timetables[0].stops

    assert minutes * MINUTE == visit.duration_for(shift) == stop.end - stop.start


def test_the_refusal_tells_missing_from_too_low():
    """Learning a skill and raising its level are two things to direction."""
    assert "il n'a pas la compétence « Gaz »" == skill.refusal(skill.Gap("gaz", 1, None), "Gaz").fr
    assert "they lack the skill “Gaz”" == skill.refusal(skill.Gap("gaz", 1, None), "Gaz").en
    assert (
        "la compétence « Borne » est demandée au niveau 3, il a le niveau 2"
        == skill.refusal(skill.Gap("borne", 3, 2), "Borne").fr
    )
    assert (
        "the skill “Borne” is needed at level 3, they have level 2"
        == skill.refusal(skill.Gap("borne", 3, 2), "Borne").en
    )
