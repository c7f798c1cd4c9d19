"""The verifier follows the chain from the command line, and says which line is not as it was written."""

import sqlite3

from api.settings import read_settings
from planner.history import note
from planner.identifiers import TechnicianId
from planner.ports import Actor, Entry, Snapshot
from planner.routes import Route
from tests.support.command_line import in_house
from tests.support.planner import MONDAY, SUNDAY_NIGHT

VERIFY = ("audit", "verify", "--json")


def written():
    """Three lines of history."""
    for verb in ("hold", "confirm", "cancel"):
        moved = Snapshot((), (Route(TechnicianId("gaëtan"), MONDAY, 1),))
        in_house(appending(Entry(verb, SUNDAY_NIGHT, Actor("customer"), Snapshot(), moved)))


def appending(entry):
    """A command that adds a line."""
    return lambda work: work.history.append(entry)


def by_hand(*statements):
    """Whoever owns the machine needs no program of ours."""
    with sqlite3.connect(read_settings().database.removeprefix("sqlite:///")) as file:
        for statement in statements:
            file.execute(statement)
    file.close()


def test_a_whole_history_gives_an_anchor_from_which_the_next_look_begins(creneau, firm):
    """Kept elsewhere, it says later that nothing before it was rewritten."""
    written()
    code, said, answer = creneau(*VERIFY)
    (found,) = answer["firms"]
    assert (0, None) == (code, found["fault"])
    assert found["head"] in said
    written()
    code, _, answer = creneau(*VERIFY, "--since", found["head"])
    assert (0, 4) == (code, answer["firms"][0]["lines"])


def test_a_line_changed_by_hand_is_named(creneau, firm):
    """One letter, with the guard of the table out of the way."""
    written()
    by_hand("DROP TRIGGER history_is_not_rewritten", "UPDATE history SET verb = 'Hold' WHERE verb = 'hold'")
    code, said, answer = creneau(*VERIFY)
    (found,) = answer["firms"]
    assert (1, "changed") == (code, found["fault"])
    assert f"la ligne {found['broken']} n'est plus celle qui a été écrite" in said


def test_an_anchor_that_is_none_is_said_so(creneau, firm):
    """In words, not with a trace."""
    code, said, _ = creneau(*VERIFY, "--since", "hier")
    assert 1 < code
    assert "ancre" in said


def test_a_firm_without_history_is_whole(creneau, firm):
    """On its first day."""
    by_hand("DROP TRIGGER history_is_not_removed", "DELETE FROM history")
    assert (0, None) == ((told := creneau(*VERIFY))[0], told[2]["firms"][0]["head"])


def test_what_was_noted_is_listed_and_changes_of_plans_are_not(creneau, firm):
    """The newest of them, oldest first."""
    written()
    for subject in ("a", "b"):
        in_house(noting(subject))
    code, said, answer = creneau("audit", "list", "--last", "2", "--json")
    assert (0, ["a", "b"]) == (code, [line["about"] for line in answer["lines"]])
    assert "change_access" in said


def noting(subject):
    """A command that notes a change of somebody's access."""
    return lambda work: note(work, "change_access", Actor("management", "odile"), subject)
