"""The real CalDAV servers that tests and benchmarks speak to, each a process of its own on this machine."""

import contextlib
import importlib.util
import sys
from collections.abc import Callable, Iterator

from tests.support.dav_cyrus import cyrus
from tests.support.dav_davical import davical
from tests.support.dav_process import NAME, PASSWORD, DAVServer, awake, free_ports, own_folder, running
from tests.support.dav_sabre import sabre
from tests.support.dav_sogo import sogo
from tests.support.missing import lacking

__all__ = ["NAME", "PASSWORD", "SERVERS", "DAVServer", "cyrus", "davical", "radicale", "sabre", "sogo", "xandikos"]


@contextlib.contextmanager
def radicale() -> Iterator[DAVServer]:
    """Radicale with its defaults, one user, and a folder of its own."""
    _must_be_installed("radicale")
    with own_folder("radicale") as folder:
        (port,) = free_ports()
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
        with running(command, port):
            yield DAVServer("radicale", awake(f"http://127.0.0.1:{port}/{NAME}/"))


@contextlib.contextmanager
def xandikos() -> Iterator[DAVServer]:
    """Xandikos with its defaults, one user, and a folder of its own."""
    _must_be_installed("xandikos")
    with own_folder("xandikos") as folder:
        (port,) = free_ports()
        command = [sys.executable, "-m", "xandikos", "serve", "--defaults", "--directory", str(folder / "xandikos")]
        command += ["--current-user-principal", f"/{NAME}/", "--listen-address", "127.0.0.1", "--port", str(port)]
        with running(command, port):
            yield DAVServer("xandikos", f"http://127.0.0.1:{port}/{NAME}/calendars/")


SERVERS: dict[str, Callable[[], contextlib.AbstractContextManager[DAVServer]]] = {
    "radicale": radicale,
    "xandikos": xandikos,
    "cyrus": cyrus,
    "sabre": sabre,
    "davical": davical,
    "sogo": sogo,
}


def _must_be_installed(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        lacking(module, "`make setup` installs it")
