"""VROOM asked where one more visit fits: it plans the fortnight anew and answers with one place for it.

It is told what it can be told: planned visits stay with their technician on their day and within their window,
everybody has his lunch where he is, skills are of one level or more. It knows nothing of clearances that run out,
parts that are loaded on the way, limits on the duration of a day or prices other than the road's.
"""

from dataclasses import dataclass
from time import process_time

import numpy as np
import vroom

from solver import Place, Schedule, Shift, Visit, Window

_OWN = 1_000
"""The skill that only one shift has: its number from here on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """CPU seconds it took, and whether the visit is among those it planned."""

    seconds: float
    placed: bool


def ask(schedule: Schedule, visit: Visit, level: int) -> Answer:
    """Plan everything and this visit at an exploration level; the matrix of roads is given, and not counted."""
    jobs = [(job, number) for number, block in enumerate(schedule.blocks) for job in block.visits]
    ends = [block.shift.start_place for block in schedule.blocks]
    roads = _roads(schedule, [*(job.place for job, _ in jobs), visit.place, *ends])
    begun = process_time()
    model = vroom.Input()
    model.set_durations_matrix("car", roads)
    zero = min(block.shift.start for block in schedule.blocks)
    for number, (job, route) in enumerate(jobs):
        model.add_job(_job(number, job, {_OWN + route}, zero))
    model.add_job(_job(len(jobs), visit, set(range(1, visit.skills["electricity"] + 1)), zero))
    for number, block in enumerate(schedule.blocks):
        model.add_vehicle(_vehicle(number, block.shift, len(jobs) + 1 + number, zero))
    found = model.solve(exploration_level=level, nb_threads=1)
    left_out = {job["id"] for job in found.to_dict()["unassigned"]}
    return Answer(process_time() - begun, len(jobs) not in left_out)


def _roads(schedule: Schedule, places: list[Place]) -> np.typing.NDArray[np.uint32]:
    lat, lon = np.array([place.lat for place in places]), np.array([place.lon for place in places])
    return schedule.travel.seconds(lat[:, None], lon[:, None], lat, lon).astype(np.uint32)


def _window(window: Window, zero: int) -> vroom.TimeWindow:
    return vroom.TimeWindow(max(0, window.earliest - zero), window.latest - zero)


def _job(number: int, visit: Visit, skills: set[int], zero: int) -> vroom.Job:
    windows = [_window(window, zero) for window in visit.windows if window.latest >= zero]
    return vroom.Job(
        number, location=number, default_service=visit.duration, skills=skills, priority=1, time_windows=windows
    )


def _vehicle(number: int, shift: Shift, home: int, zero: int) -> vroom.Vehicle:
    lunch = shift.lunch
    breaks = []
    if lunch is not None:
        breaks = [vroom.Break(number, [_window(Window(lunch.earliest, lunch.latest), zero)], service=lunch.duration)]
    return vroom.Vehicle(
        number,
        start=home,
        end=home,
        profile="car",
        skills={_OWN + number, *range(1, shift.skills["electricity"] + 1)},
        time_window=_window(Window(shift.start, shift.latest_return), zero),
        breaks=breaks,
    )
