"""Solve routes from a file, and judge anybody's plan for them."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console

from api.commands.common import JsonOption, console_for, finish
from api.commands.files import writable
from api.commands.options import gathered
from api.commands.problem_files import Case, instance_in, plan_in, problem_in
from api.commands.watching import count, watched
from api.errors import FileUnreadable
from solver import (
    Certificate,
    Iterations,
    Problem,
    Seconds,
    Solution,
    StoppingCriterion,
    Verdict,
    any_of,
    prove,
    referee,
    within_working_time,
)
from solver import solve as find_plan
from solver.errors import PinnedVisitImpossible, PlanRefused, ShiftAgainstWorkingTime
from solver.formats import Format, Rounding, read_solomon, read_trsp, read_vrplib, said
from solver.sentence import hour

SECONDS = 5.0
FOR_THE_SEARCH = 0.25
"""The part of the seconds a plan is looked for in when the rest must prove how good it is."""

_NOT_PROVEN = "non prouvé : interrompu avant d'avoir une preuve, il n'y a pas de certificat"

ProblemFile = Annotated[Path | None, typer.Argument(help="Un problème, en JSON.", readable=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """What to solve, how long, and what to do with the plan."""

    problem: ProblemFile = None
    vrplib: Annotated[
        Path | None, typer.Option(help="Une instance VRPLIB : VRPTW, SDVRPTW ou MDVRPTW.", readable=False)
    ] = None
    solomon: Annotated[Path | None, typer.Option(help="Une instance au format de Solomon.", readable=False)] = None
    trsp: Annotated[Path | None, typer.Option(help="Une instance TRSP : des techniciens.", readable=False)] = None
    rounding: Annotated[
        Rounding | None,
        typer.Option(help="dimacs : une décimale, tronquée (Solomon) ; exact : trois, arrondies (VRPLIB)."),
    ] = None
    no_depot: Annotated[bool, typer.Option("--no-depot", help="TRSP sans passage au dépôt.")] = False
    seconds: Annotated[
        float | None, typer.Option(min=0, help=f"Secondes de calcul ; {SECONDS:g} sans --iterations.")
    ] = None
    iterations: Annotated[int | None, typer.Option(min=0, help="Nombre de tours : rend le plan répétable.")] = None
    seed: Annotated[int, typer.Option(help="Graine du hasard.")] = 1
    start: Annotated[Path | None, typer.Option(help="Un plan d'où partir, en JSON.", readable=False)] = None
    out: Annotated[Path | None, typer.Option(help="Où écrire le plan, en JSON.", readable=False)] = None
    gap: Annotated[bool, typer.Option("--gap", help="Prouver à quelle distance du meilleur plan possible on est.")] = (
        False
    )
    certificate: Annotated[
        Path | None, typer.Option(help="Où écrire ce qui le prouve, en JSON (avec --gap).", readable=False)
    ] = None
    zone: Annotated[str, typer.Option(help="Le fuseau des heures affichées.")] = "Europe/Paris"
    as_json: JsonOption = False

    def case(self) -> Case:
        """The one problem that is given.

        Raises:
            BadParameter: none is, or several; an option that would change nothing.
        """
        for idle, sentence in (
            (self.rounding and not (self.vrplib or self.solomon), "--rounding va avec --vrplib ou --solomon."),
            (self.no_depot and not self.trsp, "--no-depot va avec --trsp."),
            (self.certificate and not self.gap, "--certificate va avec --gap."),
        ):
            if idle:
                raise typer.BadParameter(sentence)
        cut, rounded = self.rounding or Rounding.DIMACS, self.rounding or Rounding.EXACT
        readers: list[tuple[Path | None, Callable[[Path], Case]]] = [
            (self.problem, problem_in),
            (self.vrplib, partial(instance_in, read=partial(read_vrplib, rounding=rounded), written_in=Format.VRPLIB)),
            (self.solomon, partial(instance_in, read=partial(read_solomon, rounding=cut), written_in=Format.SOLOMON)),
            (self.trsp, partial(instance_in, read=partial(read_trsp, depot=not self.no_depot), written_in=Format.TRSP)),
        ]
        given = [(file, read) for file, read in readers if file]
        if len(given) != 1:
            raise typer.BadParameter("Donnez un problème et un seul : un fichier JSON, --vrplib, --solomon ou --trsp.")
        ((file, read),) = given
        return read(file)

    @property
    def console(self) -> Console:
        """Where people read how it went."""
        return console_for(as_json=self.as_json)

    def stop(self, part: float = 1.0) -> StoppingCriterion:
        """When the search stops, or the proof: each has its part of the seconds, and as many rounds."""
        rounds = [] if self.iterations is None else [Iterations(self.iterations)]
        seconds = SECONDS if self.seconds is None and not rounds else self.seconds
        return any_of(*rounds, *([] if seconds is None else [Seconds(seconds * part)]))


@gathered(SolveOptions)
def solve(options: SolveOptions) -> None:
    """Chercher les meilleures tournées d'un problème donné par un fichier."""
    case, zone = options.case(), _zone(options.zone)
    problem = _lawful(case.problem)
    start = None if options.start is None else _start(options.start, problem)
    for file in filter(None, (options.out, options.certificate)):
        writable(file)
    begun = time.process_time()
    with watched(options.stop(FOR_THE_SEARCH if options.gap else 1.0)) as search:
        plan = _found(options, problem, start, search)
    verdict = referee(case.problem, plan)
    proven = _proven(options, problem, plan) if options.gap and verdict.feasible else None
    if proven is not None:
        plan, verdict = proven.best, referee(case.problem, proven.best)
    seconds = time.process_time() - begun
    written = case.written(plan, verdict)
    if options.out:
        _write(options.out, written)
    for line in _told(case, plan, verdict, zone):
        options.console.print(line)
    if options.gap and verdict.feasible:
        options.console.print(proven.sentence.fr if proven else _NOT_PROVEN)
    feasible = case.feasible(plan, verdict)
    bound = None if proven is None else case.bound(proven, verdict)
    answer = {
        "cost": case.cost(verdict),
        "feasible": feasible,
        "unserved": written["unserved"],
        "routes": written["routes"],
        "iterations": search.last.iteration,
        "cpu_seconds": round(seconds, 3),
        "bound": bound,
        "gap": None if proven is None or bound is None else proven.gap,
    }
    finish(answer, as_json=options.as_json, code=0 if feasible else 1)


