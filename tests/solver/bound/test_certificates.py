"""A certificate convinces whoever has the problem, and a forged one does not."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks import check_certificate
from benchmarks.bench_bounds import a_day
from benchmarks.certificate import routes
from benchmarks.certificate.days import Day
from benchmarks.certificate.routes import Routes, TooMany, routes_below
from benchmarks.check_certificate import Refused, check, main
from solver import Iterations, Problem, Seconds, Solution, solve
from solver.bound import prove
from solver.formats import write_problem
from tests.solver.problems import rich_plans

ROOT = Path(__file__).resolve().parents[3]
A_FEW = settings(max_examples=max(5, settings().max_examples // 5))


def a_document(problem: Problem) -> dict[str, Any]:
    """What is proven of a plan that a few rounds of search find."""
    return prove(problem, solve(problem, Iterations(100), seed=1), Seconds(30)).document(problem)


@A_FEW
@given(rich_plans(most_visits=8))
def test_every_certificate_passes_the_check(given_plan: tuple[Problem, Solution]):
    """Whatever features the problem has."""
    problem, plan = given_plan

    check(problem, prove(problem, plan, Seconds(30)).document(problem))


@pytest.mark.parametrize("seed,closed", [(1, False), (7, True)])
def test_a_day_of_fifteen_visits_is_checked_whether_duals_alone_prove_it_or_not(seed: int, closed: bool):
    """Where routes had to be listed, they are listed again and CP-SAT finds no cheaper choice among them."""
    problem = a_day(seed, visits=15, technicians=5)
    document = a_document(problem)

    assert closed == document["closed"]
    assert document["bound"] == check(problem, document)


def test_without_room_to_list_the_rest_the_checker_agrees_to_what_dual_values_prove(monkeypatch: pytest.MonkeyPatch):
    """A closed certificate is worth less to it then, but no less than its numbers add up to."""
    problem = a_day(7, visits=15, technicians=5)
    document = a_document(problem)
    room = iter([False])

    def listed(day: Day, threshold: int) -> Routes:
        if next(room, True):
            return routes_below(day, threshold)
        raise TooMany

    monkeypatch.setattr(check_certificate, "routes_below", listed)
    agreed = check(problem, document)

    assert agreed < document["bound"]
    assert agreed == check(problem, document | {"bound": agreed, "closed": False})


def test_a_checker_without_room_says_so(monkeypatch: pytest.MonkeyPatch):
    """Nobody knows then whether the certificate holds."""
    problem = a_day(1, visits=15, technicians=5)
    document = a_document(problem)
    monkeypatch.setattr(routes, "MOST", 0)

    with pytest.raises(TooMany, match="more than 0 beginnings of routes"):
        check(problem, document)


def dearer(document: dict[str, Any]) -> None:
    """Every visit is worth more than it is."""
    document["worth"] = {visit: value + 3_000 * document["scale"] for visit, value in document["worth"].items()}


def cheaper(document: dict[str, Any]) -> None:
    """Every visit is worth less, so that less is proven."""
    document["worth"] = {visit: value // 2 for visit, value in document["worth"].items()}
    document["closed"] = False


def higher(document: dict[str, Any]) -> None:
    """The bound itself."""
    document["bound"] += 1
    document["cost"] += 1


def above(document: dict[str, Any]) -> None:
    """The bound of a plan that costs less."""
    document["bound"] = document["cost"] + 1


def raised(document: dict[str, Any]) -> None:
    """A floor that makes up for worth that is not there."""
    document["floors"][0] = 10**9
    dearer(document)


def paid_back(document: dict[str, Any]) -> None:
    """A cut that gives instead of taking."""
    document["cuts"].append({"visits": ["visit 0", "visit 1", "visit 2"], "price": -(10**6)})


def forgetful(document: dict[str, Any]) -> None:
    """A visit without a worth."""
    del document["worth"]["visit 0"]


def short(document: dict[str, Any]) -> None:
    """A shift without a floor."""
    document["floors"].pop()


@pytest.mark.parametrize("forge", [dearer, cheaper, higher, above, raised, paid_back, forgetful, short])
@pytest.mark.parametrize("seed", [1, 4])
def test_a_forged_certificate_is_refused(seed: int, forge: Callable[[dict[str, Any]], None]):
    """Whichever part of it is forged."""
    problem = a_day(seed, visits=10, technicians=4)
    document = a_document(problem)
    check(problem, document)
    forge(document)

    with pytest.raises(Refused):
        check(problem, document)


def test_the_script_reads_files_and_says_what_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Exit code 0 when the bound holds, 1 when it does not."""
    problem = a_day(1, visits=10, technicians=4)
    document = a_document(problem)
    asked, proven = tmp_path / "problem.json", tmp_path / "certificate.json"
    asked.write_text(json.dumps(write_problem(problem)), encoding="utf-8")
    proven.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(asked), str(proven)]) == 0
    proven.write_text(json.dumps(document | {"bound": document["bound"] + 1}), encoding="utf-8")
    assert main([str(asked), str(proven)]) == 1

    said = capsys.readouterr().out
    assert f"no plan costs less than {document['bound']}: checked" in said
    assert "refused: " in said


def test_the_checker_shares_no_code_with_what_it_checks():
    """It imports neither the bound nor anything a bound is made of but the rules that say who may come."""
    files = [ROOT / "benchmarks" / "check_certificate.py", *(ROOT / "benchmarks" / "certificate").glob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    modules = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}

    assert {"solver", "solver.formats", "solver.rules"} == {each for each in modules if each.startswith("solver")}
    assert not {each for each in plain if each.startswith("solver")}
