"""What `creneau solve` and `creneau check` read: problems and plans from files, and what they cost by whose count."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from api.commands.files import readable
from api.errors import FileUnreadable
from solver import Certificate, Problem, Solution, Verdict, Violation
from solver.errors import SolverError
from solver.formats import Format, Instance, read_plan, read_problem, recognised, said, write_plan

Read = TypeVar("Read")

_HOW_TO_GIVE = {
    Format.JSON: "ce fichier est du JSON : donnez-le à creneau solve sans option",
    Format.SOLOMON: "ce fichier est une instance de Solomon : donnez-le à creneau solve avec --solomon",
    Format.VRPLIB: "ce fichier est une instance VRPLIB : donnez-le à creneau solve avec --vrplib",
    Format.TRSP: "ce fichier est une instance TRSP : donnez-le à creneau solve avec --trsp",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A problem read from a file; `instance` says how its authors count, where the file is a published one."""

    problem: Problem
    instance: Instance | None = None

    def cost(self, verdict: Verdict) -> float:
        """What a plan costs: in the authors' convention, or by our own weights."""
        return self.instance.value(verdict) if self.instance else verdict.cost.total

    def bound(self, proven: Certificate, verdict: Verdict) -> float | None:
        """What no plan costs less than, counted as `cost` is; None where that says nothing.

        A published plan that leaves somebody out is counted without his prize, so that it cannot be compared.
        """
        if proven.gap is None or (self.instance and proven.best.unserved):
            return None
        above = proven.cost - proven.bound
        return self.cost(verdict) - (above / self.instance.units if self.instance else above)

    def feasible(self, plan: Solution, verdict: Verdict) -> bool:
        """Whether a plan breaks nothing and, where the authors ask for it, serves everybody."""
        return self.instance.feasible(plan, verdict) if self.instance else verdict.feasible

    def written(self, plan: Solution, verdict: Verdict) -> dict[str, Any]:
        """A plan as JSON; with hours where these are hours of a day."""
        return write_plan(self.problem, plan, () if self.instance else verdict.timetables)


def problem_in(file: Path) -> Case:
    """The problem that a file in our JSON describes.

    Raises:
        FileUnreadable: it cannot be opened or is not in its format.
    """
    return Case(_read(file, read_problem, Format.JSON))


def instance_in(file: Path, read: Callable[[str], Instance], written_in: Format) -> Case:
    """The problem that a published file of this format describes.

    Raises:
        FileUnreadable: it cannot be opened or is not in its format.
    """
    instance = _read(file, read, written_in)
    return Case(instance.problem, instance)


def plan_in(file: Path, problem: Problem) -> tuple[Solution, tuple[Violation, ...]]:
    """The plan of a file, and what of it is not about this problem.

    Raises:
        FileUnreadable: it cannot be opened or is not in its format.
    """
    return _read(file, lambda text: read_plan(text, problem))


def _read(file: Path, read: Callable[[str], Read], written_in: Format | None = None) -> Read:
    """What a file holds; one in another format than it was given for is told from one with faults."""
    try:
        text = readable(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FileUnreadable(f"Ce fichier n'est pas un texte en UTF-8 : {file}") from error
    try:
        return read(text)
    except SolverError as error:
        found = written_in and recognised(text)
        if found and found is not written_in:
            raise FileUnreadable(f"{file} : {_HOW_TO_GIVE[found]}") from error
        raise FileUnreadable(f"{file} :\n{said(error).fr}") from error
