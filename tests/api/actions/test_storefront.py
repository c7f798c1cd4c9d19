"""A firm decides how its customers meet it, and its customers meet it so."""

from datetime import timedelta
from pathlib import Path

import pytest

from api import actions
from api.errors import Forbidden
from api.house import House
from api.views import Done, Refused, Role, StorefrontForm
from tests.api.actions.test_booking_online import book, visitor
from tests.api.actions.test_settings import direction
from tests.support.house import a_house, found_firm

FORM = StorefrontForm(cut_off_hours="24", origins="www.duret.invalid\n\nhttps://duret-annecy.invalid/")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one firm."""
    house = a_house(tmp_path)
    found_firm(house)
    return house


def test_the_cut_off_binds_customers_at_once(house):
    """Monday's appointment is less than a day away on Sunday evening."""
    token = book(house).token
    assert actions.follow(visitor(house), "duret", token).may_move
    assert isinstance(actions.save_storefront_settings(direction(house), "duret", FORM), Done)
    view = actions.follow(visitor(house), "duret", token)
    assert (False, int(timedelta(days=1).total_seconds())) == (view.may_move, view.cut_off)
    assert 24 == actions.settings(direction(house), "duret").storefront.cut_off_hours


def test_only_the_sites_a_firm_names_may_frame_its_page(house):
    """None at first."""
    assert () == actions.embedded(visitor(house), "duret").framed_by
    actions.save_storefront_settings(direction(house), "duret", FORM)
    view = actions.embedded(visitor(house), "duret")
    assert ("https://www.duret.invalid", "https://duret-annecy.invalid") == view.framed_by
    assert view.portal.services


def test_nonsense_is_told_beside_its_field_and_changes_nothing(house):
    """Neither hours nor sites."""
    actions.save_storefront_settings(direction(house), "duret", FORM)
    refused = actions.save_storefront_settings(direction(house), "duret", StorefrontForm("-1", "partout"))
    assert isinstance(refused, Refused)
    assert {"cut_off_hours", "origins"} == set(refused.fields)
    assert 24 == actions.settings(direction(house), "duret").storefront.cut_off_hours


def test_a_dispatcher_reads_the_lines_to_copy_and_changes_nothing(house):
    """That is for whoever manages the firm."""
    view = actions.settings(direction(house, Role.DISPATCHER), "duret").storefront
    assert house.settings.address == view.address
    with pytest.raises(Forbidden):
        actions.save_storefront_settings(direction(house, Role.DISPATCHER), "duret", FORM)
