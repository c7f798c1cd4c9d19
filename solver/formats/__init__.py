"""Problems and plans as files: our own JSON, and the formats in which instances are published."""

from solver.formats.instance import Instance, Measure, Rounding
from solver.formats.plans import read_plan, write_plan
from solver.formats.problems import read_problem, write_problem
from solver.formats.recognised import Format, recognised
from solver.formats.refusals import said
from solver.formats.solomon import read_solomon
from solver.formats.trsp import read_trsp
from solver.formats.vrplib import read_vrplib, read_vrplib_solution

__all__ = [
    "Format",
    "Instance",
    "Measure",
    "Rounding",
    "read_plan",
    "read_problem",
    "read_solomon",
    "read_trsp",
    "read_vrplib",
    "read_vrplib_solution",
    "recognised",
    "said",
    "write_plan",
    "write_problem",
]
