"""Where we connect to when somebody gives a URL: never to our own machine or network, however it is spelled."""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from calendar_sync.errors import AddressForbidden, RemoteFailed

_EMBEDDING = (
    ipaddress.ip_network("64:ff9b::/96"),  # NAT64
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("2001::/32"),  # Teredo
    ipaddress.ip_network("::/96"),  # IPv4-compatible
)
"""IPv6 networks whose addresses lead to an IPv4 address that nobody checked."""

PATIENCE = httpx.Timeout(30, connect=10)
"""Seconds: without a limit a server that says nothing would stop everything."""


def is_public(address: str) -> bool:
    """Whether an address, as the resolver gives it, is anybody's on the open internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            found = found.ipv4_mapped
        elif any(found in network for network in _EMBEDDING):
            return False
    return found.is_global and not found.is_multicast


class _PublicNetwork(httpcore.SyncBackend):
    """Connects to the address that was checked: the name is not resolved again."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host all of whose addresses are public. Raises AddressForbidden."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        addresses = [str(address[0]) for *_, address in found]
        if not addresses or not all(map(is_public, addresses)):
            raise AddressForbidden
        return super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)


class _PublicTransport(httpx.HTTPTransport):
    """httpx's own transport over that network; no proxy, which would resolve names by itself."""

    def __init__(self) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=_PublicNetwork(), max_connections=4
        )


def signed_in(user: str, password: str, *, private: bool = False) -> httpx.Client:
    """A guarded client that says who we are from its first request on."""
    client = guarded(private=private)
    client.auth = httpx.BasicAuth(user, password)
    return client


def guarded(*, private: bool = False) -> httpx.Client:
    """A client that follows no redirection, for addresses that somebody typed.

    It reaches public addresses by https only, unless the operator trusts `private` ones.
    """
    transport = httpx.HTTPTransport() if private else _PublicTransport()
    hooks = {} if private else {"request": [_encrypted]}
    return httpx.Client(timeout=PATIENCE, transport=transport, event_hooks=hooks, follow_redirects=False)


def _encrypted(request: httpx.Request) -> None:
    if request.url.scheme != "https":
        raise RemoteFailed("Cette adresse doit commencer par https:// : sans cela, le mot de passe serait lisible.")
