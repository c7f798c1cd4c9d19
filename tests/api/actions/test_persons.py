"""Management hands a customer all that the firm holds of him; nobody else of the firm does."""

import io
import zipfile

import pytest

from api import actions
from api.errors import Forbidden
from api.views import Caller, Done, PersonView, Refused, Role
from planner.errors import NotFound
from tests.support.marked import CUSTOMER, leave_traces


def asks(house, founded, role=Role.MANAGEMENT):
    """Somebody of the firm."""
    person = PersonView("p1", "Odile", "odile@duret.invalid", role)
    return Caller("x", person, firm=founded.firm.id, house=house)


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
