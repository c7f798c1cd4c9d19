"""The process that syncs is killed by the operating system, again and again: nothing is lost, doubled or back again."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.calendar_sync.agendas import MemoryAgenda
from tests.calendar_sync.killing import MortalWorld, Notebook
from tests.calendar_sync.planted import Planted, always_new, as_it_is, unconditional, whole_entries
from tests.calendar_sync.ways import RUNNING, reached
from tests.calendar_sync.world import storm
from tests.support.dav_process import DAVServer
from tests.support.dav_servers import radicale
from tests.support.graph_server import GraphServer

STORMS = 12


@contextmanager
def mortal(
    server: DAVServer | GraphServer, folder: Path, planted: Planted = as_it_is, seed: int = 1
) -> Iterator[MortalWorld]:
    """A world on a calendar nobody has used."""
    with reached(server, f"mortal-{seed}", folder) as (way, calendar):
        notebook = Notebook.new(folder, way, planted)
        with closing(notebook.wanted()) as wanted:
            yield MortalWorld(calendar, MemoryAgenda(wanted), notebook=notebook, dice=Random(seed))


@pytest.mark.parametrize("name", ["radicale", "cyrus", "graph", "door"])
def test_whenever_it_is_killed_nothing_is_lost(name: str, tmp_path: Path) -> None:
    """At any moment, before and after any request, with requests in trouble; the next process goes on from its notes.

    The long form, with every server, is `benchmarks/bench_calendars.py`.
    """
    with RUNNING[name]() as server, mortal(server, tmp_path) as world:
        storm(world, seed=1, edits=30)
        world.settles()
        world.is_as_meant()
        world.keeps_away_what_is_deleted()
    assert world.killed


@pytest.mark.parametrize("planted", [unconditional, always_new, whole_entries])
def test_a_careless_process_is_found(planted: Planted, tmp_path: Path) -> None:
    """Within a few hundred edits: without If-Match, with a new uid for each try, or without a merge of fields."""
    with radicale() as server:
        assert any(goes_wrong(server, tmp_path, planted, seed) for seed in range(STORMS))


def goes_wrong(server: DAVServer, folder: Path, planted: Planted, seed: int) -> bool:
    """Whether thirty edits leave the calendar otherwise than it was meant."""
    with mortal(server, folder, planted, seed) as world:
        try:
            storm(world, seed, edits=30)
            world.settles()
            world.is_as_meant()
        except AssertionError:
            return True
    return False
