"""Solve a problem from a file and judge anybody's plan, from the command line."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from api.commands import solving
from benchmarks import check_certificate
from solver import Progress
from solver import formats as formats_room
from tests.support.command_line import Creneau, typed

EXAMPLES = Path(__file__).parents[2] / "docs" / "reference" / "examples"
NUMBERED = sorted(path for path in EXAMPLES.glob("0*.json") if not path.name.endswith(".plan.json"))
SCHEMA = json.loads((Path(formats_room.__file__).parent / "plan.schema.json").read_text(encoding="utf-8"))
A_DAY, A_PLAN = str(EXAMPLES / "01-a-day.json"), str(EXAMPLES / "01-a-day.plan.json")
SOLVED = {"cost", "feasible", "unserved", "routes", "iterations", "cpu_seconds", "bound", "gap"}


@pytest.fixture
def creneau(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Creneau:
    """Type a command; its exit code, what it said, and with `--json` its output, which is that one line and no more."""
    monkeypatch.setenv("CRENEAU_LOG_LEVEL", "error")
    monkeypatch.chdir(tmp_path)

    def answered(*words: str) -> tuple[int, str, dict[str, Any]]:
        code, out, err = typed(words, monkeypatch, capsys)
        return code, out + err, json.loads(out) if "--json" in words and out else {}

    return answered


@pytest.mark.parametrize("file", NUMBERED, ids=lambda file: file.stem)
def test_every_example_is_solved_and_its_plan_passes_the_check(creneau: Creneau, file: Path):
    """Legal, with the keys that are promised, and as cheap for the referee as for the search."""
    code, said, solved = creneau("solve", str(file), "--iterations", "400", "--out", "plan.json", "--json")
    assert (0, True, SOLVED) == (code, solved["feasible"], set(solved)), said
    assert 400 == solved["iterations"]

    jsonschema.validate(json.loads(Path("plan.json").read_text(encoding="utf-8")), SCHEMA)
    code, _, judged = creneau("check", str(file), "plan.json", "--json")
    assert (0, {"feasible": True, "cost": solved["cost"], "violations": []}) == (code, judged)


@pytest.mark.parametrize(
    "words,sentence",
    [(("solve", A_DAY, "--iterations", "50"), "passages : "), (("check", A_DAY, A_PLAN), "0 infraction")],
    ids=["solve", "check"],
)
def test_a_program_reads_one_line_while_people_read_the_error_stream(words: tuple[str, ...], sentence: str):
    """So that the output can be piped; without `--json` the output is what people read."""
    creneau = str(Path(sys.executable).with_name("creneau"))
    people = subprocess.run([creneau, *words], capture_output=True, text=True, check=True)
    program = subprocess.run([creneau, *words, "--json"], capture_output=True, text=True, check=True)

    assert (True, "") == (sentence in people.stdout, people.stderr)
    assert (1, True) == (len(program.stdout.splitlines()), json.loads(program.stdout)["feasible"])
    assert sentence in program.stderr


def test_how_far_a_plan_is_from_the_best_is_proven_and_can_be_checked(creneau: Creneau):
    """A small day is optimal; the certificate convinces a checker that shares no code with the solver's bound."""
    words = (A_DAY, "--iterations", "200", "--gap", "--certificate", "proof.json", "--out", "plan.json")
    code, said, solved = creneau("solve", *words, "--json")
    assert (0, solved["cost"], 0.0) == (code, solved["bound"], solved["gap"])
    assert "prouvé optimal : aucun plan ne coûte moins" in said
    assert solved["cost"] == creneau("check", A_DAY, "plan.json", "--json")[2]["cost"]
    assert 0 == check_certificate.main([A_DAY, "proof.json"])


def test_a_gap_that_is_not_proven_in_time_is_said_to_be_so(creneau: Creneau):
    """No bound is told, and no percentage."""
    _, said, solved = creneau("solve", A_DAY, "--iterations", "0", "--gap", "--json")
    assert (None, None) == (solved["bound"], solved["gap"])
    assert "non prouvé" in said


def test_the_bound_of_a_published_instance_is_in_its_own_units(creneau: Creneau):
    """One decimal, as the cost."""
    solved = creneau("solve", "--solomon", str(EXAMPLES / "tiny-solomon.txt"), "--iterations", "50", "--gap", "--json")[
        2
    ]
    assert (solved["cost"], 0.0) == (solved["bound"], solved["gap"])


