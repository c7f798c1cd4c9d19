"""Each violation says whose it is and what is wrong, in both languages."""

from solver import Problem, Solution, referee
from solver.referee import Violation
from tests.solver.plans import a_shift, a_visit
from tests.solver.test_referee import PLANTED, TWO

HIS = {
    ("skill", "il n'a pas la compétence « borne » au niveau 3", "they lack the skill “borne” at level 3"),
    ("skill", "il n'a pas la compétence « gaz » au niveau 1", "they lack the skill “gaz” at level 1"),
    ("clearance", "il n'a pas l'habilitation « gaz » ce jour-là", "they do not hold the clearance “gaz” that day"),
    ("technician", "ce passage est réservé à d'autres", "this visit is reserved to others"),
    ("release", "ce passage n'est pas encore possible ce jour-là", "this visit is not possible yet on that day"),
    ("stock", "il lui manque : échelle", "they lack: échelle"),
    ("stock", "il lui manque : filtre", "they lack: filtre"),
    ("stock", "il lui manque : filtre, échelle", "they lack: filtre, échelle"),
    ("pinned", "ce passage est fixé chez un autre technicien", "this visit is pinned to another technician"),
    ("pinned", "ce passage fixé n'est pas planifié", "this pinned visit is not planned"),
    ("pinned", "n'est promis à aucune heure de cette journée", "is promised at no hour of that day"),
    ("promised_window", "n'est promis à aucune heure de cette journée", "is promised at no hour of that day"),
    ("promised_window", "commence 30 min après la fin du créneau promis", "starts 30 min after the promised window"),
    ("promised_window", "commence 300 min après la fin du créneau promis", "starts 300 min after the promised window"),
    ("overtime", "il rentre 30 min après la dernière limite", "they are back 30 min past the last limit"),
    ("overtime", "il rentre 37 min après la dernière limite", "they are back 37 min past the last limit"),
    ("max_duration", "sa tournée dure 73 min de trop", "their route takes 73 min too long"),
    ("lunch", "déjeune 30 min trop tard", "has lunch 30 min too late"),
    ("lunch", "déjeune 97 min trop tard", "has lunch 97 min too late"),
    ("break", "il travaille trop longtemps sans pause", "they work too long without a break"),
    ("daily_work", "il travaille trop longtemps ce jour-là", "they work too long that day"),
    ("rest", "il ne se repose pas assez entre deux journées", "they rest too little between two days"),
    ("overlap", "deux de ses tournées se chevauchent", "two of their routes overlap"),
    ("together", "il faut un autre technicien qu'à « a »", "another technician than at “a” must come"),
    ("precedence", "commence trop tôt après « b »", "begins too soon after “b”"),
}
ANOTHERS = {
    ("together", "ne commence pas en même temps que « a »", "does not begin together with “a”"),
    ("precedence", "commence trop tôt après « a »", "begins too soon after “a”"),
    ("precedence", "« a », qui vient avant, n'est pas planifié", "“a” comes first, and is not planned"),
}
NOBODYS = {
    ("together", "ce passage va avec « a », qui est planifié", "this visit goes with “a”, which is planned"),
    ("together", "ce passage va avec « b », qui est planifié", "this visit goes with “b”, which is planned"),
}


def said(violation: Violation) -> tuple[str, str, str]:
    """Its rule and its sentence."""
    return (violation.rule, violation.sentence.fr, violation.sentence.en)


def test_each_planted_violation_says_whose_it_is_and_what():
    """What cannot be served with its pair is on no route, so nobody's."""
    found = [violation for planted in PLANTED for violation in planted.verdict.violations]
    assert HIS == {said(violation) for violation in found if violation.technician == "Gaëtan"}
    assert ANOTHERS == {said(violation) for violation in found if violation.technician == "Bruno"}
    assert NOBODYS == {said(violation) for violation in found if violation.technician is None}


def test_what_is_no_plan_is_told_why():
    """Nothing else is judged of it: what it would cost and when would mean nothing."""
    problem = Problem(shifts=tuple(TWO), visits=(a_visit("twice"), a_visit("nowhere")))
    verdict = referee(problem, Solution(((0, 0, 7),), ()))
    assert [
        (None, None, ("plan", "il faut une tournée par plage", "there must be one route per shift")),
        (None, "7", ("plan", "ce passage n'existe pas", "there is no such visit")),
        (None, "twice", ("once", "ce passage est planifié plus d'une fois", "this visit is planned more than once")),
        (
            None,
            "nowhere",
            ("plan", "ce passage n'est ni planifié ni écarté", "this visit is neither planned nor left out"),
        ),
    ] == [(violation.technician, violation.visit, said(violation)) for violation in verdict.violations]
    assert (0, ()) == (verdict.cost.total, verdict.timetables)


def test_who_lacks_a_skill_takes_as_long_as_at_no_level():
    """Sent all the same, he needs the two hours of somebody who begins."""
    visit = a_visit(skills={"gaz": 1}, durations={0: 7_200, 1: 1_800})
    problem = Problem(shifts=(a_shift(),), visits=(visit,))
    verdict = referee(problem, Solution.of(problem, [[0]]))
    (stop,) = verdict.timetables[0].stops
    assert (["skill"], 7_200) == ([violation.rule for violation in verdict.violations], stop.end - stop.start)
