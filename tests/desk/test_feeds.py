"""Calendar addresses are secret, one per device, and can be closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import FeedClosed
from desk.feeds import Feed, feed_at, feeds_of, open_feed, revoke_feed
from desk.uses import note_use, unnoted
from planner.errors import NotFound
from planner.identifiers import FirmId, TechnicianId
from planner.sites import Area
from planner.staffing import save_rules
from tests.support.planner import a_firm, a_technician

GAETAN = TechnicianId("gaëtan")


@pytest.fixture
def opened(desk):
    """A feed on Gaëtan's telephone."""
    desk.keep(a_technician())
    return desk.do(open_feed, GAETAN, "iPhone de Gaëtan")


def test_an_address_shows_its_feed_until_revoked(desk, opened):
    """A lost telephone stops following."""
    feed, token = opened
    assert feed == desk.do(feed_at, token)
    desk.do(revoke_feed, feed.id)
    with pytest.raises(FeedClosed):
        desk.do(feed_at, token)


def test_each_device_has_its_own_address(desk, opened):
    """Closing one leaves the other."""
    feed, _ = opened
    desk.wait(minutes=1)
    second, token = desk.do(open_feed, GAETAN, "Ordinateur")
    assert [feed, second] == desk.do(feeds_of, GAETAN)
    desk.do(revoke_feed, feed.id)
    assert second == desk.do(feed_at, token)


def test_records_hold_no_address_that_works(desk, opened):
    """Only a fingerprint is kept."""
    feed, token = opened
    assert token not in repr(desk.all(Feed))
    with pytest.raises(FeedClosed):
        desk.do(feed_at, feed.id)


def test_an_address_of_one_firm_shows_nothing_of_another(desk, opened):
    """Firms never meet."""
    desk.transactions.create_firm(a_firm(id=FirmId("autre"), slug="autre"))
    with pytest.raises(FeedClosed):
        desk.transactions.write(FirmId("autre"), lambda work: feed_at(work, opened[1]))


def test_only_a_technician_of_the_firm_has_feeds(desk):
    """Nobody follows nobody."""
    with pytest.raises(NotFound):
        desk.do(open_feed, TechnicianId("inconnu"))


def test_an_area_and_the_team_have_addresses_of_their_own(desk, opened):
    """Each is listed apart from the technician's; an area must be one of the firm's."""
    desk.do(lambda work: save_rules(work, replace(work.firm.rules, areas=(Area("Annecy", frozenset({"74000"})),))))
    area, _ = desk.do(open_feed, None, area="Annecy")
    team, _ = desk.do(open_feed, None, "Outlook de Claire")
    assert [[opened[0]], [area], [team]] == [
        desk.do(feeds_of, *whose) for whose in ((GAETAN,), (None, "Annecy"), (None,))
    ]
    with pytest.raises(NotFound):
        desk.do(open_feed, None, area="Chambéry")


def test_use_is_noted_once_an_hour(desk, opened):
    """Claire sees which calendars still read; a closed one does not come back by being read."""
    feed, _ = opened
    assert unnoted(feed, desk.now)
    desk.do(note_use, feed)
    (noted,) = desk.all(Feed)
    assert not unnoted(noted, desk.now + timedelta(minutes=59))
    assert unnoted(noted, desk.now + timedelta(hours=1))
    desk.do(revoke_feed, feed.id)
    desk.do(note_use, feed)
    assert [] == desk.all(Feed)
