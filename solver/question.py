"""One visit as a question to all routes: its windows, who may come, the parts it needs, the roads to it."""

from typing import NamedTuple

import numpy as np

from solver.blocks import Int32s, Int64s
from solver.lanes import LANES, NEVER
from solver.problem import Visit
from solver.schedule import Schedule
from solver.staff import Answers
from solver.travel import CrowTravel, Point, crow_point

_NO_ROADS = np.zeros((0, LANES), np.int32)
_NO_POINT: Point = (0.0, 0.0, 0.0)
_NO_NEEDS = np.zeros((0, 2), np.int64)


class Question(NamedTuple):
    """What a kernel is asked of the tiles of a schedule.

    `earliest` and `latest` (windows) bound the start of service. `who` (tiles, lanes) is the row of each lane in
    `staff`, and `dates` is what each date says: see `solver.staff.Answers`. `needs` (parts, 2) are parts it needs,
    by their number in `Tiles.left`, and how many. `to_visit` and `from_visit` (stops, lanes) are the seconds of road
    between each stop and the visit; without rows where the crow flies it, from `point`.
    """

    earliest: Int64s
    latest: Int64s
    who: Int32s
    staff: Answers
    dates: Answers
    needs: Int64s
    to_visit: Int32s
    from_visit: Int32s
    point: Point

    @classmethod
    def of(cls, schedule: Schedule, visit: Visit) -> "Question":
        """The question of this visit to these routes."""
        place, staff, who = visit.place, schedule.staff, schedule.tiles.who
        answers, named = staff.answers(visit)
        if named:
            who = who.copy()
            who.flat[schedule.lane[named]] = np.arange(answers.shape[1] - len(named), answers.shape[1])
        point, to_visit, from_visit = _NO_POINT, _NO_ROADS, _NO_ROADS
        if isinstance(schedule.travel, CrowTravel):
            point = crow_point(place.lat, place.lon)
        else:
            lat, lon = schedule.places[:, 0], schedule.places[:, 1]
            to_visit = _small(schedule.travel.seconds(lat, lon, place.lat, place.lon))
            from_visit = _small(schedule.travel.seconds(place.lat, place.lon, lat, lon))
        windows = visit.start_windows
        return cls(
            np.array([window.earliest for window in windows], np.int64),
            np.array([window.latest for window in windows], np.int64),
            who,
            answers,
            staff.dates_of(visit),
            _needs(schedule, visit) if visit.parts else _NO_NEEDS,
            to_visit,
            from_visit,
            point,
        )


def _small(seconds: Int64s) -> Int32s:
    return np.minimum(seconds, NEVER).astype(np.int32)


def _needs(schedule: Schedule, visit: Visit) -> Int64s:
    """See `Question.needs`; of parts that nobody brings there are none to count."""
    needs = [(schedule.parts[part], count) for part, count in visit.parts.items() if part in schedule.parts]
    return np.array(needs, np.int64).reshape(-1, 2)
