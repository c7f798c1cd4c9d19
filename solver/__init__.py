"""The solver says where a visit fits, what it truly costs, and which plan is best.

Everything others need is named here; the rooms inside are its own business.
"""

from solver.blocks import RouteBlock, compile_route
from solver.compiled import compiled, warm
from solver.hours import timetable, timetable_of
from solver.offers import Offer, Offers, best_insertion, offers
from solver.problem import (
    Lunch,
    Pin,
    Place,
    Problem,
    Shift,
    Visit,
    Weights,
    Window,
    WorkingTime,
    within_working_time,
)
from solver.schedule import Schedule
from solver.sentence import Sentence
from solver.solution import Cost, LunchStop, Solution, Stop, Timetable
from solver.travel import CrowTravel, TravelTimes

__all__ = [
    "Cost",
    "CrowTravel",
    "Lunch",
    "LunchStop",
    "Offer",
    "Offers",
    "Pin",
    "Place",
    "Problem",
    "RouteBlock",
    "Schedule",
    "Sentence",
    "Shift",
    "Solution",
    "Stop",
    "Timetable",
    "TravelTimes",
    "Visit",
    "Weights",
    "Window",
    "WorkingTime",
    "best_insertion",
    "compile_route",
    "compiled",
    "offers",
    "timetable",
    "timetable_of",
    "warm",
    "within_working_time",
]
