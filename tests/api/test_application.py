"""What every request meets: numbers, logs without persons, problems in one shape, a reference that stands alone."""

import gc
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from fastapi import FastAPI

from api import errors as door
from api.application import create_application
from api.house import House
from api.logs import configure
from api.middleware import UNMATCHED
from api.problems import FAILURE_SENTENCE, SITUATIONS, problem, problem_response, situation_of
from api.views import ProblemKind
from calendar_sync import errors as calendars
from connectors import errors as connectors
from desk import errors as desk
from desk.accounts import Scope
from desk.imports import errors as imports
from desk.setup import Founded
from planner import errors as planner
from planner.store import errors as store
from tests.api.test_v1 import CAMILLE, book
from tests.support.client import Client
from tests.support.house import a_house, found_firm, program_token


def test_a_living_server_says_so_and_a_ready_one_has_its_database(client: Client, house: House) -> None:
    """`/ready` is what a proxy asks before it sends people."""
    assert "ok" == client.get("/health").text
    assert {"ready": True} == client.get("/ready").json()

    def away(_limit: int) -> None:
        raise store.Unreachable

    house.queue.dead = away  # type: ignore[method-assign, assignment]
    answer = client.get("/ready")
    assert (503, {"ready": False}) == (answer.status_code, answer.json())
    assert "ok" == client.get("/health").text


def test_numbers_are_counted_by_route_and_shown_to_this_machine(client: Client, duret: Founded) -> None:
    """By route, never by address: a path holds secrets."""
    token = book(client)["token"]
    client.get(f"/v1/firms/duret/bookings/{token}")
    client.get("/wp-login.php")
    text = client.get("/metrics").text
    assert 'creneau_requests_total{method="GET",route="/v1/firms/{firm}/bookings/{token}",status="200"} 1.0' in text
    assert f'creneau_requests_total{{method="GET",route="{UNMATCHED}",status="404"}} 1.0' in text
    assert token not in text


def test_other_machines_need_the_password_of_the_numbers(tmp_path) -> None:
    """And without a password set there is none to guess."""
    house = a_house(tmp_path, metrics_token="a password of numbers")
    elsewhere = Client(create_application(house), address="192.0.2.7")
    assert 403 == elsewhere.get("/metrics").status_code
    wrong = {"authorization": "Bearer "}
    assert 403 == elsewhere.get("/metrics", headers=wrong).status_code
    right = {"authorization": "Bearer a password of numbers"}
    assert 200 == elsewhere.get("/metrics", headers=right).status_code
    closed = Client(create_application(a_house(tmp_path)), address="192.0.2.7")
    assert 403 == closed.get("/metrics", headers=wrong).status_code


def test_a_booking_leaves_no_trace_of_the_person_in_the_logs(client: Client, duret: Founded, lines) -> None:
    """Names, numbers, streets and tokens stay out; method, route, status and time are there."""
    booking = book(client)
    client.get(f"/v1/firms/duret/bookings/{booking['token']}", params={"q": "Camille"})
    written = json.dumps(lines, ensure_ascii=False)
    traces = [*CAMILLE.values(), "Camille", booking["token"], "offer="]
    assert [] == [trace for trace in traces if trace in written]
    assert {"method", "route", "status", "milliseconds"} <= lines[-1].keys()


