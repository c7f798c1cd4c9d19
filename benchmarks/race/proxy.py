"""A bad network between customers and a server: it cuts, delays and drips, by seed, one fate to each connection."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

DELAY = 0.2  # seconds
DRIP, DRIPS = 16, 0.002
"""Bytes at a time, and seconds between them."""

CUTS = ("before", "after", "halfway")
SLOW = ("delay", "drip")
_CHUNK = 65_536


@dataclass(slots=True)
class Proxy:
    """A port before another one; `cut` is the part of connections that end before the answer has arrived."""

    target: int
    seed: int
    cut: float = 0.35
    slow: float = 0.15
    port: int = 0
    fates: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def fate(self, dice: random.Random) -> str:
        """Draw what becomes of a connection."""
        drawn = dice.random()
        if drawn < self.cut:
            return dice.choice(CUTS)
        return dice.choice(SLOW) if drawn < self.cut + self.slow else "good"

    async def serve(self, ready: Callable[[asyncio.Event], None]) -> None:
        """Pass connections on until told to end by the event that `ready` is given."""
        dice, ending = random.Random(self.seed), asyncio.Event()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            fate = self.fate(dice)
            self.fates[fate] += 1
            with suppress(OSError, asyncio.CancelledError):
                await self._carry(reader, writer, fate)
            writer.transport.abort()

        async with await asyncio.start_server(connected, "127.0.0.1", self.port) as server:
            self.port = server.sockets[0].getsockname()[1]
            ready(ending)
            await ending.wait()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fate: str) -> None:
        """Carry one request there and its answer back, as far as its fate allows."""
        if fate == "before":
            await reader.read(_CHUNK)
            return
        answers, questions = await asyncio.open_connection("127.0.0.1", self.target)
        asking = asyncio.create_task(_pump(reader, questions))
        answering = asyncio.create_task(_answer(answers, writer, fate))
        try:
            await asyncio.wait((asking, answering), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for carrying in (asking, answering):
                carrying.cancel()
            await asyncio.gather(asking, answering, return_exceptions=True)
            questions.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes until there are no more."""
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()


async def _answer(answers: asyncio.StreamReader, writer: asyncio.StreamWriter, fate: str) -> None:
    """Carry the answer back: whole, late, in drips, in part, or not at all though the server has given it."""
    first = await answers.read(_CHUNK)
    if fate == "after":
        return
    if fate == "delay":
        await asyncio.sleep(DELAY)
    if fate == "halfway":
        writer.write(first[: len(first) // 2])
        await writer.drain()
        return
    step = DRIP if fate == "drip" else len(first) or 1
    for begun in range(0, len(first), step):
        writer.write(first[begun : begun + step])
        await writer.drain()
        if fate == "drip":
            await asyncio.sleep(DRIPS)
    await _pump(answers, writer)


@contextmanager
def bad_network(target: int, seed: int, cut: float) -> Iterator[Proxy]:
    """Put a proxy before a port of this machine."""
    proxy, told = Proxy(target, seed, cut), Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]()

    def ready(ending: asyncio.Event) -> None:
        told.set_result((asyncio.get_running_loop(), ending))

    thread = Thread(target=lambda: asyncio.run(proxy.serve(ready)), name="proxy")
    thread.start()
    loop, ending = told.result()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join()
