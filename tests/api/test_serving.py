"""A server started as an operator starts it: it takes its port, answers, stops in order, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request

from api import migrations
from api.application import create_application
from api.commands.serve import configured, serve_house
from api.settings import read_settings
from tests.support.client import Client

PROGRAM = "from api.application import create_application; from api.command_line import run; run(create_application)"
PATIENCE = 60


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    environment = {**os.environ, "CRENEAU_DATA_FOLDER": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


def answering(port: int) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            assert httpx.get(f"http://127.0.0.1:{port}/ready", trust_env=False).json() == {"ready": True}
        except httpx.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


@pytest.mark.slow
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_server_stops_in_order_when_asked(tmp_path: Path, asked: signal.Signals) -> None:
    """Exit 0; the lock is free, its note gone, the log of the database folded in; a second server was refused."""
    folder, port = tmp_path / "not" / "there" / "yet", free_port()
    server = started(folder, "serve", "--port", str(port))
    try:
        answering(port)
        second = started(folder, "serve", "--port", str(free_port()))
        said, _ = second.communicate(timeout=PATIENCE)
        assert (4, True) == (second.returncode, f"http://127.0.0.1:{port}" in said)
        server.send_signal(asked)
        said, _ = server.communicate(timeout=PATIENCE)
    finally:
        server.kill()
        server.wait()
    assert (0, False) == (server.returncode, "Traceback" in said)
    assert f"http://localhost:{port}/installation" in said
    assert ["creneau.sqlite", "creneau.sqlite.lock", "secret"] == sorted(path.name for path in folder.iterdir())


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_at_once(tmp_path: Path) -> None:
    """Before anything long is begun."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = started(tmp_path, "demo", "--port", str(taken.getsockname()[1]))
        said, _ = server.communicate(timeout=PATIENCE)
    assert (4, True, False) == (server.returncode, "écouter" in said, "inventée" in said)


def test_the_kernels_are_made_ready_beside_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for them, and the first customer and the first proposal find them compiled."""
    ready, begun = threading.Event(), list[str]()
    monkeypatch.setattr("api.commands.serve.warm", ready.set)
    monkeypatch.setattr("api.search_processes.SearchProcesses.warm", lambda _: begun.append("a process"))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("uvicorn.Server.run", lambda *_: None)
    settings = read_settings(data_folder=tmp_path)
    migrations.migrate(settings.database)
    with socket.create_server(("127.0.0.1", 0)) as port:
        serve_house(create_application, settings, port)
    assert ready.wait(PATIENCE)
    assert ["a process"] == begun


def who_asks(request: Request) -> str:
    """The address of whoever asks, as limits and logs count it."""
    return request.client.host if request.client else ""


@pytest.mark.parametrize("neighbour, believed", [("127.0.0.1", "198.51.100.7"), ("203.0.113.9", "203.0.113.9")])
def test_only_a_named_proxy_says_who_asks(tmp_path: Path, neighbour: str, believed: str) -> None:
    """Whoever else writes `X-Forwarded-For` is taken for what he is: limits and logs count him."""
    app = FastAPI()
    app.add_api_route("/who", who_asks)
    served = configured(app, read_settings(data_folder=tmp_path, trusted_proxies="127.0.0.1"))
    served.load()
    answer = Client(served.loaded_app, address=neighbour).get("/who", headers={"x-forwarded-for": "198.51.100.7"})
    assert believed == answer.json()


@pytest.mark.slow
def test_a_request_of_two_lengths_is_no_request(tmp_path: Path) -> None:
    """What a proxy and a server could read differently (request smuggling) ends the connection."""
    port = free_port()
    server = started(tmp_path, "serve", "--port", str(port))
    try:
        answering(port)
        for lengths in (b"Content-Length: 4\r\nContent-Length: 5", b"Content-Length: +4", b"Transfer-Encoding: x, y"):
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as asking:
                asking.sendall(b"POST /v1/holds HTTP/1.1\r\nHost: x\r\n" + lengths + b"\r\n\r\nabcde")
                assert asking.recv(100).startswith(b"HTTP/1.1 400"), lengths
    finally:
        server.kill()
        server.communicate()
