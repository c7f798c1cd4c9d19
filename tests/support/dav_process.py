"""What every CalDAV server for tests is: a process of its own, in a folder of its own, gone afterwards."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.missing import lacking

PATIENCE = 60  # seconds; a busy machine starts slowly
_GOODBYE = 3
_MULTISTATUS = 207
NAME, PASSWORD = "gaetan", "invente"


@dataclass(frozen=True, slots=True)
class DAVServer:
    """A running server and how to ask it for a calendar of one's own.

    `tokens` when it tells what changed, `keeps_alive` when it takes several requests by one connection.
    """

    name: str
    home: str
    tokens: bool = True
    keeps_alive: bool = True

    @property
    def account(self) -> tuple[str, str]:
        """The name and password of whoever may use it."""
        return NAME, PASSWORD

    def client(self) -> httpx.Client:
        """Somebody signed in."""
        limits = httpx.Limits() if self.keeps_alive else httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(auth=self.account, timeout=PATIENCE, limits=limits)

    def new_calendar(self, name: str) -> str:
        """The URL of a calendar that nobody has used yet."""
        url = f"{self.home}{name}/"
        with self.client() as client:
            client.request("MKCALENDAR", url).raise_for_status()
        return url

    @contextlib.contextmanager
    def calendar(self, name: str) -> Iterator[str]:
        """A calendar for the block alone: some servers hold a uid only once among all calendars of a person."""
        url = self.new_calendar(name)
        try:
            yield url
        finally:
            with self.client() as client:
                client.delete(url)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a server runs as: whoever runs the tests, but never root, whom some servers refuse to be."""

    user: str | None = None

    @classmethod
    def unprivileged(cls) -> "Owner":
        """Nobody instead of root."""
        return cls("nobody" if os.geteuid() == 0 else None)

    @property
    def entry(self) -> pwd.struct_passwd:
        """What the system knows of this user."""
        return pwd.getpwnam(self.user) if self.user else pwd.getpwuid(os.geteuid())

    def owns(self, folder: Path) -> None:
        """Give a folder and all that is in it to this user."""
        if self.user:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.entry.pw_uid, self.entry.pw_gid)


@dataclass(frozen=True, slots=True)
class Packages:
    """Where a server comes from: packages of Debian and Ubuntu. One that is not `required` is not in CI."""

    server: str
    names: str
    required: bool = True

    def program(self, path: str) -> Path:
        """A program of theirs; the asking test is skipped loudly without."""
        return self.file(shutil.which(path, path=os.environ["PATH"] + ":/usr/sbin") or f"/usr/sbin/{path}")

    def file(self, path: str) -> Path:
        """A file of theirs, as above."""
        if not Path(path).exists():
            remedy = f"`apt-get install {self.names}` installs it (Debian, Ubuntu)"
            lacking(self.server, remedy, required=self.required)
        return Path(path)


@contextlib.contextmanager
def own_folder(name: str) -> Iterator[Path]:
    """A folder until the end of the block."""
    with tempfile.TemporaryDirectory(prefix=f"creneau-{name}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def free_ports(number: int = 1) -> list[int]:
    """Ports of this machine that nobody listens on."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in sockets]


@contextlib.contextmanager
def running(
    command: list[str],
    port: int,
    *,
    owner: Owner = Owner(),
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """The program, and whatever it starts, until the end of the block, once it listens."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONWARNINGS"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**inherited, **(environment or {})},
        user=owner.user,
        group=owner.entry.pw_gid if owner.user else None,
        extra_groups=[] if owner.user else None,
        start_new_session=True,
    )
    with process:
        try:
            _wait_for(process, port)
            yield
        finally:
            _end(process)


def awake(home: str) -> str:
    """The same address, once somebody answers there: the first who comes wakes some servers up."""
    until = time.monotonic() + PATIENCE
    with httpx.Client(auth=(NAME, PASSWORD), timeout=PATIENCE) as client:
        while time.monotonic() < until:
            with contextlib.suppress(httpx.TransportError):
                if client.request("PROPFIND", home, headers={"Depth": "0"}).status_code == _MULTISTATUS:
                    return home
            time.sleep(0.05)
    raise RuntimeError(f"{home} does not answer")


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program, then whatever of its own it left behind, or all of them if it takes its time."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GOODBYE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
