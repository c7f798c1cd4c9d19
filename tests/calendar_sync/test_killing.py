"""The process that syncs is killed by the operating system, again and again: nothing is lost, doubled or back again."""

from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.quirks import probe
from tests.calendar_sync.agendas import MemoryAgenda
from tests.calendar_sync.killing import MortalWorld, Notebook
from tests.calendar_sync.world import storm
from tests.support.dav_servers import SERVERS


@pytest.mark.parametrize("name", ["radicale", "cyrus"])
def test_whenever_it_is_killed_nothing_is_lost(name: str, tmp_path: Path) -> None:
    """At any moment, before and after any request, with requests in trouble; the next process goes on from its notes.

    The long form, with every server, is `benchmarks/bench_calendars.py`.
    """
    with SERVERS[name]() as server, server.calendar("mortal") as url, server.client() as client:
        notebook = Notebook.new(tmp_path, url, probe(client, url))
        calendar = CalDAVCalendar(client, url, notebook.quirks)
        with closing(notebook.wanted()) as wanted:
            world = MortalWorld(calendar, MemoryAgenda(wanted), notebook=notebook, dice=Random(1))
            storm(world, seed=1, edits=30)
            world.settles()
            world.is_as_meant()
            world.keeps_away_what_is_deleted()
    assert world.killed
