"""A firm opened with the proposal as it stands sold two of twelve services: a label came back as another skill."""

from desk.proposals import SKILL_LABELS, proposed_services, proposed_technician, read_skills
from tests.support.planner import ANNECY


def test_a_skill_said_by_its_label_is_the_skill():
    """What the page shows can be typed again, with its level."""
    assert dict.fromkeys(SKILL_LABELS, 1) == read_skills(SKILL_LABELS.values())
    assert {"irve": 2} == read_skills([f"{SKILL_LABELS['irve']} P2"])


def test_the_proposed_technician_has_every_skill_the_proposed_services_ask_for_at_their_first_level():
    """Only what needs a second level is left to whoever has it."""
    skills = proposed_technician("Nadia", ANNECY).skills
    lacking = {
        name for service in proposed_services() for name, level in service.skills.items() if skills.get(name, 0) < 1
    }
    assert set() == lacking
