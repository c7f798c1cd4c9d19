"""PyVRP on a large firm: a skill is a load that only those can carry who have it, so that one matrix serves all."""

import time

import numpy as np
import pyvrp

from solver import Problem, Solution


def plan(problem: Problem, seconds: float, seed: int) -> tuple[Solution, float, int]:
    """The best plan after so many CPU seconds, those until the first one was there, and how many iterations it took."""
    begun = time.process_time()
    data, looked = _model(problem), []

    def over(_: object) -> bool:
        looked.append(time.process_time() - begun)
        return looked[-1] >= seconds

    found = pyvrp.solve(data, over, seed, collect_stats=False)
    routes: list[list[int]] = [[] for _ in problem.shifts]
    for route in found.best.routes():
        routes[route.vehicle_type()] = [activity.idx for activity in route.schedule() if activity.is_client()]
    return Solution.of(problem, routes), looked[0], found.num_iterations


def _model(problem: Problem) -> pyvrp.ProblemData:
    """One vehicle type for each shift, who starts and ends at his own depot; prizes for who is served."""
    shifts, visits = problem.shifts, problem.visits
    skills = sorted({skill for visit in visits for skill in visit.skills})
    places = [*(shift.start_place for shift in shifts), *(visit.place for visit in visits)]
    lat, lon = np.array([(place.lat, place.lon) for place in places]).T
    roads = problem.travel.seconds(lat[:, None], lon[:, None], lat[None, :], lon[None, :])
    clients = [
        pyvrp.Client(
            location=len(shifts) + at,
            delivery=[int(skill in visit.skills) for skill in skills],
            service_duration=visit.duration,
            tw_early=visit.windows[0].earliest,
            tw_late=visit.windows[0].latest,
            prize=visit.prize,
            required=False,
        )
        for at, visit in enumerate(visits)
    ]
    vehicles = [
        pyvrp.VehicleType(
            capacity=[len(visits) * (skill in shift.skills) for skill in skills],
            start_depot=at,
            end_depot=at,
            tw_early=shift.start,
            tw_late=shift.end,
        )
        for at, shift in enumerate(shifts)
    ]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(x=0, y=0)] * len(places),
        clients=clients,
        depots=[pyvrp.Depot(location=at) for at in range(len(shifts))],
        vehicle_types=vehicles,
        distance_matrices=[roads],
        duration_matrices=[roads],
    )
