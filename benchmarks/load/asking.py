"""Requests over kept connections, at a steady rate or as fast as they are answered, cheap enough not to be the load.

At a steady rate a request's time counts from when it was due, so that a server that stalls is not asked less.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 32
"""So many connections at most: more requests than that wait here, and their time runs."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its path with the query, and a JSON body and a key where it makes something."""

    path: str
    body: bytes = b""
    key: str = ""

    def bytes(self, host: str) -> bytes:
        """Return it as it goes over the wire."""
        head = f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1\r\nhost: {host}\r\n"
        if self.body:
            head += f"content-type: application/json\r\ncontent-length: {len(self.body)}\r\n"
        if self.key:
            head += f"idempotency-key: {self.key}\r\n"
        return head.encode() + b"\r\n" + self.body


@dataclass(slots=True)
class Answered:
    """What came back: milliseconds of each answer, how many had each status, and over how many seconds.

    `worked` are the seconds of a processor that the server took for them all, where that was looked at.
    """

    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0
    worked: float = 0.0

    def note(self, status: int, due: float) -> None:
        """Count one answer."""
        self.milliseconds.append((time.perf_counter() - due) * 1000)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds

    def share(self, percent: float) -> float:
        """Return the milliseconds that so many percent of the answers took at most."""
        ordered = sorted(self.milliseconds)
        return round(ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)], 1)


class Connection:
    """One kept connection to a server."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port, self._name = parts.hostname or "", parts.port or 80, parts.netloc
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: Request) -> tuple[int, bytes]:
        """Send a request and return the status and the body; both servers say how long their answers are."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(request.bytes(self._name))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
        return int(head[9:12]), await reader.readexactly(int(length.partition(b":")[2]))

    def close(self) -> None:
        """Let go of it."""
        if self._streams is not None:
            self._streams[1].close()


async def steadily(address: str, ask: Callable[[int], Request], rate: float, seconds: float) -> Answered:
    """Ask so many times a second, whatever the answers take."""
    answered, free = Answered(), asyncio.Queue[Connection]()
    connections = [Connection(address) for _ in range(CONNECTIONS)]
    for connection in connections:
        free.put_nowait(connection)

    async def one(request: Request, due: float) -> None:
        connection = await free.get()
        try:
            status, _ = await connection.ask(request)
        finally:
            free.put_nowait(connection)
        answered.note(status, due)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            tasks.create_task(one(ask(number), due))
    answered.seconds = time.perf_counter() - began
    for connection in connections:
        connection.close()
    return answered


async def flat_out(address: str, ask: Callable[[int], Request], clients: int, seconds: float) -> Answered:
    """Let so many clients ask, each again as soon as it is answered."""
    answered = Answered()
    began = time.perf_counter()

    async def client(first: int) -> None:
        connection, number = Connection(address), first
        while (due := time.perf_counter()) < began + seconds:
            status, _ = await connection.ask(ask(number))
            answered.note(status, due)
            number += clients
        connection.close()

    async with asyncio.TaskGroup() as tasks:
        for first in range(clients):
            tasks.create_task(client(first))
    answered.seconds = time.perf_counter() - began
    return answered


def in_turn(requests: Sequence[Request]) -> Callable[[int], Request]:
    """Return what asks one after the other, and begins again."""
    return lambda number: requests[number % len(requests)]
