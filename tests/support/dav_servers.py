"""Real CalDAV servers for tests, each a process of its own on this machine, gone afterwards."""

import contextlib
import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.missing import lacking

_PATIENCE = 60  # seconds; a busy machine starts slowly
NAME, PASSWORD = "gaetan", "invente"


@dataclass(frozen=True, slots=True)
class DAVServer:
    """A running server and how to ask it for a calendar of one's own."""

    name: str
    home: str

    def client(self) -> httpx.Client:
        """Somebody signed in."""
        return httpx.Client(auth=(NAME, PASSWORD), timeout=_PATIENCE)

    def new_calendar(self, name: str) -> str:
        """The URL of a calendar that nobody has used yet."""
        url = f"{self.home}{name}/"
        with self.client() as client:
            client.request("MKCALENDAR", url).raise_for_status()
        return url


@contextlib.contextmanager
def radicale() -> Iterator[DAVServer]:
    """Radicale with its defaults, one user, and a folder of its own."""
    with _program("radicale") as (folder, port):
        (folder / "users").write_text(f"{NAME}:{PASSWORD}\n", encoding="utf-8")
        settings = {
            "server-hosts": f"127.0.0.1:{port}",
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": str(folder / "users"),
            "auth-htpasswd-encryption": "plain",
            "storage-filesystem-folder": str(folder / "collections"),
            "logging-level": "error",
        }
        command = [sys.executable, "-m", "radicale", *(f"--{name}={value}" for name, value in settings.items())]
        with _running(command, port, f"http://127.0.0.1:{port}/{NAME}/"):
            yield DAVServer("radicale", f"http://127.0.0.1:{port}/{NAME}/")


@contextlib.contextmanager
def xandikos() -> Iterator[DAVServer]:
    """Xandikos with its defaults, one user, and a folder of its own."""
    with _program("xandikos") as (folder, port):
        command = [sys.executable, "-m", "xandikos", "serve", "--defaults", "--directory", str(folder / "xandikos")]
        command += ["--current-user-principal", f"/{NAME}/", "--listen-address", "127.0.0.1", "--port", str(port)]
        with _running(command, port, f"http://127.0.0.1:{port}/{NAME}/"):
            yield DAVServer("xandikos", f"http://127.0.0.1:{port}/{NAME}/calendars/")


SERVERS: dict[str, Callable[[], contextlib.AbstractContextManager[DAVServer]]] = {
    "radicale": radicale,
    "xandikos": xandikos,
}


@contextlib.contextmanager
def _program(name: str) -> Iterator[tuple[Path, int]]:
    if importlib.util.find_spec(name) is None:
        lacking(name, "`make setup` installs it")
    with (
        tempfile.TemporaryDirectory(prefix=f"creneau-{name}-") as folder,
        socket.create_server(("127.0.0.1", 0)) as free,
    ):
        port = free.getsockname()[1]
        free.close()
        yield Path(folder), port


@contextlib.contextmanager
def _running(command: list[str], port: int, home: str) -> Iterator[None]:
    """The program until the end of the block, once it answers."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONWARNINGS"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        try:
            _wait_for(process, port)
            with httpx.Client(auth=(NAME, PASSWORD), timeout=_PATIENCE) as client:
                client.request("PROPFIND", home, headers={"Depth": "0"})
            yield
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer")
