"""The solver says where a visit fits, what it truly costs, and which plan is best.

Everything others need is named here; the rooms inside are its own business. What the first question does not need is
loaded when it is first named.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from solver.blocks import RouteBlock, compile_route
from solver.hours import timetable, timetable_of
from solver.kernel import compiled, warm
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
from solver.schedule import Schedule
from solver.sentence import Sentence
from solver.solution import Cost, LoadingStop, LunchStop, Solution, Stop, Timetable
from solver.travel import CrowTravel, TravelTimes
from solver.working_time import within_working_time

if TYPE_CHECKING:
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
    from solver.maps import Map, ray_map
    from solver.referee import Verdict, Violation, referee
    from solver.replanning import UNASKED, WANTED, as_published, replan
    from solver.solve import solve, warm_search
    from solver.stop import (
        Cancelled,
        Iterations,
        NoImprovement,
        Progress,
        Seconds,
        StoppingCriterion,
        TargetGap,
        any_of,
    )

_LATER = {
    name: module
    for module, names in {
        "bound": "Certificate prove",
        "difference": "Difference Line LineKind Spot difference",
        "explain": "Alternative Choice Refusal Relaxation explain_choice explain_detour explain_offer explain_refusal "
        "explain_visit relaxations",
        "fitting": "Fit best_fits fill",
        "maps": "Map ray_map",
        "referee": "Verdict Violation referee",
        "replanning": "UNASKED WANTED as_published replan",
        "solve": "solve warm_search",
        "stop": "Cancelled Iterations NoImprovement Progress Seconds StoppingCriterion TargetGap any_of",
    }.items()
    for name in names.split()
}
"""Where each of the names above is at home."""


class _Package(ModuleType):
    """The package itself, in which a function goes before the module that has its name."""

    def __getattr__(self, name: str) -> object:
        if name not in _LATER:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{self.__name__}.{_LATER[name]}"), name)
        setattr(self, name, found)
        return found

    def __setattr__(self, name: str, value: object) -> None:
        namesake = name in _LATER and isinstance(value, ModuleType)
        super().__setattr__(name, getattr(value, name) if namesake else value)


sys.modules[__name__].__class__ = _Package

__all__ = [
    "UNASKED",
    "WANTED",
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
    "StoppingCriterion",
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
    "warm_search",
    "within_working_time",
]
