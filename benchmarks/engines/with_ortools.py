"""OR-Tools routing: guided local search after parallel cheapest insertion.

Asked for the CPU time it has used, the search would spend most of it answering; so it runs without a limit, tells of
every better plan, and the system ends its process when the budget is spent.
"""

import signal

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.engines import Clock, Tell
from benchmarks.engines.grid import Grid
from solver.formats import Instance

_TIME = "time"
_NOBODY = -1
"""The vehicle of a visit left out."""


def prepare() -> None:
    """Nothing to compile."""


def solve(instance: Instance, clock: Clock, seed: int, tell: Tell) -> None:  # noqa: ARG001 - it draws nothing
    """Look for a plan until the clock is over, and tell of it."""
    grid = Grid.of(instance.problem)
    starts, ends = zip(*grid.ends, strict=True)
    manager = pywrapcp.RoutingIndexManager(len(grid.seconds), len(grid.ends), list(starts), list(ends))
    routing = pywrapcp.RoutingModel(manager)
    _roads(routing, instance, grid)
    _stock(routing, grid)
    _visits(routing, manager, instance, grid)
    routing.AddAtSolutionCallback(_Teller(routing, manager, grid.homes, tell))
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    signal.setitimer(signal.ITIMER_PROF, max(clock.budget - clock.spent, 0.001))
    routing.SolveWithParameters(parameters)


class _Teller:
    """Tells of every better plan, as visits by shift."""

    def __init__(
        self, routing: pywrapcp.RoutingModel, manager: pywrapcp.RoutingIndexManager, homes: int, tell: Tell
    ) -> None:
        self._routing, self._manager, self._homes, self._tell = routing, manager, homes, tell
        self._cost: int | None = None
        self._rounds = 0

    def __call__(self) -> None:
        """Heard of every plan of the search."""
        self._rounds += 1
        cost = self._routing.CostVar().Value()
        if self._cost is None or cost < self._cost:
            self._cost = cost
            self._tell([self._route(vehicle) for vehicle in range(self._routing.vehicles())], self._rounds)

    def _route(self, vehicle: int) -> list[int]:
        route: list[int] = []
        index = self._routing.NextVar(self._routing.Start(vehicle)).Value()
        while not self._routing.IsEnd(index):
            route.append(self._manager.IndexToNode(index) - self._homes)
            index = self._routing.NextVar(index).Value()
        return route


def _roads(routing: pywrapcp.RoutingModel, instance: Instance, grid: Grid) -> None:
    """What a road costs, and how long it takes with the service before it."""
    problem = instance.problem
    service = [0] * grid.homes + [visit.duration for visit in problem.visits]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(grid.seconds.tolist()))
    lasting = [[road + service[at] for road in row] for at, row in enumerate(grid.seconds.tolist())]
    horizon = max(shift.end for shift in problem.shifts)
    routing.AddDimension(routing.RegisterTransitMatrix(lasting), horizon, horizon, False, _TIME)  # noqa: FBT003
    time = routing.GetDimensionOrDie(_TIME)
    for vehicle, shift in enumerate(problem.shifts):
        time.CumulVar(routing.Start(vehicle)).SetRange(shift.start, shift.end)
        time.CumulVar(routing.End(vehicle)).SetRange(shift.start, shift.end)
        if shift.max_duration is not None:
            time.SetSpanUpperBoundForVehicle(shift.max_duration, vehicle)


def _stock(routing: pywrapcp.RoutingModel, grid: Grid) -> None:
    """One dimension per kind of part."""
    for kind, part in enumerate(grid.parts):
        needs = [0] * grid.homes + grid.needs[:, kind].tolist()
        used = routing.RegisterUnaryTransitVector(needs)
        stock = [int(one) for one in grid.stock[:, kind]]
        routing.AddDimensionWithVehicleCapacity(used, 0, stock, True, f"part {part}")  # noqa: FBT003


def _visits(
    routing: pywrapcp.RoutingModel, manager: pywrapcp.RoutingIndexManager, instance: Instance, grid: Grid
) -> None:
    """Windows, who may come, and the price of leaving one out."""
    time = routing.GetDimensionOrDie(_TIME)
    for at, visit in enumerate(instance.problem.visits):
        index = manager.NodeToIndex(grid.homes + at)
        window = visit.windows[0]
        time.CumulVar(index).SetRange(window.earliest, window.latest)
        allowed = [int(vehicle) for vehicle in grid.allowed[:, at].nonzero()[0]]
        if len(allowed) < len(grid.ends):
            routing.VehicleVar(index).SetValues([_NOBODY, *allowed])
        if not instance.everyone:
            routing.AddDisjunction([index], visit.prize)