def test_people_read_who_drives_when_and_where(creneau: Creneau):
    """Hours by the clock of the zone; everything in French."""
    here = creneau("solve", A_DAY, "--iterations", "50")[1]
    there = creneau("solve", A_DAY, "--iterations", "50", "--zone", "UTC")[1]

    assert "gaetan 18/01/2027" in here
    assert "passages : " in here
    assert "coût " in here
    assert here.splitlines()[0].split("–")[0][-5:-2] != there.splitlines()[0].split("–")[0][-5:-2]


def test_the_same_seed_and_rounds_give_the_same_plan(creneau: Creneau):
    """Whoever repeats it sees the same; a start can only be improved."""
    once, again = (creneau("solve", A_DAY, "--iterations", "60", "--seed", "7", "--json")[2] for _ in range(2))
    assert once["routes"] == again["routes"]

    start = str(EXAMPLES / "01-a-day.plan.json")
    started = creneau("solve", A_DAY, "--iterations", "0", "--start", start, "--json")[2]
    assert started["cost"] <= creneau("check", A_DAY, start, "--json")[2]["cost"]


def test_everything_a_plan_breaks_is_listed_with_its_sentence(creneau: Creneau):
    """Exit 1: somebody without the clearance, somebody for whom a visit is not."""
    problem = str(EXAMPLES / "02-who-may-come.json")
    code, said, judged = creneau("check", problem, str(EXAMPLES / "02-who-may-come.plan.json"), "--json")

    assert (1, False) == (code, judged["feasible"])
    assert [("clearance", "lea", "toiture"), ("technician", "lea", "chez-marc")] == [
        (one["rule"], one["technician"], one["visit"]) for one in judged["violations"]
    ]
    assert "lea, chez-marc : ce passage est réservé à d'autres (technician)" in said
    assert "2 infractions" in said


def test_a_plan_about_something_else_is_judged_all_the_same(creneau: Creneau):
    """Strangers are violations of the rule “plan”, not unreadable input."""
    Path("plan.json").write_text(
        '{"routes": [{"technician": "zoe", "day": "2027-01-18", "visits": ["personne"]}]}', encoding="utf-8"
    )
    code, said, judged = creneau("check", A_DAY, "plan.json", "--json")

    assert (1, {"plan"}) == (code, {one["rule"] for one in judged["violations"]})
    assert "aucune plage n'est à ce nom" in said
    assert 3 == creneau("solve", A_DAY, "--start", "plan.json")[0]


def test_a_name_in_a_plan_that_is_almost_known_is_told_which_it_might_be(creneau: Creneau):
    """A slip of the pen in a technician's name or a visit's key; a day without a shift is told as such."""
    routes = [
        {"technician": "gaetann", "day": "2027-01-18", "visits": ["dupond"]},
        {"technician": "gaetan", "day": "2027-01-19", "visits": []},
    ]
    Path("plan.json").write_text(json.dumps({"routes": routes}), encoding="utf-8")
    said = creneau("check", A_DAY, "plan.json")[1]

    assert "aucune plage n'est à ce nom : plutôt « gaetan » ?" in said
    assert "ce passage n'existe pas : plutôt « dupont » ?" in said
    assert "il n'a pas, ou plus, de plage le 19/01/2027" in said


def test_a_plan_with_a_visit_twice_has_no_cost_and_is_no_start(creneau: Creneau):
    """It is not priced at nothing, and refused before the search begins."""
    route = {"technician": "gaetan", "day": "2027-01-18", "visits": ["dupont", "dupont"]}
    Path("plan.json").write_text(json.dumps({"routes": [route]}), encoding="utf-8")

    judged = creneau("check", A_DAY, "plan.json", "--json")
    assert (1, None, True) == (judged[0], judged[2]["cost"], "coût inconnu" in judged[1])

    code, said, _ = creneau("solve", A_DAY, "--start", "plan.json")

    assert (3, True) == (code, "planifié plus d'une fois" in said)