def check(
    problem: Annotated[Path, typer.Argument(help="Un problème, en JSON.", readable=False)],
    plan: Annotated[Path, typer.Argument(help="Un plan pour ce problème, en JSON.", readable=False)],
    *,
    as_json: JsonOption = False,
) -> None:
    """Juger un plan, d'où qu'il vienne : tout ce qu'il enfreint, et ce qu'il coûte."""
    case, console = problem_in(problem), console_for(as_json=as_json)
    solution, strangers = plan_in(plan, case.problem)
    verdict = referee(case.problem, solution)
    violations = [
        {"rule": one.rule, "technician": one.technician, "visit": one.visit, "sentence": one.sentence.fr}
        for one in (*strangers, *verdict.violations)
    ]
    for one in violations:
        whose = ", ".join(name for name in (one["technician"], one["visit"]) if name)
        console.print(f"{whose} : {one['sentence']} ({one['rule']})" if whose else f"{one['sentence']} ({one['rule']})")
    cost = verdict.cost.total if len(verdict.timetables) == len(case.problem.shifts) else None
    priced = "coût inconnu" if cost is None else f"coût {cost}"
    console.print(f"{count(len(violations), 'infraction')} ; {priced}")
    answer = {"feasible": not violations, "cost": cost, "violations": violations}
    finish(answer, as_json=as_json, code=1 if violations else 0)


def _lawful(problem: Problem) -> Problem:
    """The same problem with shifts that no route can make break the limits of working time.

    Raises:
        FileUnreadable: a technician's regular hours break them.
    """
    try:
        return replace(problem, shifts=within_working_time(problem.shifts, problem.working_time))
    except ShiftAgainstWorkingTime as error:
        raise FileUnreadable(said(error).fr) from error


def _zone(name: str) -> ZoneInfo:
    """The zone of that name; wrong use where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise typer.BadParameter(f"Ce fuseau n'existe pas : {name}.") from error


def _found(options: SolveOptions, problem: Problem, start: Solution | None, stop: StoppingCriterion) -> Solution:
    """The plan of a search; one without any visit where something fixed finds no room."""
    try:
        return find_plan(problem, stop, options.seed, start)
    except PinnedVisitImpossible as error:
        options.console.print(said(error).fr)
        return Solution.of(problem, [()] * len(problem.shifts))


def _proven(options: SolveOptions, problem: Problem, plan: Solution) -> Certificate | None:
    """How good the plan is, or a better one, kept as a file where that is asked for; None where Ctrl-C came first."""
    try:
        with watched(options.stop(1 - FOR_THE_SEARCH)) as proof:
            proven = prove(problem, plan, proof)
    except KeyboardInterrupt:
        return None
    if options.certificate:
        _write(options.certificate, proven.document(problem))
    return proven


def _write(file: Path, document: Mapping[str, object]) -> None:
    """Keep a document as JSON."""
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _start(file: Path, problem: Problem) -> Solution:
    """The plan to start from.

    Raises:
        FileUnreadable: it is not about this problem.
    """
    plan, strangers = plan_in(file, problem)
    if strangers:
        raise FileUnreadable(f"{file} : {' ; '.join(one.sentence.fr for one in strangers)}")
    try:
        return Solution.of(problem, plan.routes, dict(plan.starts))
    except PlanRefused as error:
        raise FileUnreadable(f"{file} : {said(error).fr}") from error


def _told(case: Case, plan: Solution, verdict: Verdict, zone: ZoneInfo) -> Iterator[str]:
    """The routes, the costs and the faults, for people."""
    visits = case.problem.visits
    for number, route in enumerate(plan.routes):
        if route:
            shift = case.problem.shifts[number]
            hours = ""
            if not case.instance and verdict.timetables:
                times = verdict.timetables[number]
                hours = f" {shift.day:%d/%m/%Y} {hour(times.departure, zone)}–{hour(times.back, zone)}"
            keys = ", ".join(visits[visit].key for visit in route)
            yield f"{shift.technician}{hours}, {count(len(route), 'passage')} : {keys}"
    if plan.unserved:
        left = ", ".join(visits[visit].key for visit in plan.unserved)
        yield f"{count(len(plan.unserved), 'passage')} hors des tournées : {left}"
    for rule, times_broken in Counter(one.rule for one in verdict.violations).items():
        yield f"enfreint : {rule} ({times_broken})"
    yield f"coût {case.cost(verdict):g}"
