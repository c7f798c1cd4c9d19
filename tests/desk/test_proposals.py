"""What a firm is proposed to start from can be booked, and reads the skills people write."""

from datetime import date

import pytest

from desk.proposals import SERVICES, SKILL_LABELS, proposed_services, proposed_technician, read_skills
from planner.technicians import Clearance
from tests.support.planner import ANNECY

CLEARANCES = (Clearance("BR"), Clearance("B1V"))


def test_proposed_services_are_told_apart_by_code_and_identifier():
    """Two firms, or two proposals, share no identifier."""
    services = proposed_services()
    assert len(SERVICES) == len({service.code for service in services}) == len({service.id for service in services})
    assert not {service.id for service in services} & {service.id for service in proposed_services()}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
def test_a_proposed_technician_can_do_every_proposed_service(service):
    """With the usual clearances and, for connected chargers, the second level."""
    technician = proposed_technician("Gaëtan", ANNECY)
    missing = [name for name in technician.missing_for(service, date(2026, 11, 23)) if name not in {"BR", "B1V"}]
    assert ([] if service.code != "pose_irve_p2" else ["irve"]) == missing
    assert service.description
    assert set(service.skills) <= set(SKILL_LABELS)


@pytest.mark.parametrize(
    "words, skills",
    [
        (["depannage", "Dépannage"], {"depannage": 1}),
        (["irve_p1", "IRVE P2"], {"irve": 2}),
        (["Portail/interphonie"], {"portail_interphonie": 1}),
        (["climatisation n3"], {"climatisation": 3}),
        (["", "  "], {}),
        (["p2"], {"p2": 1}),
    ],
)
def test_skills_are_read_as_people_write_them(words, skills):
    """A level may stand behind the skill; an unknown skill is a skill all the same."""
    assert skills == read_skills(words)
