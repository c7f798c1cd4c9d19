"""A firm begins whole or not at all."""

from datetime import time

import pytest

from desk.accounts import Account, Credentials, Role, sign_in, signed_in
from desk.errors import UnreadableEmail, WeakPassword
from desk.proposals import SERVICES, proposed_technician
from desk.setup import Founder, NewFirm, create_firm, free_slug
from planner.errors import InvalidConfiguration
from planner.services import Service
from planner.technicians import Technician
from planner.working_days import WeeklyHours
from tests.support.planner import ANNECY, a_technician

FOUNDER = Founder("Anne Roux", "anne@roux.invalid", "cheval agrafe batterie correct")
PLAN = NewFirm("Roux Électricité", FOUNDER)


def test_a_firm_begins_with_all_it_needs(desk):
    """Its first person is signed in and finds technicians and services."""
    plan = NewFirm("Roux Électricité", FOUNDER, technicians=(proposed_technician("Anne", ANNECY),))
    founded = create_firm(desk.transactions, plan)
    with desk.transactions.read(founded.firm.id) as work:
        assert founded.account == signed_in(work, founded.token)[1]
        assert ["Anne"] == [technician.name for technician in work.of(Technician).find()]
        assert len(SERVICES) == len(work.of(Service).find())
        assert founded.firm == work.firm
    assert ("roux-electricite", frozenset(Role)) == (founded.firm.slug, founded.account.roles)
    given = Credentials(FOUNDER.email, FOUNDER.password)
    assert founded.account == sign_in(desk.transactions, founded.firm.id, given)[0]


def test_an_artisan_drives_the_first_route(desk):
    """The founder may be the technician."""
    technician = proposed_technician("Anne", ANNECY)
    founder = Founder(FOUNDER.name, FOUNDER.email, FOUNDER.password, technician.id)
    founded = create_firm(desk.transactions, NewFirm("Roux", founder, technicians=(technician,)))
    assert technician.id == founded.account.technician_id


NIGHT_AND_DAY = (WeeklyHours(0, time(0), time(23, 59)),)


@pytest.mark.parametrize(
    "plan, refusal",
    [
        (NewFirm("Roux", Founder("Anne", "anne@roux.invalid", "court")), WeakPassword),
        (NewFirm("Roux", Founder("Anne", "anne", FOUNDER.password)), UnreadableEmail),
        (NewFirm("Roux", FOUNDER, slug="duret"), InvalidConfiguration),
        (NewFirm("Roux", FOUNDER, technicians=(a_technician(shifts=NIGHT_AND_DAY),)), InvalidConfiguration),
    ],
)
def test_a_firm_that_cannot_begin_leaves_nothing(desk, plan, refusal):
    """The form comes back, and the address stays free."""
    with pytest.raises(refusal):
        create_firm(desk.transactions, plan)
    assert ["duret"] == [firm.slug for firm in desk.transactions.firms()]
    assert [] == desk.all(Account)


@pytest.mark.parametrize(
    "name, slug",
    [("Duret", "duret-2"), ("L'Éclair & Fils", "l-eclair-fils"), ("Œuvres", "oeuvres"), ("電気", "entreprise")],
)
def test_a_free_address_is_made_from_the_name(desk, name, slug):
    """Small letters, hyphens, and a number when it is taken."""
    assert slug == free_slug(desk.transactions, name)
