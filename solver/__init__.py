"""The solver says where a visit fits, what it truly costs, and which plan is best.

Everything others need is named here; the rooms inside are its own business.
"""

from solver.blocks import RouteBlock, compile_route
from solver.bound import Certificate, prove
from solver.difference import Difference, Line, LineKind, Spot, difference
from solver.explain import (
    Alternative,
    Choice,
    Refusal,
    Relaxation,
    explain_choice,
    explain_detour,
    explain_offer,
    explain_refusal,
    explain_visit,
    relaxations,
)
from solver.fitting import Fit, best_fits, fill
from solver.hours import timetable, timetable_of
from solver.kernel import compiled, warm
from solver.maps import Map, ray_map
from solver.offers import Offer, Offers, best_insertion, offers
from solver.problem import (
    After,
    Depot,
    Lunch,
    Pin,
    Place,
    Problem,
    Published,
    Shift,
    Together,
    Visit,
    Weights,
    Window,
    WorkingTime,
)
from solver.referee import Verdict, Violation, referee
from solver.replanning import as_published, replan
from solver.schedule import Schedule
from solver.sentence import Sentence
from solver.solution import Cost, LoadingStop, LunchStop, Solution, Stop, Timetable
from solver.solve import solve
from solver.stop import Cancelled, Iterations, NoImprovement, Progress, Seconds, TargetGap, any_of
from solver.travel import CrowTravel, TravelTimes
from solver.working_time import within_working_time

__all__ = [
    "After",
    "Alternative",
    "Cancelled",
    "Certificate",
    "Choice",
    "Cost",
    "CrowTravel",
    "Depot",
    "Difference",
    "Fit",
    "Iterations",
    "Line",
    "LineKind",
    "LoadingStop",
    "Lunch",
    "LunchStop",
    "Map",
    "NoImprovement",
    "Offer",
    "Offers",
    "Pin",
    "Place",
    "Problem",
    "Progress",
    "Published",
    "Refusal",
    "Relaxation",
    "RouteBlock",
    "Schedule",
    "Seconds",
    "Sentence",
    "Shift",
    "Solution",
    "Spot",
    "Stop",
    "TargetGap",
    "Timetable",
    "Together",
    "TravelTimes",
    "Verdict",
    "Violation",
    "Visit",
    "Weights",
    "Window",
    "WorkingTime",
    "any_of",
    "as_published",
    "best_fits",
    "best_insertion",
    "compile_route",
    "compiled",
    "difference",
    "explain_choice",
    "explain_detour",
    "explain_offer",
    "explain_refusal",
    "explain_visit",
    "fill",
    "offers",
    "prove",
    "ray_map",
    "referee",
    "relaxations",
    "replan",
    "solve",
    "timetable",
    "timetable_of",
    "warm",
    "within_working_time",
]
