"""Our JSON says everything the model knows, and whoever errs is told where and what to do."""

import copy
import dataclasses
import json
import random
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import solver.problem as model
from solver import After, CrowTravel, Problem, Shift, Solution, Together, Visit, referee, within_working_time
from solver import formats as formats_room
from solver.errors import FormatNotKept, PlanRefused, ProblemRefused, SolverError
from solver.formats import read_plan, read_problem, said, write_plan, write_problem
from solver.formats.plans import Plan, PlannedRoute
from solver.formats.refusals import FRENCH
from solver.travel import MatrixTravel, PlaneTravel
from tests.solver.plans import a_shift, a_visit, at
from tests.solver.problems import rich_plans, rich_problems

ROOM = Path(formats_room.__file__).parent
EXAMPLES = Path(__file__).parents[3] / "docs" / "reference" / "examples"
PROBLEM_SCHEMA, PLAN_SCHEMA = (
    json.loads((ROOM / f"{name}.schema.json").read_text(encoding="utf-8")) for name in ("problem", "plan")
)
DEFINED = {**PROBLEM_SCHEMA["$defs"], **PLAN_SCHEMA["$defs"], "problem": PROBLEM_SCHEMA, "plan": PLAN_SCHEMA}
OF_SCHEMA = {
    "problem": Problem,
    "shift": Shift,
    "visit": Visit,
    "window": model.Window,
    "lunch": model.Lunch,
    "depot": model.Depot,
    "pin": model.Pin,
    "published": model.Published,
    "together": Together,
    "after": After,
    "weights": model.Weights,
    "working_time": model.WorkingTime,
    "point": model.Place,
    "crow": CrowTravel,
    "plane": PlaneTravel,
    "plan": Plan,
    "route": PlannedRoute,
}
NUMBERED = sorted(path for path in EXAMPLES.glob("0*.json") if not path.name.endswith(".plan.json"))


def kinds_of(kind: Any) -> Iterator[Any]:
    """Every dataclass a dataclass is made of, itself included."""
    if dataclasses.is_dataclass(kind):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from kinds_of(hint)
    elif get_origin(kind) in (Union, types.UnionType, tuple, frozenset):
        for inner in get_args(kind):
            yield from kinds_of(inner)


def test_the_schema_knows_every_class_of_the_model():
    """A new class of the problem shows here."""
    assert set() == {*kinds_of(Problem), *kinds_of(Plan)} - set(OF_SCHEMA.values())


