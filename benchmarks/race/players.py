"""Players who ask a keeper for whatever customers and whoever steers may ask, as fast as they are answered.

Some replies are thrown away unread and the question asked again under its key, some questions are asked twice although
they were answered, and some proposals are accepted after a nap: what a bad network and a paused worker do.
"""

import pickle
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.race import ground
from benchmarks.race.keeper import Asked, Reply, reach
from planner.identifiers import TechnicianId

LOST, TWICE, NAPS, RELOADS = 0.03, 0.03, 0.5, 0.6
"""Shares of replies lost, of questions asked twice, of naps before accepting, of looks at what one just changed."""

NAP = 0.05  # seconds at most
LEAVE = 0.2
"""How many holds are left to expire, some to be confirmed too late."""

ENOUGH = 12
"""A player with more appointments than that cancels rather than book."""

WISHES = {"look": 15, "propose": 10, "cancel": 20, "move": 13, "confirm": 8, "book": 34}
"""How often each is wished; who has nothing to cancel, move or confirm books."""

PATIENCE = 120.0  # seconds without an answer


@dataclass(frozen=True, slots=True)
class Told:
    """One question, what was answered to it last, and the nanoseconds between which that was."""

    begun: int
    ended: int
    verb: str
    about: tuple[Any, ...]
    reply: Reply
    stop: ground.Stop | None = None
    """What the question was about, where a route keeps it or might have."""


@dataclass(slots=True)
class Diary:
    """All that one player was told, and the keys that had two answers."""

    told: list[Told] = field(default_factory=list)
    contradicted: list[str] = field(default_factory=list)
    lost: int = 0


class Player:
    """One process that asks."""

    def __init__(self, door: Path, seed: int, asked: Callable[[], None]) -> None:
        self.diary = Diary()
        self._door, self._count, self._dice = door, asked, random.Random(seed)
        self._name, self._number = f"p{seed}", 0
        self._line: Connection | None = None
        self._changed: tuple[str, str] | None = None
        self._holds: list[ground.Stop] = []
        self._mine: dict[str, ground.Stop] = {}
        self._days = [ground.first_day() + timedelta(days=number) for number in range(ground.DAYS)]

    def play(self, questions: int) -> None:
        """Ask so many questions."""
        while len(self.diary.told) < questions:
            self._do(self._dice.choices(list(WISHES), list(WISHES.values()))[0])

    def _do(self, wish: str) -> None:
        if wish == "look":
            self._look()
        elif wish == "propose":
            self._propose()
        elif self._mine and (wish == "cancel" or len(self._mine) > ENOUGH):
            self._cancel()
        elif self._mine and wish == "move":
            self._move()
        elif self._holds and wish == "confirm":
            self._confirm(self._holds.pop(self._dice.randrange(len(self._holds))))
        else:
            self._book()

    def _book(self) -> None:
        technician, start, place = self._anybody(), self._anytime(), self._dice.randrange(len(ground.PLACES))
        wanted: ground.Stop = ("", ground.micros(start), place, None)
        reply = self._ask("hold", (technician, start, place), wanted)
        if "appointment" not in reply:
            return
        held = reply["appointment"], wanted[1], place, reply["until"]
        if self._dice.random() < LEAVE:
            self._holds.append(held)
        else:
            self._confirm(held)

    def _confirm(self, held: ground.Stop) -> None:
        reply = self._ask("confirm", (held[0], held[2]), held)
        if "refused" not in reply:
            self._mine[held[0]] = (*held[:3], None)

    def _cancel(self) -> None:
        key = self._dice.choice(list(self._mine))
        self._ask("cancel", (key,), self._mine.pop(key))

    def _move(self) -> None:
        key = self._dice.choice(list(self._mine))
        technician, start = self._anybody(), self._anytime()
        stop: ground.Stop = (key, ground.micros(start), self._mine[key][2], None)
        if "refused" not in self._ask("move", (key, technician, start), stop):
            self._mine[key] = stop

    def _look(self) -> None:
        reloads = self._changed and self._dice.random() < RELOADS
        self._ask("look", self._changed if self._changed and reloads else (self._anybody(), f"{self._day()}"))

    def _propose(self) -> None:
        one, other = self._dice.sample(ground.TECHNICIANS, 2)
        found = self._ask("suggest", (one, other, f"{self._day()}"))
        if found.get("proposal"):
            if self._dice.random() < NAPS:
                time.sleep(self._dice.random() * NAP)
            routes = tuple((*route[:3], tuple(map(tuple, route[3]))) for route in found["routes"])
            self._ask("accept", (found["proposal"],), routes=routes)

    def _ask(
        self, verb: str, about: tuple[Any, ...], stop: ground.Stop | None = None, routes: tuple[Any, ...] = ()
    ) -> Reply:
        """Ask until answered, and write down what was."""
        self._number += 1
        asked: Asked = f"{self._name}-{self._number}", verb, about
        begun = time.monotonic_ns()
        reply = self._until_answered(asked)
        ended = time.monotonic_ns()
        self.diary.told.append(Told(begun, ended, verb, (*about, *routes), reply, stop))
        for technician, day, _ in reply.get("saved", ()):
            self._changed = technician, day
        if verb != "look" and "refused" not in reply and self._dice.random() < TWICE:
            self._compare(asked, reply)
        self._count()
        return reply

    def _compare(self, asked: Asked, reply: Reply) -> None:
        """Ask what was answered already: the answer must be the same."""
        if self._until_answered(asked) != reply:
            self.diary.contradicted.append(asked[0])

    def _until_answered(self, asked: Asked) -> Reply:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                self._line = self._line or reach(self._door)
                self._line.send(asked)
                if asked[1] != "look" and self._dice.random() < LOST:
                    self.diary.lost += 1
                    self._hang_up()
                    continue
                if not self._line.poll(max(until - time.monotonic(), 0)):
                    break
                reply: Reply = self._line.recv()
            except (OSError, EOFError):
                self._hang_up()
                time.sleep(0.01)
            else:
                if not reply.get("again"):
                    return reply
                time.sleep(0.05)
        raise TimeoutError("nobody answers")

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _anybody(self) -> TechnicianId:
        return self._dice.choice(ground.TECHNICIANS)

    def _anytime(self) -> datetime:
        return ground.start_of(self._day(), self._dice.randrange(ground.STARTS))

    def _day(self) -> date:
        return self._dice.choice(self._days)


def run_player(door: Path, seed: int, questions: int, diary: Path, asked: Callable[[], None]) -> None:
    """Be one player and leave the diary in a file."""
    player = Player(door, seed, asked)
    player.play(questions)
    diary.write_bytes(pickle.dumps(player.diary))


def read_diary(path: Path) -> Diary:
    """Return what a player of ours has left."""
    diary: Diary = pickle.loads(path.read_bytes())  # noqa: S301 - written by our own process
    return diary
