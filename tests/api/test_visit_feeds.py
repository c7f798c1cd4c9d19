"""Calendar feeds of the team and of an area: who goes, what, when and in which town, and nothing more."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from api import visit_feeds
from api.visit_feeds import visit_feed
from calendar_sync import CalendarEntry, read_calendar
from desk.feeds import Feed
from planner.history import Change, record
from planner.identifiers import CustomerId, SiteId, TechnicianId
from planner.ports import Actor, Snapshot, Work
from planner.routes import Route
from planner.sites import Area, Site
from planner.staffing import save_rules
from planner.technicians import Technician
from tests.support.planner import ALBERTVILLE, MONDAY, SEYNOD, SUNDAY_NIGHT, Heart, a_technician

CLAIRE = Actor("dispatcher", "claire")
PAGES = "https://rdv.duret.invalid/f/duret"
AREAS = (Area("Annecy", frozenset({"74600"})), Area("Savoie", frozenset({"73200"})))


@pytest.fixture
def heart() -> Heart:
    """Two technicians, one appointment at Seynod and one at Albertville."""
    heart = Heart(a_technician("Gaëtan Roche"), a_technician("Nadia Perret"))
    heart.do(lambda work: save_rules(work, replace(work.firm.rules, areas=AREAS)))
    for position, postcode, city in ((SEYNOD, "74600", "Seynod"), (ALBERTVILLE, "73200", "Albertville")):
        booked = heart.book(heart.slots(position=position)[0], position)
        site = Site(SiteId(f"site-{booked.id}"), CustomerId("durand"), position, "house", "8 rue X", postcode, city)
        heart.do(partial(_keep, site=site))
    return heart


def _keep(work: Work, site: Site) -> None:
    work.of(Site).put(site)


def body(heart: Heart, **of: str) -> bytes:
    """The feed of a technician, an area or the team."""
    technician = TechnicianId(of["technician"]) if "technician" in of else None
    feed = Feed("x", technician, "", SUNDAY_NIGHT, area=of.get("area"))
    with heart.memory.read(heart.firm.id) as work:
        return visit_feed(work, feed, PAGES)


def entries(heart: Heart, **of: str) -> tuple[CalendarEntry, ...]:
    """What it shows."""
    return read_calendar(body(heart, **of), zone="Europe/Paris").entries


def test_the_team_sees_who_goes_what_and_in_which_town(heart: Heart) -> None:
    """First names, no street, a link to the day."""
    told = entries(heart)
    assert {"Seynod", "Albertville"} == {entry.location for entry in told}
    assert {"Gaëtan : Dépannage", "Nadia : Dépannage"} >= {entry.summary for entry in told}
    assert {f"{PAGES}/jour/{MONDAY}"} == {entry.url for entry in told}
    assert not [word for word in ("rue X", "Roche", "durand") if word in body(heart).decode()]


def test_an_area_is_what_is_done_there_whoever_drives(heart: Heart) -> None:
    """By the postcode of the place; nothing where an area is no more."""
    assert ["Seynod"] == [entry.location for entry in entries(heart, area="Annecy")]
    assert ["Albertville"] == [entry.location for entry in entries(heart, area="Savoie")]
    assert () == entries(heart, area="Chambéry")


def test_the_same_visits_are_the_same_bytes_in_every_feed_that_shows_them(heart: Heart) -> None:
    """An appointment has one identity; a technician's own feed does not say who goes."""
    assert body(heart) == body(heart)
    own = [entry for name in ("gaëtan roche", "nadia perret") for entry in entries(heart, technician=name)]
    assert {entry.uid for entry in own} == {entry.uid for entry in entries(heart)}
    assert {"Dépannage"} == {entry.summary for entry in own}


def test_another_hour_within_the_same_promise_is_a_newer_version(heart: Heart) -> None:
    """Programs that compare versions show the new one."""
    before = entries(heart)[0]
    (route,) = heart.do(lambda work: [one for one in work.routes.between(MONDAY, MONDAY) if _shows(one, before)])
    later = replace(route.visits[0], start=route.visits[0].start + timedelta(minutes=5))
    moved = Change("accept_plan", CLAIRE, Snapshot((), (route,)), Snapshot((), (replace(route, visits=(later,)),)))
    heart.do(partial(record, change=moved))
    after = next(one for one in entries(heart) if one.uid == before.uid)
    assert (before.sequence + 1, later.start) == (after.sequence, after.start)
    assert after.last_modified >= before.last_modified


def _shows(route: Route, entry: CalendarEntry) -> bool:
    return any(f"{visit.appointment_id}@creneau" == entry.uid for visit in route.visits)


def test_a_feed_that_is_full_keeps_what_comes_next(heart: Heart, monkeypatch: pytest.MonkeyPatch) -> None:
    """Yesterday goes before tomorrow, and the farthest before the nearest."""
    first = min(entries(heart), key=lambda entry: entry.start)
    monkeypatch.setattr(visit_feeds, "MAX_ENTRIES", 1)
    assert [first.uid] == [entry.uid for entry in entries(heart)]
    heart.now += timedelta(days=1)
    assert 1 == len(entries(heart))


def test_a_technician_who_left_takes_his_name_along(heart: Heart) -> None:
    """His visits of the past stay, without a name that nobody can look up."""
    heart.do(lambda work: work.of(Technician).remove("nadia perret"))
    heart.do(lambda work: work.of(Technician).remove("gaëtan roche"))
    assert {"Dépannage"} == {entry.summary for entry in entries(heart)}
