"""The crow flies the same way whatever the shape of the question."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import CrowTravel
from solver.errors import MatrixRefused, PlaceUnknown
from solver.travel import EARTH_RADIUS_METRES, MatrixTravel, PlaneTravel

degrees = st.tuples(st.floats(42, 51), st.floats(-5, 9))


def great_circle(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Metres along the great circle, by the haversine formula."""
    (lat_1, lon_1), (lat_2, lon_2) = np.radians(one), np.radians(two)
    chord = np.sin((lat_2 - lat_1) / 2) ** 2 + np.cos(lat_1) * np.cos(lat_2) * np.sin((lon_2 - lon_1) / 2) ** 2
    return float(2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(chord)))


def test_the_line_of_180_degrees_is_no_border():
    """A tenth of a degree of longitude is as long there as anywhere on its parallel."""
    across, elsewhere = CrowTravel().metres(-16.8, [179.95, -179.95], -16.8, [-179.95, 179.95]), 10_645

    assert [elsewhere, elsewhere] == across.tolist()
    assert elsewhere == CrowTravel().metres(-16.8, 178.0, -16.8, 178.1)


def test_the_line_is_calibrated_in_minutes_and_kilometres():
    """Ten kilometres: 1.2 minutes to start with, 1.44 minutes a kilometre, rounded up to the second."""
    ten_km = np.degrees(10_000 / EARTH_RADIUS_METRES)

    assert 72 + 860 == pytest.approx(int(CrowTravel().seconds(45.9, 6.1, 45.9 + ten_km, 6.1)), abs=1)


def test_nobody_needs_time_to_stay():
    """The same coordinates are no seconds apart."""
    assert 0 == CrowTravel().seconds(45.9, 6.1, 45.9, 6.1)
    assert 0 == CrowTravel().metres(45.9, 6.1, 45.9, 6.1)


def test_any_road_at_all_takes_the_first_seconds():
    """Next door is still a departure."""
    assert 73 == CrowTravel().seconds(45.9, 6.1, 45.900001, 6.1)


@given(degrees, degrees)
def test_the_crow_stays_near_the_great_circle(one: tuple[float, float], two: tuple[float, float]):
    """Within 0.2 % across France, 0.002 % within a firm's area; metres are rounded up."""
    metres = great_circle(one, two)

    assert metres == pytest.approx(
        int(CrowTravel().metres(*one, *two)), rel=2e-5 if metres < 100_000 else 2e-3, abs=1.5
    )


@given(st.lists(degrees, min_size=1, max_size=9), st.lists(degrees, min_size=1, max_size=9))
def test_pairs_rows_and_tables_agree_to_the_second(ones: list[tuple[float, float]], twos: list[tuple[float, float]]):
    """Asked one by one or as a table, contiguous or not: the same integers."""
    travel = CrowTravel()
    rows, columns = np.array(ones), np.array(twos)
    table = travel.seconds(rows[:, :1], rows[:, 1:], columns[:, 0], columns[:, 1])

    assert [[int(travel.seconds(*one, *two)) for two in twos] for one in ones] == table.tolist()


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=2, max_size=9), st.booleans())
def test_a_plane_folded_onto_the_globe_measures_the_same(points: list[tuple[int, int]], truncated: bool):
    """Coordinates divided by a power of two, its factor multiplied: every road keeps its last bit."""
    wide = np.array(points, float)
    folded = wide / 8
    near, far = PlaneTravel(10.0, truncated), PlaneTravel(80.0, truncated)

    assert (
        near.seconds(wide[:, :1], wide[:, 1:], wide[:, 0], wide[:, 1]).tolist()
        == far.seconds(folded[:, :1], folded[:, 1:], folded[:, 0], folded[:, 1]).tolist()
    )


@pytest.mark.parametrize(
    "travel,seconds",
    [
        (PlaneTravel(1000), 1414),
        (PlaneTravel(10_000, truncated=True), 14142),
        (PlaneTravel(12.5), 18),
        (PlaneTravel(12.5, truncated=True), 17),
    ],
)
def test_a_plane_rounds_or_cuts(travel: PlaneTravel, seconds: int):
    """The diagonal of a square of one is 1.41421 and more."""
    assert seconds == travel.seconds(0, 0, 1, 1)


def test_a_matrix_answers_with_its_own_seconds():
    """From rows to columns, in any shape, whatever the order of its places."""
    travel = MatrixTravel(((45.9, 6.1), (45.8, 6.2), (45.8, 6.1)), ((0, 1, 2), (3, 0, 4), (5, 6, 0)))
    lat, lon = np.array(travel.coordinates).T

    assert [[0, 1, 2], [3, 0, 4], [5, 6, 0]] == travel.seconds(lat[:, None], lon[:, None], lat, lon).tolist()
    assert 4 == travel.seconds(45.8, 6.2, 45.8, 6.1)
    assert travel == MatrixTravel(travel.coordinates, travel.matrix)
    assert 4 == MatrixTravel.numbered(travel.matrix).seconds(0, 1 / 1024, 0, 2 / 1024)


def test_a_matrix_knows_its_own_places_only():
    """A place next door is another place."""
    travel = MatrixTravel(((45.9, 6.1), (45.8, 6.2)), ((0, 1), (2, 0)))

    with pytest.raises(PlaceUnknown, match=r"lat=45\.9, lon=6\.2"):
        travel.seconds(45.9, 6.1, 45.9, 6.2)


@pytest.mark.parametrize(
    "matrix", [((0, 1),), ((0, 1), (2,)), ((0, -1), (2, 0))], ids=["a row missing", "a road missing", "below zero"]
)
def test_a_matrix_that_is_none_is_refused(matrix: tuple[tuple[int, ...], ...]):
    """Square, as large as there are places, nothing below zero."""
    with pytest.raises(MatrixRefused):
        MatrixTravel(((45.9, 6.1), (45.8, 6.2)), matrix)
    with pytest.raises(MatrixRefused):
        MatrixTravel(((45.9, 6.1), (45.9, 6.1)), ((0, 1), (2, 0)))
