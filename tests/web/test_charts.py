"""Charts are paths in a box: everything within, in order, and nothing where there is nothing."""

import re
from dataclasses import replace

import pytest

from api.views import CallForecastView
from tests.web.sample_direction import FORECAST, STAFFING
from web.charts import HEIGHT, WIDTH, bars, fan


def points(path: str) -> list[tuple[float, float]]:
    """The places a path goes to."""
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_every_day_has_its_place_within_the_box():
    """A dot for each that came, a median for each, two ends for each."""
    drawn, days = fan(FORECAST), len(FORECAST.past) + len(FORECAST.days)
    assert [len(FORECAST.past), days, 2 * days] == [len(points(one)) for one in (drawn.dots, drawn.line, drawn.band)]
    everything = points(drawn.dots + drawn.line + drawn.band)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in everything)
    assert drawn.future == pytest.approx(WIDTH * len(FORECAST.past) / days)


def test_the_edge_is_a_number_that_reads_well():
    """Its half is whole too, and nothing lies above it."""
    assert 80 == fan(FORECAST).top
    assert ("", "", 2) == ((empty := fan(CallForecastView())).line, empty.band, empty.top)


def test_bars_stand_on_the_ground_side_by_side():
    """None for a half-hour without anybody."""
    drawn = bars(STAFFING)
    assert (3, 20, 20) == (drawn.top, drawn.needed.count("M"), drawn.on_mean.count("M"))
    nobody = replace(STAFFING, half_hours=tuple(replace(one, needed=0, on_mean=0) for one in STAFFING.half_hours))
    assert ("", 1) == (bars(nobody).needed, bars(nobody).top)