@pytest.mark.parametrize(
    "words,cost",
    [
        (("--solomon", "tiny-solomon.txt"), 339.8),
        (("--solomon", "tiny-solomon.txt", "--rounding", "exact"), 340_236),
        (("--vrplib", "tiny-sdvrptw.vrp"), 466_244),
        (("--trsp", "tiny-trsp.txt", "--no-depot"), 305.965),
    ],
    ids=["solomon", "rounded", "vrplib", "trsp"],
)
def test_published_instances_are_solved_in_their_own_convention(creneau: Creneau, words: tuple[str, ...], cost: float):
    """Small enough for the best plan to be found by any seed."""
    code, _, solved = creneau("solve", words[0], str(EXAMPLES / words[1]), *words[2:], "--iterations", "500", "--json")

    assert (0, cost, SOLVED) == (code, solved["cost"], set(solved))


def test_a_customer_left_out_of_a_published_instance_is_no_plan(creneau: Creneau):
    """Exit 1: its authors serve everybody."""
    text = (EXAMPLES / "tiny-solomon.txt").read_text(encoding="utf-8")
    Path("full.txt").write_text(text.replace("  3          30", "  1          30"), encoding="utf-8")

    code, said, solved = creneau("solve", "--solomon", "full.txt", "--iterations", "50", "--json")

    assert (1, False) == (code, solved["feasible"])
    assert "hors des tournées" in said


def test_what_is_fixed_and_finds_no_room_is_told(creneau: Creneau):
    """Exit 1: no plan keeps everything that is fixed."""
    problem = json.loads(Path(A_DAY).read_text(encoding="utf-8"))
    problem["visits"][0]["pinned"] = {"start": "2027-01-18T03:00:00+01:00"}
    Path("problem.json").write_text(json.dumps(problem), encoding="utf-8")

    code, said, solved = creneau("solve", "problem.json", "--iterations", "5", "--json")

    assert (1, False, SOLVED) == (code, solved["feasible"], set(solved))
    assert "fixé" in said


def test_wrong_use_is_told_as_such(creneau: Creneau):
    """Exit 2: no problem, two problems, no such zone, an option that would change nothing."""
    assert 2 == creneau("solve")[0]
    assert 2 == creneau("solve", A_DAY, "--solomon", A_DAY)[0]
    assert 2 == creneau("solve", A_DAY, "--zone", "Annecy", "--iterations", "1")[0]
    assert 2 == creneau("check", A_DAY)[0]
    for idle in (("--rounding", "exact"), ("--no-depot",), ("--certificate", "proof.json")):
        code, said, _ = creneau("solve", A_DAY, *idle, "--iterations", "1")
        assert (2, True) == (code, f"{idle[0]} va avec" in said)


def test_unreadable_input_is_told_with_the_file_and_the_place(creneau: Creneau):
    """Exit 3: what is not there, no text, no JSON, no such format, a shift against the law."""
    Path("broken.json").write_text('{"shifts": []', encoding="utf-8")
    Path("bytes.json").write_bytes(b"\xff\xfe\x00")
    problem = json.loads(Path(A_DAY).read_text(encoding="utf-8"))
    problem["working_time"] = {"max_work_a_day": 3600}
    Path("unlawful.json").write_text(json.dumps(problem), encoding="utf-8")
    for words, sentence in (
        (("nowhere.json",), "Ce fichier n'existe pas : nowhere.json"),
        (("bytes.json",), "Ce fichier n'est pas un texte en UTF-8"),
        (("broken.json",), "ligne 1, colonne 14 : ce n'est pas du JSON"),
        (("unlawful.json",), "dépasse le temps de travail permis"),
        ((A_DAY, "--start", "broken.json"), "ce n'est pas du JSON"),
    ):
        code, said, _ = creneau("solve", *words, "--iterations", "1")
        assert (3, True) == (code, sentence in said), said
    assert 3 == creneau("check", A_DAY, "broken.json")[0]
    assert 4 == creneau("solve", A_DAY, "--out", "nowhere/plan.json")[0]


GIVEN_AS = {
    A_DAY: "du JSON : donnez-le à creneau solve sans option",
    "tiny-solomon.txt": "une instance de Solomon : donnez-le à creneau solve avec --solomon",
    "tiny-sdvrptw.vrp": "une instance VRPLIB : donnez-le à creneau solve avec --vrplib",
    "tiny-mdvrptw.vrp": "une instance VRPLIB : donnez-le à creneau solve avec --vrplib",
    "tiny-trsp.txt": "une instance TRSP : donnez-le à creneau solve avec --trsp",
}


