"""A route is saved whole, on the version it was read at, and no technician is ever in two places."""

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.errors import NotFound, RouteChanged
from planner.identifiers import AppointmentId, FirmId, TechnicianId
from planner.ports import Mark
from planner.routes import Route, Visit
from tests.support.planner import ANNECY, MONDAY, a_firm, between, paris

DURET, OTHER = FirmId("duret"), FirmId("other")
GAETAN, LEA = TechnicianId("gaetan"), TechnicianId("lea")
TUESDAY = MONDAY + timedelta(days=1)
HOUR = timedelta(hours=1)


def a_visit(key="a", hour=9, **changes):
    """A visit of one hour, at full hours by the clock in Annecy."""
    visit = Visit(AppointmentId(key), ANNECY, between(hour, hour + 2), paris(hour), HOUR)
    return replace(visit, **changes)


def a_route(*visits, technician=GAETAN, day=MONDAY, version=0):
    """A route, never saved unless a version is given."""
    return Route(technician, day, version, visits)


def save(store, *routes, firm=DURET):
    """Save routes in one command."""
    return store.write(firm, lambda work: work.routes.save(routes))


def load(store, technician=GAETAN, day=MONDAY, firm=DURET):
    """Read one route."""
    with store.read(firm) as work:
        return work.routes.load(technician, day)


def test_a_day_never_planned_is_an_empty_route_of_version_0(store):
    """Nothing needs to be prepared."""
    assert Route(GAETAN, MONDAY) == load(store)


def test_a_saved_route_comes_back_with_the_next_version(store):
    """Visits keep their order, their hold and their lock."""
    visits = (a_visit("b", 14, locked=True), a_visit("a", 9, held_until=paris(8)))
    saved = save(store, a_route(*visits))
    assert [a_route(*visits, version=1)] == saved
    assert saved[0] == load(store)
    assert [a_route(version=2)] == save(store, replace(saved[0], visits=()))
    assert a_route(version=2) == load(store)


def test_the_mark_of_what_lies_ahead_rises_with_each_save(store):
    """Of that day and those after it, of this firm; reading changes nothing, and an emptied route counts too."""
    store.create_firm(a_firm(id=OTHER, slug="other"))

    def mark(first=MONDAY):
        return store.mark(DURET, first).routes

    marks = [mark()]
    (monday,) = save(store, a_route(a_visit()))
    marks.append(mark())
    save(store, replace(monday, visits=()))
    marks.append(mark())
    save(store, a_route(a_visit("b", 14), technician=LEA, day=TUESDAY))
    marks.append(mark())
    assert sorted(set(marks)) == marks == [*marks[:-1], mark()]
    ahead = mark(TUESDAY)
    save(store, a_route(a_visit("c"), technician=LEA))
    save(store, a_route(a_visit("d")), firm=OTHER)
    assert (ahead, marks[-1] + 1) == (mark(TUESDAY), mark())


def test_the_mark_of_a_firm_has_its_address_and_the_version_of_its_settings(store):
    """So that neither is overlooked; a firm that is no more has none."""
    before = store.mark(DURET, MONDAY)
    store.write(DURET, lambda work: work.save_firm(replace(work.firm, slug="ailleurs")))
    assert Mark("ailleurs", before.settings + 1, before.routes) == store.mark(DURET, MONDAY)
    store.remove_firm(DURET)
    assert store.mark(DURET, MONDAY) is None


@pytest.mark.parametrize("version", [0, 2])
def test_a_stale_save_is_refused(store, version):
    """Neither an older version nor one that never was."""
    save(store, a_route(a_visit()))
    with pytest.raises(RouteChanged):
        save(store, a_route(version=version))
    with pytest.raises(RouteChanged):
        save(store, a_route(technician=LEA, version=3))
    assert a_route(a_visit(), version=1) == load(store)


def test_a_refused_save_changes_none_of_its_routes_even_if_the_command_goes_on(store):
    """The command may catch the refusal and do something else."""
    save(store, a_route(a_visit()))

    def command(work):
        with pytest.raises(RouteChanged):
            work.routes.save([a_route(a_visit("b"), technician=LEA), a_route(version=7)])
        work.routes.save([a_route(a_visit("c", start=paris(9, day=TUESDAY)), day=TUESDAY)])

    store.write(DURET, command)
    assert a_route(technician=LEA) == load(store, LEA)
    assert a_route(a_visit(), version=1) == load(store)
    assert 1 == load(store, day=TUESDAY).version


