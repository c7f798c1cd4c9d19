"""Problems and plans as files: the formats in which instances are published."""

from solver.formats.instance import Instance, Measure, Rounding
from solver.formats.solomon import read_solomon
from solver.formats.trsp import read_trsp
from solver.formats.vrplib import read_vrplib, read_vrplib_solution

__all__ = [
    "Instance",
    "Measure",
    "Rounding",
    "read_solomon",
    "read_trsp",
    "read_vrplib",
    "read_vrplib_solution",
]
