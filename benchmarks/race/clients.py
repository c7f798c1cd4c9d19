"""Customers who hold, confirm, move and cancel as fast as they are answered, and write down what they were told.

They choose among the same few slots, so that they often want the same technician at the same time. A request that was
not answered is sent again with its idempotency key until it is; a change by link has no key: its outcome is in doubt.
Over a bad network they only book, each request on a connection of its own; those without keys are the control.
"""

import json
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from itertools import count
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import httpx

from benchmarks.race.servers import SLUG

COMMUNES = ("74000 Annecy", "74600 Seynod", "74150 Rumilly", "73200 Albertville")
CHOICE = 12
"""Each customer takes one of so many first slots: few, so that they collide."""

FRESH = 6
"""After so many bookings a customer looks at the slots again."""

CANCEL, MOVE = 0.25, 0.15
"""How likely a customer who has an appointment cancels or moves one; the others book."""

TRIES = 600
PAUSE = 0.1  # seconds between two tries while nobody answers

Json = dict[str, Any]


@dataclass(slots=True)
class Journal:
    """What one client was told: the last certain fact of each booking, how long answers took, what was refused."""

    booked: dict[str, str] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    operations: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    unanswered: int = 0

    def note(self, operation: str, answer: httpx.Response, begun: float) -> bool:
        """Count an answered operation; tell whether it succeeded."""
        self.operations[operation] = self.operations.get(operation, 0) + 1
        self.milliseconds.setdefault(operation, []).append(round((time.perf_counter() - begun) * 1000, 2))
        if not answer.is_success:
            kind = f"{operation} {answer.status_code}"
            self.refused[kind] = self.refused.get(kind, 0) + 1
        return answer.is_success


class Customers:
    """One client process: many customers, one after the other, of one server."""

    def __init__(self, address: str, seed: int, *, only_book: bool = False, keyed: bool = True) -> None:
        self._dice = random.Random(seed)
        self._only_book, self._with_keys = only_book, keyed
        limits = httpx.Limits(max_keepalive_connections=0 if only_book else None)
        self._http = httpx.Client(base_url=f"{address}/v1", timeout=30, limits=limits)
        self._tries = count()
        self._slots: list[Json] = []
        self._mine: dict[str, str] = {}
        self._name = f"client-{seed}"
        self._number = 0
        self.journal = Journal()

    def run(self, operations: int) -> Journal:
        """Do so many operations, refused ones included."""
        while sum(self.journal.operations.values()) < operations:
            dice = self._dice.random()
            if self._only_book:
                self._book()
            elif self._mine and dice < CANCEL:
                self._change("cancel", self._cancel)
            elif self._mine and dice < CANCEL + MOVE:
                self._change("move", self._move)
            else:
                self._book()
        return self.journal

    def _book(self) -> None:
        self._number += 1
        if self._number % FRESH == 1 or not self._slots:
            self._slots = self._look()
        if not self._slots:
            if self._only_book:
                raise RuntimeError("the firm is full: fewer requests, or more technicians")
            return
        slot = self._dice.choice(self._slots)
        held = self._keyed("hold", "/holds", {"firm": SLUG, "offer": slot["offer"]})
        if held is None:
            return
        person = {"name": f"{self._name} {self._number}", "phone": "06 39 98 12 34", "address": "12 rue des Aulnes"}
        place = {"postcode": held["form"]["postcode"], "city": held["form"]["city"]}
        booked = self._keyed("confirm", "/appointments", {"firm": SLUG, "hold": held["hold"], **person, **place})
        if booked is not None:
            self._mine[booked["appointment"]] = booked["token"]
            self.journal.booked[booked["appointment"]] = held["start"]

    def _look(self) -> list[Json]:
        asked = {"firm": SLUG, "service": "repair", "commune": self._dice.choice(COMMUNES)}
        answer = self._until_answered(lambda: self._http.get("/slots", params=asked))
        found: list[Json] = answer.json()["slots"]
        return found[:CHOICE]

    def _change(self, operation: str, change: Callable[[str], tuple[httpx.Response, str] | None]) -> None:
        """Change one of my bookings, once: without an answer nobody knows what became of it."""
        appointment, token = self._dice.choice(sorted(self._mine.items()))
        begun = time.perf_counter()
        try:
            done = change(token)
        except httpx.TransportError:
            self._forget(appointment, self.journal.doubtful)
            return
        if done is None:
            return
        answer, start = done
        if answer.is_server_error:
            self._forget(appointment, self.journal.doubtful)
        if self.journal.note(operation, answer, begun):
            if start:
                self.journal.booked[appointment] = start
            else:
                self._forget(appointment, self.journal.cancelled)

    def _forget(self, appointment: str, where: list[str]) -> None:
        where.append(appointment)
        del self._mine[appointment]

    def _cancel(self, token: str) -> tuple[httpx.Response, str]:
        return self._http.post(f"/firms/{SLUG}/bookings/{token}/cancel", json={}), ""

    def _move(self, token: str) -> tuple[httpx.Response, str] | None:
        found = self._until_answered(lambda: self._http.get(f"/firms/{SLUG}/bookings/{token}/slots"))
        slots = found.json()["slots"][:CHOICE] if found.is_success else []
        if not slots:
            return None
        slot = self._dice.choice(slots)
        moved = self._http.post(f"/firms/{SLUG}/bookings/{token}/move", json={"offer": slot["offer"]})
        return moved, slot["start"]

    def _keyed(self, operation: str, path: str, body: Json) -> Json | None:
        """Send a request under one key until it is answered; return what it made, or None if it was refused."""
        begun = time.perf_counter()
        key = f"{self._name}-{self._number}-{operation}"

        def request() -> httpx.Response:
            sent = key if self._with_keys else f"{key}-{next(self._tries)}"
            return self._http.post(path, json=body, headers={"Idempotency-Key": sent})

        answer = self._until_answered(request)
        made: Json | None = answer.json() if self.journal.note(operation, answer, begun) else None
        return made

    def _until_answered(self, request: Callable[[], httpx.Response]) -> httpx.Response:
        """Send a request again while the server is away."""
        for _ in range(TRIES):
            try:
                return request()
            except httpx.TransportError:
                self.journal.unanswered += 1
                time.sleep(PAUSE)
        raise TimeoutError("the server did not come back")


def run_client(address: str, seed: int, operations: int, journal: Path, **how: bool) -> None:
    """Be one client process and leave its journal in a file; `how` as `Customers` takes it."""
    told = Customers(address, seed, **how).run(operations)
    journal.write_text(json.dumps(asdict(told)), encoding="utf-8")


def let_loose(address: str, seeds: Iterable[int], operations: int, folder: Path, **how: bool) -> list[SpawnProcess]:
    """Start one client process for each seed; each leaves its journal in the folder."""
    context = get_context("spawn")
    clients = [
        context.Process(
            target=run_client, args=(address, seed, operations, folder / f"journal-{seed}.json"), kwargs=how
        )
        for seed in seeds
    ]
    for client in clients:
        client.start()
    return clients


def journals_of(clients: Iterable[SpawnProcess], folder: Path) -> list[Json]:
    """Wait until all clients have ended, and return what the folder has of them."""
    for client in clients:
        client.join()
        if client.exitcode:
            raise RuntimeError("a client failed")
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("journal-*.json"))]
