"""The referee recomputes a whole plan by walking it, and says what breaks which rule and what it all costs.

It restates every rule in the plainest way and shares no code with what proposes plans: it drives each route stop by
stop, for each place lunch and loading could have and each departure that matters. Slow on purpose; the oracle of every
test.
"""

from solver.problem import Problem
from solver.referee.assignments import people_cost, wrong_assignments
from solver.referee.plan import broken_links, forgotten_pins, misfits, too_much_work
from solver.referee.trips import best_trip
from solver.referee.verdict import Verdict, Violation
from solver.solution import Cost, Solution

__all__ = ["Verdict", "Violation", "referee"]


def referee(problem: Problem, solution: Solution) -> Verdict:
    """Judge a plan from scratch; a plan that is not even about this problem is judged by what is wrong with it."""
    wrong = tuple(misfits(problem, solution))
    if wrong:
        return Verdict(wrong, Cost(), ())
    starts = {problem.visits[visit].key: start for visit, start in solution.starts}
    routes = [[problem.visits[visit] for visit in route] for route in solution.routes]
    trips = [best_trip(problem, shift, visits, starts) for shift, visits in zip(problem.shifts, routes, strict=True)]
    violations = [violation for trip in trips for violation in trip.violations]
    for shift, visits in zip(problem.shifts, routes, strict=True):
        violations.extend(violation for visit in visits for violation in wrong_assignments(shift, visit))
    violations.extend(too_much_work(problem.working_time, trips))
    violations.extend(broken_links(problem.links, trips))
    violations.extend(forgotten_pins(problem, solution))
    cost = sum((trip.cost for trip in trips), people_cost(problem, routes))
    return Verdict(tuple(violations), cost, tuple(trip.timetable for trip in trips))