@pytest.mark.parametrize("name,kind", OF_SCHEMA.items())
def test_the_schema_knows_every_field_of_the_model(name: str, kind: type):
    """Its names, which ones are required, and the default of those that are not."""
    schema = DEFINED[name]
    fields = {field.name: field for field in dataclasses.fields(kind) if field.init}
    required = {
        field.name
        for field in fields.values()
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    defaults = {name: said["default"] for name, said in schema["properties"].items() if "default" in said}

    assert (fields.keys(), required) == (schema["properties"].keys() - {"$schema"}, set(schema.get("required", ())))
    assert {name: plain(fields[name]) for name in defaults} == defaults


def plain(field: dataclasses.Field[Any]) -> Any:
    """The default of a field as JSON has it."""
    value = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
    return list(value) if isinstance(value, frozenset | tuple) else value


@pytest.mark.parametrize("schema", [PROBLEM_SCHEMA, PLAN_SCHEMA], ids=["problem", "plan"])
def test_the_schemas_are_schemas(schema: dict[str, Any]):
    """Draft 2020-12, each definition used."""
    jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    assert set() == {name for name in schema["$defs"] if f'"#/$defs/{name}"' not in text}


@pytest.mark.parametrize("file", NUMBERED, ids=lambda file: file.stem)
def test_every_example_is_valid_and_read(file: Path):
    """By the schema, by us, and again from what we write."""
    text = file.read_text(encoding="utf-8")
    problem = read_problem(text)
    written = write_problem(problem)

    for document in (json.loads(text), written):
        jsonschema.validate(document, PROBLEM_SCHEMA)
    assert problem == read_problem(json.dumps(written))


def test_what_the_reference_shows_is_true():
    """Its blocks are a problem and a plan for it; every example is linked."""
    page = (EXAMPLES.parent / "solver-formats.md").read_text(encoding="utf-8")
    problem, plan = re.findall(r"```json\n(.*?)```", page, re.DOTALL)

    jsonschema.validate(json.loads(problem), PROBLEM_SCHEMA)
    jsonschema.validate(json.loads(plan), PLAN_SCHEMA)
    shown = read_problem(problem)
    assert (Solution(((0,),), ()), ()) == read_plan(plan, shown)
    assert shown.shifts == within_working_time(shown.shifts, shown.working_time)
    assert {file.name for file in EXAMPLES.iterdir()} == set(re.findall(r"\(examples/([^)]+)\)", page))


def test_the_examples_are_numbered_and_many():
    """One for each group of rules."""
    assert [f"{number:02d}" for number in range(1, len(NUMBERED) + 1)] == [file.name[:2] for file in NUMBERED]
    assert len(NUMBERED) >= 6


@given(rich_problems())
def test_every_problem_is_read_back_as_it_was(problem: Problem):
    """All features of the model, drawn at random."""
    problem = dataclasses.replace(problem, travel=CrowTravel(60, 120))
    written = json.loads(json.dumps(write_problem(problem)))

    jsonschema.validate(written, PROBLEM_SCHEMA)
    assert problem == read_problem(json.dumps(written))


@given(rich_plans())
def test_every_plan_is_read_back_as_it_was(drawn: tuple[Problem, Solution]):
    """With and without hours, with the starts of visits that wait for others."""
    problem, plan = drawn
    for timetables in ((), referee(problem, plan).timetables):
        written = json.loads(json.dumps(write_plan(problem, plan, timetables)))

        jsonschema.validate(written, PLAN_SCHEMA)
        assert (plan, ()) == read_plan(json.dumps(written), problem)


def test_roads_of_every_kind_are_read_back():
    """The crow's line, a plane, a matrix with places; others cannot be written."""
    matrix = MatrixTravel(((45.9, 6.1), (45.8, 6.2)), ((0, 5), (7, 0)))
    for travel in (
        CrowTravel(1, 2),
        PlaneTravel(10.0, truncated=True),
        matrix,
        MatrixTravel.numbered(((0, 3), (4, 0))),
    ):
        problem = Problem(shifts=(), visits=(), travel=travel)
        assert problem == read_problem(json.dumps(write_problem(problem)))
    with pytest.raises(TypeError):
        write_problem(Problem(shifts=(), visits=(), travel=object()))  # type: ignore[arg-type]


def test_a_place_may_be_a_number_of_the_matrix():
    """Two visits at one place are the same row."""
    problem = read_problem((EXAMPLES / "07-measured-roads.json").read_text(encoding="utf-8"))
    one, again, home = problem.visits[0].place, problem.visits[3].place, problem.shifts[0].start_place

    assert (one, 600, 660) == (
        again,
        int(problem.travel.seconds(home.lat, home.lon, one.lat, one.lon)),
        int(problem.travel.seconds(one.lat, one.lon, home.lat, home.lon)),
    )


@pytest.mark.parametrize("places", [[], [{"lat": 45.899, "lon": 6.129}]], ids=["no place", "another place"])
def test_a_place_that_the_matrix_does_not_have_is_a_fault_of_the_file(places: list[dict[str, float]]):
    """By its path, not by a search that finds no road."""
    document = changed("travel", value={"matrix": [[0] * len(places)] * len(places), "places": places})
    with pytest.raises(
        FormatNotKept, match=r"visits\[1\]\.place : la matrice des routes n'a pas de lieu à cet endroit"
    ):
        read_problem(json.dumps(document))


def test_instants_are_texts_with_an_offset_or_seconds():
    """The same second, said in four ways."""
    ways = ["2027-01-15T09:00:00+01:00", "2027-01-15T08:00:00Z", "2027-01-15T08:00+00:00", at(8)]

    assert {at(8)} == {
        read_problem(json.dumps(changed("visits", 0, "windows", 0, "earliest", value=way)))
        .visits[0]
        .windows[0]
        .earliest
        for way in ways
    }


def a_document() -> dict[str, Any]:
    """A small problem as JSON."""
    return write_problem(
        Problem(
            shifts=(a_shift(),),
            visits=(a_visit("a"), a_visit("b")),
            links=(After("a", "b", 60),),
            travel=CrowTravel(1, 2),
        )
    )


def changed(*path: str | int, value: Any) -> dict[str, Any]:
    """The same with another value there."""
    document = a_document()
    within: Any = document
    for step in path[:-1]:
        within = within[step]
    within[path[-1]] = value
    return document


NO_OFFSET = (
    "shifts[0].start : il faut un instant avec son décalage, comme « 2027-01-15T08:00:00+01:00 », ou des secondes, "
    "pas « 2027-01-15T08:00:00 »"
)
NOT_SQUARE = (
    "travel.matrix : la matrice est carrée, nomme chaque lieu une fois et compte des secondes, zéro ou plus "
    "(places = 1, rows = 1)"
)
FAULTS = [
    (changed("visits", value=None), "visits : il faut une liste, pas null"),
    (changed("visits", 1, value=[]), "visits[1] : il faut un objet, pas […]"),
    (changed("visits", 1, "duration", value="60"), "visits[1].duration : il faut un entier, pas « 60 »"),
    (changed("visits", 1, "duration", value=1.5), "visits[1].duration : il faut un entier, pas 1.5"),
    (changed("visits", 1, "duration", value=True), "visits[1].duration : il faut un entier, pas true"),
    (changed("visits", 1, "duration", value=2**60), f"visits[1].duration : il faut un entier, pas {2**60}"),
    (changed("visits", 1, "key", value=7), "visits[1].key : il faut un texte, pas 7"),
    (changed("visits", 0, "windos", value=[]), "visits[0].windos : ce champ n'existe pas : plutôt « windows » ?"),
    (changed("xyz", value=[]), "xyz : ce champ n'existe pas : shifts, visits, travel, weights, working_time, links"),
    (
        changed("visits", 0, "due", value="demain"),
        "visits[0].due : il faut un jour, comme « 2027-01-15 », pas « demain »",
    ),
    (changed("shifts", 0, "start", value="2027-01-15T08:00:00"), NO_OFFSET),
    (changed("visits", 0, "durations", value={"deux": 3}), "visits[0].durations.deux : il faut un niveau, comme « 2 »"),
    (changed("visits", 0, "skills", value=[]), "visits[0].skills : il faut un objet, pas […]"),
    (changed("visits", 0, "skills", value={"gaz": "2"}), "visits[0].skills.gaz : il faut un entier, pas « 2 »"),
    (changed("visits", 0, "place", value=3), "visits[0].place : aucun lieu n'a le numéro 3"),
    (
        changed("visits", 0, "place", "lat", value=123),
        "visits[0].place : une latitude va de -90 à 90, une longitude de -180 à 180 (lat = 123, lon = 6.091)",
    ),
    (
        changed("travel", value={"truncated": 1, "seconds_per_degree": 1}),
        "travel.truncated : il faut true ou false, pas 1",
    ),
    (changed("travel", value={"matrix": [[0, 1]]}), NOT_SQUARE),
    (changed("visits", 0, "key", value="b"), "document : deux passages ont la même clé (visit = b)"),
]


@pytest.mark.parametrize("document,fault", FAULTS, ids=[fault for _, fault in FAULTS])
def test_a_fault_is_told_with_its_path_and_what_to_do(document: dict[str, Any], fault: str):
    """In French, one line."""
    with pytest.raises(FormatNotKept) as told:
        read_problem(json.dumps(document))
    assert fault == str(told.value)


def test_all_faults_are_told_at_once():
    """Whoever mends a file wants to mend it once."""
    with pytest.raises(FormatNotKept) as told:
        read_problem('{"shifts": [{"technician": 3}], "visits": 4}')
    assert 7 == len(told.value.faults)


@pytest.mark.parametrize("text,fault", [("{", "ligne 1, colonne 2 : ce n'est pas du JSON"), ("[]", "il faut un objet")])
def test_what_is_no_json_object_is_refused(text: str, fault: str):
    """With the line where it stops being one."""
    with pytest.raises(FormatNotKept) as told:
        read_problem(text)
    assert fault in str(told.value)


def test_each_language_has_its_own_quotes():
    """What stands there instead is quoted as the sentence around it is."""
    with pytest.raises(FormatNotKept) as told:
        read_problem('{"shifts": [], "visits": "four"}')

    assert (("visits", "il faut une liste, pas « four »", "this must be a list, not “four”"),) == told.value.faults


def test_every_refusal_of_the_model_is_said_in_french():
    """Whatever a problem or a plan can be refused for; what no file can bring about has no sentence here."""
    later = {"BlocksPricedDifferently"}
    known = {kind.__name__ for kind in FRENCH}

    refusals = {*ProblemRefused.__subclasses__(), *PlanRefused.__subclasses__()}

    assert set() == {kind.__name__ for kind in refusals} - known - later
    assert "The solver cannot answer. (why='x')" == said(SolverError(why="x")).fr


def test_a_plan_may_be_anybodys():
    """Visits and days that are not of the problem are told and left aside; the rest is judged."""
    problem = Problem(shifts=(a_shift(),), visits=(a_visit("a"), a_visit("b")))
    route = {"technician": "Gaëtan", "day": "2027-01-15", "visits": ["a", "z"]}
    other = {"technician": "Zoé", "day": "2027-01-15", "visits": ["b"]}

    plan, strangers = read_plan(json.dumps({"routes": [route, route, other]}), problem)

    assert (((0,),), (1,)) == (plan.routes, plan.unserved)
    assert [("plan", "Gaëtan", "z"), ("plan", "Gaëtan", "z"), ("plan", "Gaëtan", None), ("plan", "Zoé", None)] == [
        (one.rule, one.technician, one.visit) for one in strangers
    ]


def test_two_shifts_of_one_day_have_two_routes_in_the_order_of_the_problem():
    """An idle morning is written too: without it the afternoon's visits would be the morning's."""
    morning, afternoon = a_shift(end=at(12), lunch=None), a_shift(start=at(14), lunch=None)
    problem = Problem(shifts=(morning, afternoon), visits=(a_visit("a"),))
    plan = Solution(((), (0,)), ())

    written = write_plan(problem, plan)

    assert [[], ["a"]] == [route["visits"] for route in written["routes"]]
    assert (plan, ()) == read_plan(json.dumps(written), problem)


@pytest.mark.parametrize("file", NUMBERED, ids=lambda file: file.stem)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_damaged_document_is_read_or_refused_never_a_crash(file: Path, seed: int):
    """Values lost, moved, or replaced by others."""
    rng = random.Random(seed)
    document = json.loads(file.read_text(encoding="utf-8"))
    for _ in range(rng.randint(1, 3)):
        within, key = rng.choice(list(places(document)))
        other, name = rng.choice(list(places(document)))
        within[key] = rng.choice([None, -1, 2**70, 1.5, "x", [], {}, float("nan"), copy.deepcopy(other[name])])
    try:
        problem = read_problem(json.dumps(document))
    except FormatNotKept:
        return
    assert isinstance(problem, Problem)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a JSON value that holds another."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])
