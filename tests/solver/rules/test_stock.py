"""He has every tool and part a visit needs, from home or from his depot."""

from collections.abc import Mapping

import pytest

from solver import Depot, Problem, Visit, rules
from solver.rules import stock
from tests.solver.plans import SEYNOD, a_shift, a_visit, between, judge_route

STOCKED = a_shift(tools=frozenset({"échelle"}), parts={"filtre": 2})
LADDER = a_visit("ladder", between(9, 9), tools=frozenset({"échelle"}))
FILTER = a_visit("filter", between(11, 11), parts={"filtre": 1})
FILTERS = a_visit("filters", between(15, 15), parts={"filtre": 2})
CAMERA = a_visit("camera", between(16, 16), tools=frozenset({"caméra"}))


@pytest.mark.parametrize(
    "visits,last",
    [
        ([LADDER], None),
        ([LADDER, LADDER], None),
        ([FILTER, FILTER], None),
        ([FILTER, FILTERS], 1),
        ([LADDER, FILTER, CAMERA, FILTERS], 2),
        ([CAMERA], 0),
        ([a_visit("fuse", parts={"fusible": 1})], 0),
    ],
)
def test_tools_are_kept_and_parts_are_consumed(visits: list[Visit], last: int | None):
    """He must have loaded before the first visit for which something is missing."""
    assert last == stock.last_loading(visits, STOCKED)
    assert (last is None) == stock.enough(visits, STOCKED)
    assert stock.enough(visits, a_shift(depot=Depot(SEYNOD)))


def test_a_visit_for_which_he_can_have_nothing_is_not_his():
    """With a depot it is."""
    assert not rules.may_serve(CAMERA, a_shift())
    assert rules.may_serve(CAMERA, a_shift(depot=Depot(SEYNOD)))


def test_the_route_goes_by_the_depot_only_where_it_must():
    """Enough for the first two; for the camera he loads on the way, and that road is driven."""
    shift = a_shift(tools=STOCKED.tools, parts=STOCKED.parts, depot=Depot(SEYNOD, 600))
    enough = judge_route(Problem(shifts=(), visits=()), shift, (LADDER, FILTER))
    loaded = judge_route(Problem(shifts=(), visits=()), shift, (LADDER, FILTER, CAMERA))

    assert enough.feasible
    assert enough.timetables[0].loading is None
    assert loaded.feasible
    assert loaded.timetables[0].loading is not None


@pytest.mark.parametrize(
    "tools,parts,lacking",
    [
        ({"caméra"}, {"filtre": 2}, []),
        ({"caméra"}, {"filtre": 1}, ["filtre"]),
        (set(), {}, ["caméra", "filtre"]),
    ],
)
def test_what_is_lacking_is_named(tools: set[str], parts: Mapping[str, int], lacking: list[str]):
    """In alphabetical order, each once."""
    visit = a_visit(tools=frozenset({"caméra"}), parts={"filtre": 2})

    assert lacking == stock.lacking(visit, frozenset(tools), parts)
    assert ["filtre"] == stock.lacking(FILTER, frozenset(), {})


def test_the_refusal_names_what_he_would_lack():
    """In both languages."""
    assert "il lui manquerait : Caméra" == stock.refusal("Caméra").fr
    assert "they would lack: Caméra" == stock.refusal("Caméra").en
