"""Management hands a customer all that the firm holds of him; nobody else of the firm does."""

import io
import zipfile

import pytest

from api import actions
from api.errors import Forbidden
from api.sessions import SESSION
from api.views import Done, Refused, Role
from desk.accounts import Role as AccountRole
from desk.store import KINDS as DESK
from planner.errors import NotFound
from planner.personal import Personal
from planner.records import KINDS as PLANNER
from tests.support.client import Client
from tests.support.house import asks, sign_in
from tests.support.marked import CUSTOMER, leave_traces
from web.main import application


@pytest.fixture
def marked(house, duret):
    """A customer with traces everywhere."""
    house.transactions.write(duret.firm.id, leave_traces)


def test_management_hands_over_what_is_held(house, duret, marked):
    """As one archive under his own name."""
    file = actions.export_customer(asks(house, duret), "duret", customer=CUSTOMER)
    assert "donnees-zq-customer.zip" == file.name
    assert "donnees/customers.json" in zipfile.ZipFile(io.BytesIO(file.content)).namelist()


def test_others_do_not(house, duret, marked):
    """A dispatcher sees customers one appointment at a time."""
    with pytest.raises(Forbidden):
        actions.export_customer(asks(house, duret, Role.DISPATCHER), "duret", customer=CUSTOMER)


def test_a_customer_of_nobody_is_not_found(house, duret):
    """Nor one of another firm."""
    with pytest.raises(NotFound):
        actions.export_customer(asks(house, duret), "duret", customer=CUSTOMER)


def test_management_erases_somebody_once_it_is_sure(house, duret, marked, clock):
    """Without the box nothing happens; afterwards there is nobody to hand anything to."""
    clock.forward(days=365)
    assert isinstance(actions.erase_customer(asks(house, duret), "duret", customer=CUSTOMER, sure=False), Refused)
    answer = actions.erase_customer(asks(house, duret), "duret", customer=CUSTOMER, sure=True)
    assert isinstance(answer, Done)
    with pytest.raises(NotFound):
        actions.export_customer(asks(house, duret), "duret", customer=CUSTOMER)


def test_others_do_not_erase(house, duret, marked):
    """A dispatcher does not, even when sure."""
    with pytest.raises(Forbidden):
        actions.erase_customer(asks(house, duret, Role.DISPATCHER), "duret", customer=CUSTOMER, sure=True)


def test_the_register_says_what_the_records_declare(house, duret):
    """Every kind with persons in it, by what it is kept for, with the firm's own lengths."""
    view = actions.register(asks(house, duret), "duret")
    kinds = [kind for _, kinds in view.activities for kind in kinds]
    declared = [kind for kind in (*PLANNER, *DESK) if isinstance(kind.personal, Personal)]
    assert len(declared) + 1 == len(kinds)
    kept = {kind.title: kind.kept for kind in kinds}
    assert ("1096 jours après le dernier contact", "365 jours") == (kept["Clients"], kept["Messages envoyés"])
    with pytest.raises(Forbidden):
        actions.register(asks(house, duret, Role.DISPATCHER), "duret")


def test_the_register_is_a_page(house, duret):
    """To read and to print, in its frame of the settings."""
    token = sign_in(house, duret, AccountRole.MANAGEMENT)
    browser = Client(application(house))
    browser.cookies[SESSION] = token
    answer = browser.get("/f/duret/reglages/registre")
    assert (200, True) == (answer.status_code, "Registre des données personnelles" in answer.text)
