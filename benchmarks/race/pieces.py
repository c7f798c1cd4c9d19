"""One piece of a long race: a new firm, keepers that are killed, players, and the judge."""

import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.race import ground
from benchmarks.race.faults import planted
from benchmarks.race.keeper import Keeper, keep
from benchmarks.race.players import Diary, read_diary, run_player
from benchmarks.race.verdicts import Verdict, judge

PLAYERS = 6
_FORK = multiprocessing.get_context("fork")  # what has been imported and compiled is there at once after a kill
_GLANCE = 0.003  # seconds


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be run: so many questions, kills, one seed, and perhaps a planted fault."""

    url: str
    folder: Path
    questions: int
    kills: int
    seed: int
    fault: str = ""

    @property
    def on_postgresql(self) -> bool:
        """Tell whether the store is PostgreSQL: then two keepers share it, and it is killed in turn with them."""
        return self.url.startswith("postgresql")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a piece came to."""

    asked: int
    verbs: dict[str, int]
    refused: dict[str, int]
    kills: int
    lost_replies: int
    seconds: float
    judged: float
    verdict: Verdict


def run(piece: Piece) -> Outcome:
    """Play one piece to its end and judge it."""
    ground.found(piece.url)
    begun = time.perf_counter()
    counted = _FORK.Value("i", 0)
    diaries = [piece.folder / f"diary-{number}" for number in range(PLAYERS)]
    with _keeping(piece) as keepers:
        players = [
            _FORK.Process(
                target=run_player,
                args=(
                    keepers[number % len(keepers)].door,
                    piece.seed * PLAYERS + number,
                    piece.questions // PLAYERS,
                    diary,
                    _counter(counted),
                ),
            )
            for number, diary in enumerate(diaries)
        ]
        for player in players:
            player.start()
        kills = _kill(piece, keepers, counted, players)
        for player in players:
            player.join()
    ended = time.perf_counter()
    told = [read_diary(diary) for diary in diaries]
    verdict = judge(piece.url, told)
    return _outcome(told, kills, ended - begun, time.perf_counter() - ended, verdict)


def _counter(counted: Any) -> Callable[[], None]:  # noqa: ANN401 - a shared value
    def count() -> None:
        with counted.get_lock():
            counted.value += 1

    return count


def _outcome(told: list[Diary], kills: int, seconds: float, judged: float, verdict: Verdict) -> Outcome:
    everything = [one for diary in told for one in diary.told]
    return Outcome(
        asked=len(everything),
        verbs=dict(Counter(one.verb for one in everything)),
        refused=dict(Counter(f"{one.verb} {one.reply['refused']}" for one in everything if "refused" in one.reply)),
        kills=kills,
        lost_replies=sum(diary.lost for diary in told),
        seconds=seconds,
        judged=judged,
        verdict=verdict,
    )


@dataclass(slots=True)
class _Kept:
    """One keeper's process and where it answers."""

    piece: Piece
    door: Path
    process: ForkProcess | None = None

    def start(self) -> None:
        self.process = _FORK.Process(target=_keep, args=(self.piece, self.door), daemon=True)
        self.process.start()

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()


def _keep(piece: Piece, door: Path) -> None:
    with planted(piece.fault):
        keep(piece.url, door)


@contextmanager
def _keeping(piece: Piece) -> Iterator[list[_Kept]]:
    """Start the keepers, and kill them in the end."""
    keepers = [_Kept(piece, piece.folder / f"door-{number}") for number in range(2 if piece.on_postgresql else 1)]
    try:
        for keeper in keepers:
            keeper.start()
        yield keepers
    finally:
        for keeper in keepers:
            keeper.kill()


def _kill(piece: Piece, keepers: list[_Kept], counted: Any, players: list[ForkProcess]) -> int:  # noqa: ANN401
    """Kill after so many questions, drawn by chance, and start again; return how many kills there were."""
    dice = random.Random(piece.seed)
    moments = sorted(dice.randrange(piece.questions) for _ in range(piece.kills))
    done = 0
    for moment in moments:
        while counted.value < moment and any(player.is_alive() for player in players):
            time.sleep(_GLANCE)
        if piece.on_postgresql and done % 2:
            _kill_backend(piece.url, dice)
        else:
            keeper = dice.choice(keepers)
            keeper.kill()
            keeper.start()
        done += 1
    return done


def _kill_backend(url: str, dice: random.Random) -> None:
    """Kill one of PostgreSQL's own processes: it ends all others, forgets what is not on disk, and recovers."""
    try:
        with psycopg.connect(url.replace("+psycopg", ""), connect_timeout=5) as connection:
            query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            found = [pid for (pid,) in connection.execute(query)]
    except psycopg.Error:
        return
    if found:
        os.kill(dice.choice(found), signal.SIGKILL)


def warmed_up() -> None:
    """Hold one slot of a firm that nobody races for: what is compiled once is compiled before the keepers fork."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/warm.sqlite"
        ground.found(url)
        keeper = Keeper(url)
        start = ground.start_of(ground.first_day(), 0)
        keeper.answer(("warm", "hold", (ground.TECHNICIANS[0], start, 0)))
        keeper.database.close()