def test_the_same_route_twice_in_one_save_is_refused(store):
    """The second would be stale."""
    with pytest.raises(RouteChanged):
        save(store, a_route(), a_route(a_visit()))
    assert a_route() == load(store)


def test_an_appointment_is_on_one_route_at_most(store):
    """It can change routes within one save, in any order, and not otherwise."""
    save(store, a_route(a_visit("a"), a_visit("b", 14)))
    with pytest.raises(RouteChanged):
        save(store, a_route(a_visit("a"), technician=LEA))
    save(store, a_route(a_visit("a"), technician=LEA), a_route(a_visit("b", 14), version=1))
    assert a_route(a_visit("a"), technician=LEA, version=1) == load(store, LEA)
    save(store, a_route(a_visit("b", 14), a_visit("a"), version=2), a_route(technician=LEA, version=1))
    with store.read(DURET) as work:
        assert GAETAN == work.routes.holding("a").technician_id
        assert work.routes.holding("c") is None


@pytest.mark.parametrize(
    "first, second",
    [
        (a_route(a_visit("a"), a_visit("b", start=paris(9, 59))), a_route(technician=LEA)),
        (
            a_route(a_visit("a", start=paris(23, 30))),
            a_route(a_visit("b", start=paris(0, 15, TUESDAY)), day=TUESDAY),
        ),
    ],
    ids=["same day", "over midnight"],
)
def test_visits_of_one_technician_never_overlap(store, first, second):
    """Whoever forgets to check is refused by the table itself."""
    with pytest.raises(RouteChanged):
        save(store, first, second)
    assert a_route() == load(store)


def test_visits_may_touch_and_two_technicians_may_work_at_once(store):
    """Intervals exclude their end, and the belt is worn by each technician of each firm."""
    store.create_firm(a_firm(id=OTHER, slug="other"))
    save(store, a_route(a_visit("a"), a_visit("b", 10)), a_route(a_visit("c"), technician=LEA))
    save(store, a_route(a_visit("a")), firm=OTHER)
    assert 2 == len(load(store).visits)


def test_an_expired_hold_stays_until_the_route_is_saved_without_it(store):
    """Expiry is a reading rule: no clock changes what is stored."""
    held = a_visit("a", held_until=paris(8))
    saved = save(store, a_route(held))[0]
    assert (held,) == load(store).visits
    assert () == load(store).at(paris(9)).visits
    with pytest.raises(RouteChanged):
        save(store, replace(saved, visits=(held, a_visit("b"))))
    save(store, replace(saved.at(paris(9)), visits=(a_visit("b"),)))
    assert (a_visit("b"),) == load(store).visits


def test_routes_are_listed_by_day_and_technician(store):
    """Both days included; versions alone are cheap."""
    late = a_route(a_visit("a"), day=MONDAY + timedelta(days=9))
    save(store, late, a_route(technician=LEA), a_route(), a_route(day=TUESDAY), a_route(day=MONDAY - timedelta(days=1)))
    with store.read(DURET) as work:
        routes = work.routes.between(MONDAY, TUESDAY)
        assert [(MONDAY, GAETAN), (MONDAY, LEA), (TUESDAY, GAETAN)] == [(r.day, r.technician_id) for r in routes]
        assert {(r.technician_id, r.day): 1 for r in routes} == work.routes.versions(MONDAY, TUESDAY)
        assert [] == work.routes.between(TUESDAY, MONDAY)


def test_another_firms_routes_are_not_there(store):
    """Neither read, nor found by appointment, nor replaced."""
    store.create_firm(a_firm(id=OTHER, slug="other"))
    save(store, a_route(a_visit()))
    with store.read(OTHER) as work:
        assert a_route() == work.routes.load(GAETAN, MONDAY)
        assert ([], {}, None) == (
            work.routes.between(MONDAY, MONDAY),
            work.routes.versions(MONDAY, MONDAY),
            work.routes.holding("a"),
        )
    save(store, a_route(), firm=OTHER)
    assert a_route(a_visit(), version=1) == load(store)


def test_an_unknown_firm_is_not_found(store):
    """There is no transaction of nobody."""
    with pytest.raises(NotFound):
        load(store, firm=OTHER)
    with pytest.raises(NotFound):
        save(store, firm=OTHER)
