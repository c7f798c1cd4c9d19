"""One visit as a question to all routes: its windows, who may come, the roads to it, where its parts are at hand."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.blocks import Int32s, Int64s
from solver.problem import Visit
from solver.rules import Prices
from solver.schedule import LANES, NEVER, Schedule
from solver.staff import Answers
from solver.travel import CrowTravel, Point, crow_point

_NO_ROADS = np.zeros((0, LANES), np.int32)
_EVERYTHING = np.zeros((0, LANES), np.bool_)


class Question(NamedTuple):
    """What a kernel is asked of the tiles of a schedule.

    `earliest` and `latest` (windows) bound the start of service. `who` (routes) is the row of each route in `may_come`,
    `price` and `service`: see `solver.staff.Answers`. The other three arrays are (stops, lanes). `spare` says whether
    what he brings is enough for the visit beside all up to that stop; without rows where the visit needs nothing.
    `to_visit` and `from_visit` are the seconds of road between each stop and the visit; without rows where the crow
    flies it, from `point` by `line`. `prices` are those of `solver.rules.prices`.
    """

    earliest: Int64s
    latest: Int64s
    who: Int32s
    may_come: NDArray[np.bool_]
    price: Int64s
    service: Int64s
    spare: NDArray[np.bool_]
    to_visit: Int32s
    from_visit: Int32s
    point: Point
    line: tuple[float, float]
    prices: Prices

    @classmethod
    def of(cls, schedule: Schedule, visit: Visit) -> "Question":
        """The question of this visit to these routes."""
        answers, place = schedule.staff.answers(visit), visit.place
        travel = schedule.travel if schedule.blocks else CrowTravel()
        to_visit = from_visit = _NO_ROADS
        if isinstance(travel, CrowTravel):
            point, line = crow_point(place.lat, place.lon), travel.line
        else:
            point, line = (0.0, 0.0, 0.0), (0.0, 0.0)
            lat, lon = schedule.places[:, 0], schedule.places[:, 1]
            to_visit = _small(travel.seconds(lat, lon, place.lat, place.lon))
            from_visit = _small(travel.seconds(place.lat, place.lon, lat, lon))
        windows = visit.start_windows
        return cls(
            np.array([window.earliest for window in windows], np.int64),
            np.array([window.latest for window in windows], np.int64),
            answers.who,
            answers.may_come,
            answers.price,
            answers.service,
            _spare(schedule, visit, answers),
            to_visit,
            from_visit,
            point,
            line,
            rules.prices(schedule.staff.weights),
        )


def _small(seconds: Int64s) -> Int32s:
    return np.minimum(seconds, NEVER).astype(np.int32)


def _spare(schedule: Schedule, visit: Visit, answers: Answers) -> NDArray[np.bool_]:
    """See `Question.spare`."""
    if not (visit.tools or visit.parts):
        return _EVERYTHING
    tiles = schedule.tiles
    tools = answers.tools[answers.who[tiles.route]]
    spare = np.repeat(tools, np.diff(tiles.first_stop), axis=0)
    for part, count in visit.parts.items():
        spare &= schedule.left.get(part, np.zeros((1, LANES), np.int32)) >= count
    return spare