@pytest.mark.parametrize("file,how", GIVEN_AS.items())
def test_a_file_given_as_another_format_is_told_how_to_be_given(creneau: Creneau, file: str, how: str):
    """Exit 3: by any other way than its own, and to the check too, which reads JSON alone."""
    path = str(EXAMPLES / file)
    for option in ("sans option", "--solomon", "--vrplib", "--trsp"):
        words = [path] if option == "sans option" else [option, path]
        if not how.endswith(option):
            code, said, _ = creneau("solve", *words, "--iterations", "1")
            assert (3, f"{path} : ce fichier est {how}") == (code, said.strip())
    if file != A_DAY:
        code, said, _ = creneau("check", path, A_PLAN)
        assert (3, f"{path} : ce fichier est {how}") == (code, said.strip())


def test_a_terminal_sees_how_far_the_search_is(creneau: Creneau, monkeypatch: pytest.MonkeyPatch):
    """On the error stream, and only where somebody looks."""
    assert "tours, coût" not in creneau("solve", A_DAY, "--iterations", "5")[1]
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    assert "tours, coût" in creneau("solve", A_DAY, "--iterations", "5")[1]
    assert "la toute première fois" in creneau("solve", A_DAY, "--iterations", "0")[1]


class Impatient:
    """Never ends by itself, but somebody types Ctrl-C so many times, once so many rounds are done."""

    times, rounds_done, from_seconds = 1, 1, 0.0

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self, so_far: Progress) -> float:
        if so_far.iteration >= self.rounds_done and self.seconds >= self.from_seconds:
            for _ in range(self.times):
                signal.raise_signal(signal.SIGINT)
        return 0.0

    def rounds(self, _so_far: Progress) -> int:
        return 10


def test_ctrl_c_ends_the_search_with_the_plan_it_has(creneau: Creneau, monkeypatch: pytest.MonkeyPatch):
    """The plan is told and written, and Ctrl-C is again what it was."""
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(solving, "Seconds", Impatient)
    code, _, solved = creneau("solve", A_DAY, "--seconds", "3600", "--out", "plan.json", "--json")
    assert (0, True, before) == (code, solved["feasible"], signal.getsignal(signal.SIGINT))
    assert solved["cost"] == creneau("check", A_DAY, "plan.json", "--json")[2]["cost"]


@pytest.mark.parametrize("times,rounds_done", [(2, 1), (1, 0)], ids=["twice", "before anything was found"])
def test_ctrl_c_ends_the_command_at_once(
    creneau: Creneau, monkeypatch: pytest.MonkeyPatch, times: int, rounds_done: int
):
    """Whoever insists, or has nothing to keep, is not made to wait."""
    monkeypatch.setattr(Impatient, "times", times)
    monkeypatch.setattr(Impatient, "rounds_done", rounds_done)
    monkeypatch.setattr(solving, "Seconds", Impatient)
    assert 130 == creneau("solve", A_DAY, "--seconds", "3600", "--out", "plan.json")[0]
    assert not Path("plan.json").exists()


@pytest.mark.parametrize("times,rounds_done", [(1, 0), (2, 1)], ids=["before anything was proven", "twice"])
def test_ctrl_c_ends_the_proof_with_the_plan_it_was_for(
    creneau: Creneau, monkeypatch: pytest.MonkeyPatch, times: int, rounds_done: int
):
    """The search has done its rounds: its plan is told and written, and the gap is said not to be proven."""
    monkeypatch.setattr(Impatient, "times", times)
    monkeypatch.setattr(Impatient, "rounds_done", rounds_done)
    monkeypatch.setattr(Impatient, "from_seconds", 1800)
    monkeypatch.setattr(solving, "Seconds", Impatient)
    words = ("--seconds", "3600", "--iterations", "50", "--gap", "--out", "plan.json", "--certificate", "proof.json")

    code, said, solved = creneau("solve", A_DAY, *words, "--json")

    assert (0, True, None, None) == (code, solved["feasible"], solved["bound"], solved["gap"])
    assert "non prouvé : interrompu" in said
    assert (True, False) == (Path("plan.json").exists(), Path("proof.json").exists())
    assert solved["cost"] == creneau("check", A_DAY, "plan.json", "--json")[2]["cost"]
