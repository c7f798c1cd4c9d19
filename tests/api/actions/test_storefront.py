"""A firm decides how its customers meet it, and its customers meet it so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api import actions
from api.errors import Forbidden
from api.house import House
from api.views import Done, Refused, Role, StorefrontForm
from planner.errors import NotFound
from tests.api.actions.test_booking_online import book, visitor
from tests.api.actions.test_settings import direction
from tests.desk.test_logos import picture
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


def test_a_readable_colour_reaches_the_pages_of_customers(house):
    """By day as chosen, by night lighter."""
    with pytest.raises(NotFound):
        actions.colours(visitor(house), "duret")
    assert isinstance(
        actions.save_storefront_settings(direction(house), "duret", replace(FORM, accent="#5B2A86")), Done
    )
    assert "#5b2a86" == actions.portal(visitor(house), "duret").firm.accent
    view = actions.colours(visitor(house), "duret")
    assert "#5b2a86" == view.light.accent
    assert view.dark.accent > view.light.accent


def test_a_colour_nobody_could_read_is_refused_and_the_usual_one_is_none_of_its_own(house):
    """In a sentence, beside the field."""
    refused = actions.save_storefront_settings(direction(house), "duret", replace(FORM, accent="#ffd400"))
    assert isinstance(refused, Refused)
    assert "se lit mal" in refused.fields["accent"]
    assert isinstance(actions.save_storefront_settings(direction(house), "duret", FORM), Done)
    assert "" == actions.portal(visitor(house), "duret").firm.accent


def test_a_logo_is_shown_changed_and_taken_away(house):
    """Its mark changes with it, so that no browser keeps the old one."""
    marks = [_kept(house, content) for content in (picture(), picture(3, 3), b"")]
    assert 3 == len(set(marks))
    assert "" == marks[-1]
    with pytest.raises(NotFound):
        actions.logo(visitor(house), "duret")


def _kept(house: House, content: bytes) -> str:
    """Save a logo; return its mark once it is seen as sent."""
    assert isinstance(actions.save_firm_logo(direction(house), "duret", content=content), Done)
    if content:
        assert content == actions.logo(visitor(house), "duret").content
    return actions.portal(visitor(house), "duret").firm.logo


def test_what_is_no_logo_is_refused_and_the_old_one_stays(house):
    """Nothing is lost by trying."""
    _kept(house, picture())
    refused = actions.save_firm_logo(direction(house), "duret", content=b"<svg/>")
    assert isinstance(refused, Refused)
    assert {"logo"} == set(refused.fields)
    assert picture() == actions.logo(visitor(house), "duret").content
