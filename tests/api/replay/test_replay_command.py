"""Live past weeks again from the command line."""

from datetime import timedelta

from api import wiring
from desk.identifiers import PastAppointmentId
from desk.past import PastAppointment
from planner.identifiers import CustomerId, SiteId
from planner.sites import Site
from tests.support.command_line import in_house
from tests.support.planner import SEYNOD


def remember(weeks: int) -> None:
    """Two repairs a week, for so many weeks."""
    today = wiring.now().date()

    def command(work) -> None:
        work.of(Site).put(Site(SiteId("s"), CustomerId("c"), SEYNOD, "house"))
        work.of(PastAppointment).put_all(
            PastAppointment(
                PastAppointmentId(f"p{back}"), today - timedelta(days=back), "depannage", CustomerId("c"), 60
            )
            for back in range(1, 7 * weeks, 3)
        )

    in_house(command)


def test_policies_stand_side_by_side(creneau, firm):
    """A table for people, an object for programs; twice the same."""
    remember(weeks=5)
    words = ("replay", "--weeks", "1", "--policy", "none", "--policy", "fixed20")
    code, said, answer = creneau(*words, "--json")

    assert 0 == code
    assert "urgences le jour même" in said
    assert ["none", "fixed20"] == [one["policy"] for one in answer["policies"]]
    assert {"value", "low", "high"} == answer["policies"][0]["kilometres"].keys()
    assert answer == creneau(*words, "--json")[2]


def test_a_firm_without_a_past_is_told_what_to_import(creneau, firm):
    """Nothing can be lived again."""
    code, said, _ = creneau("replay")

    assert 4 == code
    assert "importez d'abord l'historique" in said


def test_a_policy_nobody_knows_is_wrong_use(creneau, firm):
    """The known ones are named."""
    code, said, _ = creneau("replay", "--policy", "magie")

    assert 2 == code
    assert "fixed10" in said
