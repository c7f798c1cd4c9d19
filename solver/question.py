"""One visit as a question to all routes: its windows, who may come, the roads to it, where its parts are at hand."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.blocks import HIGHEST, Int32s, Int64s
from solver.problem import Visit
from solver.rules import Prices
from solver.schedule import Schedule
from solver.staff import Answers
from solver.travel import CrowTravel, Point, crow_point

NEVER = HIGHEST // 2
"""Seconds of a road that is longer than any shift."""

_NOWHERE_ELSE = np.zeros(0, np.int32)
_EVERYTHING = np.zeros(0, np.bool_)


class Question(NamedTuple):
    """What a kernel is asked of all routes of a schedule.

    `earliest` and `latest` (windows) bound the start of service. `who` (routes) is the row of each route in `may_come`,
    `price` and `service`: see `solver.staff.Answers`. `spare` (stops) says whether what he brings is enough for the
    visit beside all up to that stop; empty where the visit needs nothing. `to_visit` and `from_visit` (stops) are the
    seconds of road between each stop and the visit; empty where the crow flies it, from `point` by `line`. `prices` are
    those of `solver.rules.prices`.
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
        """The question of this visit to these routes, of which there is at least one."""
        answers, travel, place = schedule.staff.answers(visit), schedule.travel, visit.place
        to_visit = from_visit = _NOWHERE_ELSE
        if isinstance(travel, CrowTravel):
            point, line = crow_point(place.lat, place.lon), travel.line
        else:
            point, line = (0.0, 0.0, 0.0), (0.0, 0.0)
            lat, lon = schedule.places
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
            rules.prices(schedule.weights),
        )


def _small(seconds: Int64s) -> Int32s:
    return np.minimum(seconds, NEVER).astype(np.int32)


def _spare(schedule: Schedule, visit: Visit, answers: Answers) -> NDArray[np.bool_]:
    """See `Question.spare`."""
    if not (visit.tools or visit.parts):
        return _EVERYTHING
    spare = np.repeat(answers.tools[answers.who], np.diff(schedule.routes.first_stop))
    for part, count in visit.parts.items():
        spare &= schedule.left.get(part, np.zeros(1, np.int32)) >= count
    return spare
