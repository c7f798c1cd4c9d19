"""Watchers are woken by commits of their own firm, from any thread."""

import asyncio
from threading import Thread

from api.hub import Hub
from planner.identifiers import FirmId

DURET, OTHER = FirmId("duret"), FirmId("other")


def test_a_commit_wakes_who_watches_the_firm_and_nobody_else() -> None:
    """The writer's thread rings; the watcher hears it in its own loop."""

    async def watch() -> tuple[bool, bool]:
        hub = Hub()
        with hub.watching(DURET) as mine, hub.watching(OTHER) as theirs:
            writer = Thread(target=hub.committed, args=(DURET, ()))
            writer.start()
            heard = await mine.heard(5), await theirs.heard(0)
            writer.join()
            return heard

    assert (True, False) == asyncio.run(watch())


def test_ringing_twice_before_it_is_heard_counts_once() -> None:
    """A watcher reads all that is new at once; it need not read it twice."""

    async def watch() -> tuple[bool, bool]:
        hub = Hub()
        with hub.watching(DURET) as bell:
            hub.committed(DURET, ())
            hub.committed(DURET, ())
            return await bell.heard(5), await bell.heard(0)

    assert (True, False) == asyncio.run(watch())


def test_who_has_left_is_forgotten() -> None:
    """A closed page leaves nothing behind."""

    async def watch() -> tuple[int, int]:
        hub = Hub()
        with hub.watching(DURET):
            during = hub.watchers()
        hub.committed(DURET, ())
        return during, hub.watchers()

    assert (1, 0) == asyncio.run(watch())
