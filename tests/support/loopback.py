"""Tests reach this machine only: connecting or resolving anything else raises NetworkClosed.

Python's own sockets are guarded here; Chromium gets a resolver rule of its own (see `chromium`).
"""

import ipaddress
import socket
from typing import Any

import pytest

_guarded = pytest.StashKey[pytest.MonkeyPatch]()


class NetworkClosed(RuntimeError):
    """A test tried to leave this machine."""


def is_loopback(host: str | bytes | None) -> bool:
    """True for this machine's own names and addresses; `None` is "any of mine"."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost") or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def check_address(family: int, address: Any) -> None:
    """Raises NetworkClosed unless `address` is a local file or on the loopback interface."""
    if family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
        raise NetworkClosed(f"connection to {address[0]}")


def pytest_configure(config: pytest.Config) -> None:
    """Closes the network before the first test module is imported."""
    patch = config.stash[_guarded] = pytest.MonkeyPatch()
    for verb in ("connect", "connect_ex"):
        patch.setattr(socket.socket, verb, _guard_connection(getattr(socket.socket, verb)), raising=False)
    patch.setattr(socket, "getaddrinfo", _guard_names(socket.getaddrinfo))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Opens it again for whoever runs pytest from a larger program."""
    if _guarded in config.stash:
        config.stash[_guarded].undo()


def _guard_connection(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        check_address(self.family, address)
        return connect(self, address)

    return guarded


def _guard_names(getaddrinfo: Any) -> Any:
    def guarded(host: str | bytes | None, *args: Any, **kwargs: Any) -> Any:
        if not is_loopback(host):
            raise NetworkClosed(f"name look-up of {host!r}")
        return getaddrinfo(host, *args, **kwargs)

    return guarded
