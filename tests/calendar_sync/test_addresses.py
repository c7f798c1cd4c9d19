"""A URL that somebody typed leads to the open internet or nowhere."""

import socket
from typing import Any

import httpx
import pytest

from calendar_sync.errors import AddressForbidden, RemoteFailed
from calendar_sync.remote.addresses import guarded, is_public, signed_in

PRIVATE = (
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),  # noqa: S104
    *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2002:a00:1::"),
    *("2001:0:a00:1::", "::127.0.0.1", "gibberish", ""),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_ours_is_not_public(address: str) -> None:
    """Loopback, private, link-local, shared, documentation, multicast, and IPv6 that leads to IPv4."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "::ffff:9.9.9.9", "2620:fe::fe"])
def test_the_open_internet_is_public(address: str) -> None:
    """Where other people's calendars are."""
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://127.0.0.1/",
            "https://localhost/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
        ),
        *("https://127.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://0/", "https://10.0.0.1:8443/"),
    ],
)
def test_no_spelling_leads_to_our_own_network(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decimal, octal, hexadecimal and short forms are what the resolver makes of them."""
    monkeypatch.setattr("socket.getaddrinfo", numbers_only)
    with signed_in("gaetan", "invente") as client, pytest.raises((AddressForbidden, httpx.InvalidURL)):
        client.request("PROPFIND", url)


def test_a_name_that_leads_home_and_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad address spoils them all: whoever owns the name chooses which one is tried."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("9.9.9.9", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_kwargs: found)
    with signed_in("gaetan", "invente") as client, pytest.raises(AddressForbidden):
        client.request("PROPFIND", "https://calendar.invalid/")


def test_the_checked_address_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second answer of the resolver, which may be another, is never asked for."""
    asked: list[str] = []
    connected: list[str] = []

    def once(host: str, *_args: Any, **_kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("9.9.9.9", 443))]

    def refused(address: tuple[str, int], *_args: Any, **_kwargs: Any) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.getaddrinfo", once)
    monkeypatch.setattr("socket.create_connection", refused)
    with signed_in("gaetan", "invente") as client, pytest.raises(httpx.ConnectError):
        client.request("PROPFIND", "https://calendar.invalid/")
    assert (["calendar.invalid"], ["9.9.9.9"]) == (asked, connected)


@pytest.mark.parametrize("private", [True, False])
def test_nobody_is_followed_elsewhere(private: bool) -> None:
    """A server that is allowed cannot send us to one that is not."""
    for client in (guarded(private=private), signed_in("gaetan", "invente", private=private)):
        with client:
            assert not client.follow_redirects


def test_a_password_is_not_sent_in_clear() -> None:
    """Not even to the right server."""
    with signed_in("gaetan", "invente") as client, pytest.raises(RemoteFailed, match="https"):
        client.request("PROPFIND", "http://calendar.invalid/")


def numbers_only(host: str | bytes, port: int, *_args: Any, **_kwargs: Any) -> list[Any]:
    """What the resolver makes of an address in any spelling, without asking anybody."""
    name = host.decode() if isinstance(host, bytes) else host
    try:
        number = socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        number = {"localhost": "127.0.0.1"}.get(name, name)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]