def test_a_failure_is_told_without_its_words_and_logged_without_its_values(
    application: FastAPI, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception's message may quote what a person typed."""

    @application.get("/v1/boum")
    def fail() -> None:
        phone = "06 39 98 12 34"
        raise RuntimeError(f"cannot call {phone}")

    configure("info", "json")
    answer = Client(application).get("/v1/boum")
    assert (500, FAILURE_SENTENCE) == (answer.status_code, answer.json()["detail"])
    written = capsys.readouterr().err
    assert "06 39" not in written + answer.text
    failed = next(line for line in map(json.loads, written.splitlines()) if line["event"] == "failed")
    assert answer.headers["x-request-id"] == failed["request_id"]
    assert "RuntimeError" == failed["exception"][0]["exc_type"]


def test_fields_that_could_hold_a_person_never_reach_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    """Even when somebody writes them there by mistake."""
    configure("info", "json")
    structlog.get_logger().info("said", phone="06 39 98 12 34", email="x@exemple.invalid", token="t", status=200)
    line = json.loads(capsys.readouterr().err)
    assert ("…", "…", "…", 200) == (line["phone"], line["email"], line["token"], line["status"])


def test_what_was_typed_never_begins_a_line_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    """A line end inside a value stays inside it, for programs and for people."""
    for form in ("json", "text"):
        configure("info", form)
        structlog.get_logger().info("said", what="x\n2026-11-23 [info] answered status=200\x1b[2J")
        written = capsys.readouterr().err
        assert 1 == len(written.splitlines())
        assert "\x1b[2J" not in written


def test_a_line_tells_its_instant_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    """So that lines of several machines stand in one order, also in the night the clocks change."""
    configure("info", "json")
    structlog.get_logger().info("said")
    assert timedelta() == datetime.fromisoformat(json.loads(capsys.readouterr().err)["timestamp"]).utcoffset()


A_FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


@pytest.mark.parametrize(
    "path, limit, kind, beginning",
    [
        ("/v1/holds", 10_000, "application/json", b'"'),
        ("/v1/imports", 20_000, "multipart/form-data; boundary=x", A_FILE),
    ],
)
# Starlette leaves the file of a form it stopped reading to the garbage collector, which warns.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_weighs_too_much_is_refused(tmp_path, path: str, limit: int, kind: str, beginning: bytes) -> None:
    """Announced or not; a file may weigh more than a wish."""
    house = a_house(tmp_path, request_bytes=10_000, upload_bytes=20_000)
    client, token = Client(create_application(house)), program_token(house, found_firm(house), *Scope)
    headers = {"content-type": kind, "authorization": f"Bearer {token}"}

    async def unannounced() -> Any:
        yield beginning
        for _ in range(limit // 1000):
            yield b"x" * 1000

    assert 413 == client.post(path, content=beginning.ljust(limit + 1, b"x"), headers=headers).status_code
    assert 413 == client.post(path, content=unannounced(), headers=headers).status_code
    assert 413 != client.post(path, content=beginning.ljust(limit, b"x"), headers=headers).status_code
    gc.collect()  # so that the warning comes here, where it is expected


def test_a_route_or_method_that_is_not_there_is_a_problem_too(client: Client) -> None:
    """The framework's own refusals take the same shape."""
    absent, wrong = client.get("/v1/nothing"), client.post("/v1/slots")
    assert [404, 405] == [absent.json()["status"], wrong.json()["status"]]
    assert "GET" == wrong.headers["allow"]
    assert {"application/problem+json"} == {absent.headers["content-type"], wrong.headers["content-type"]}
    assert 405 == client.request("TRACE", "/health").status_code


def kinds_of(*modules: Any) -> list[type[Exception]]:
    """Every error that these modules define."""
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == module.__name__
    ]


def test_every_situation_of_every_room_has_its_status() -> None:
    """A new error needs no line of its own when its parent's fits; only the roots stand for failures of ours."""
    unknown = {kind.__name__ for kind in kinds_of(door, desk, imports, planner, store) if not situation_of(_made(kind))}
    assert {"DoorError", "PlannerError"} == unknown


def _made(kind: type[Exception]) -> Exception:
    """An instance without calling a constructor that wants to know more."""
    return kind.__new__(kind)


def test_every_line_of_the_table_is_a_situation_somebody_defines() -> None:
    """A situation that is gone leaves the table."""
    known = set(kinds_of(door, desk, imports, planner, store, connectors, calendars))
    assert set() == set(SITUATIONS) - known


def test_a_page_and_a_program_are_told_the_same() -> None:
    """Status, title and sentence come from one table."""
    view = problem(planner.SlotTaken())
    assert view is not None
    body = json.loads(bytes(problem_response(planner.SlotTaken()).body))
    assert (view.status, view.title, view.sentence) == (body["status"], body["title"], body["detail"])
    assert ProblemKind.SIGN_IN_NEEDED is problem(desk.SessionOver()).kind  # type: ignore[union-attr]
    assert problem(ZeroDivisionError()) is None


def test_every_route_of_the_reference_says_what_it_does_and_shows_an_example(client: Client) -> None:
    """Also every body's members, and every problem it may tell."""
    api = client.get("/v1/openapi.json").json()
    routes = {f"{method} {path}": route for path, methods in api["paths"].items() for method, route in methods.items()}
    assert {path.split("/")[1] for path in api["paths"]} == {"v1"}
    silent = [name for name, route in routes.items() if not route.get("description")]
    without = [
        name
        for name, route in routes.items()
        for status, answer in route["responses"].items()
        if status != "204" and not any("example" in content for content in answer.get("content", {}).values())
        if status != "422" or "problem+json" in str(answer)
    ]
    assert ([], []) == (silent, without)


def test_the_reference_loads_nothing_from_elsewhere(client: Client) -> None:
    """No script, no address of another site, and a link for each route and each problem."""
    page = client.get("/v1/docs")
    assert 200 == client.get("/v1/docs.css").status_code
    assert [] == re.findall(r"<script|(?:src|href)=\"(?:https?:)?//", page.text)
    assert 'href="#read_slots' in page.text
    assert [] == [kind.__name__ for kind in SITUATIONS if f'id="{kind.__name__}"' not in page.text]


def test_a_strangers_request_reaches_no_route_of_the_firm(client: Client, house: House, duret: Founded) -> None:
    """Every route that is not public refuses whoever shows nothing; programs without the scope are refused too."""
    api = client.get("/v1/openapi.json").json()
    public = {"Réserver"}
    nothing = {"authorization": f"Bearer {program_token(house, duret)}"}
    for path, methods in api["paths"].items():
        for method, route in methods.items():
            if public & set(route["tags"]):
                continue
            url = re.sub(r"\{[a-z]+\}", "2026-11-24", path)
            given = {"json": {"day": "2026-11-24", "changes": [], "offer": "x", "technician": "t"}}
            if method == "get":
                given = {}
            assert 401 == client.request(method.upper(), url, **given).status_code, path
            assert 403 == client.request(method.upper(), url, headers=nothing, **given).status_code, path
