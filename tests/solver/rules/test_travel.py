"""Each second on the road has its price."""

from dataclasses import replace

from solver import CrowTravel, Schedule, Weights, compile_route, offers
from solver.rules import travel
from tests.solver.plans import ANNECY, SEYNOD, a_shift, a_visit


def test_a_detour_is_what_the_road_grows_by():
    """There and on, less the direct road; it may even shrink."""
    assert 300 == travel.detour(200, 400, 300)
    assert -1 == travel.detour(1, 1, 3)


def test_a_first_visit_costs_the_whole_road_there_and_back():
    """An empty route is not driven, so nothing is saved by the visit."""
    shift = replace(a_shift(), end_place=ANNECY)
    block = compile_route(shift, [], travel=CrowTravel(), weights=Weights(travel=7))
    (offer,) = offers(Schedule.of([block]), a_visit())
    there = int(CrowTravel().seconds(ANNECY.lat, ANNECY.lon, SEYNOD.lat, SEYNOD.lon))

    assert 2 * there * 7 == offer.cost.travel == offer.cost.total


def test_being_too_far_says_when_he_could_arrive():
    """The sentence gives the customer something to hold on to."""
    assert "trop loin : il ne peut pas y être avant 09:40" == travel.arrives_late("09:40").fr
    assert "too far: they cannot be there before 09:40" == travel.arrives_late("09:40").en
    assert "trop loin : il ne pourrait pas rentrer à temps" == travel.back_late().fr
    assert "too far: they could not be back in time" == travel.back_late().en
