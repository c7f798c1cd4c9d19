"""Storms on a calendar: edits on both sides, requests in trouble, the process that syncs killed again and again."""

import tempfile
import time
import traceback
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.second_opinion import agrees, vdirsyncer
from tests.calendar_sync.agendas import MemoryAgenda
from tests.calendar_sync.killing import MortalWorld, Notebook
from tests.calendar_sync.ways import RUNNING, CalDAVWay, reached
from tests.calendar_sync.world import storm
from tests.support.dav_process import DAVServer
from tests.support.graph_server import GraphServer

STRETCH = 100
"""After so many edits the weather clears, and both sides must be as meant."""
EVERY = 5
"""One stretch in so many is looked at by vdirsyncer too, where it is on the PATH and the server speaks CalDAV."""


@dataclass(slots=True)
class Storms:
    """What became of the edits: the processes killed, the stretches not as meant, and a second opinion on some."""

    server: str
    edits: int = 0
    storm_seconds: float = 0
    killed: int = 0
    wrong: list[str] = field(default_factory=list)
    second_opinions: int = 0
    second_opinions_agree: int = 0


def rage(figures: Storms, edits: int) -> None:
    """So many more random edits on a server, each hundred of them on another calendar than any before."""
    done, begun = figures.storm_seconds, time.perf_counter()
    with RUNNING[figures.server]() as server, tempfile.TemporaryDirectory(prefix="creneau-storms-") as folder:
        for _ in range(-(-edits // STRETCH)):
            _stretch(figures, server, Path(folder))
            figures.edits += STRETCH
    figures.storm_seconds = round(done + time.perf_counter() - begun, 1)


def _stretch(figures: Storms, server: DAVServer | GraphServer, folder: Path) -> None:
    seed = figures.edits // STRETCH
    with reached(server, f"storm-{seed}", folder) as (way, calendar):
        notebook, program = Notebook.new(folder, way), vdirsyncer()
        with closing(notebook.wanted()) as wanted:
            world = MortalWorld(calendar, MemoryAgenda(wanted), notebook=notebook, dice=Random(seed))
            try:
                storm(world, seed, STRETCH)
                world.settles()
                world.is_as_meant()
                world.keeps_away_what_is_deleted()
            except (AssertionError, EOFError) as wrong:
                figures.wrong.append(f"{seed}: {str(wrong) or traceback.extract_tb(wrong.__traceback__)[-1].line}")
            if program and isinstance(way, CalDAVWay) and seed % EVERY == 0:
                figures.second_opinions += 1
                figures.second_opinions_agree += agrees(program, way.url, way.account, dict(wanted))
        figures.killed += world.killed
