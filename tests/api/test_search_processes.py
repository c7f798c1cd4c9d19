"""Searches in processes of their own: the same answer, told of on the way, stopped, and gone with whoever asked."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe, active_children
from threading import Event, Thread

import pytest

from api.search_processes import YIELDING, SearchFailed, SearchProcesses, answer_all
from planner.replanning import Draft, Search, drafted, searched
from solver.solution import Solution
from solver.stop import AnyOf, Iterations, Progress, StoppingCriterion
from tests.planner.test_replanning import crossed
from tests.support.planner import MONDAY

PATIENCE = 120.0
ENDLESS: StoppingCriterion = AnyOf(())

PARENT = """
from multiprocessing import active_children
from time import sleep
from api.search_processes import SearchProcesses
processes = SearchProcesses()
processes.warm()
print(*[child.pid for child in active_children()], flush=True)
sleep(600)
"""


@pytest.fixture
def draft() -> Draft:
    """A Monday on which two technicians are each sent to where the other one lives."""
    heart = crossed()
    with heart.memory.read(heart.firm.id) as work:
        return drafted(work, MONDAY, MONDAY)


@pytest.fixture(scope="module")
def processes() -> Iterator[SearchProcesses]:
    """Processes that one test after the other uses, as one search after the other would."""
    processes = SearchProcesses()
    yield processes
    processes.close()
    assert [] == [child for child in active_children() if child.name == "creneau-search"]


def the_process() -> int:
    """The one process there is."""
    (pid,) = [child.pid for child in active_children() if child.name == "creneau-search"]
    assert pid
    return pid


def impossible(draft: Draft) -> Draft:
    """The same with a plan of another problem."""
    return replace(draft, start=Solution((), ()))


@pytest.mark.slow
def test_what_a_process_finds_is_what_would_be_found_here(processes, draft):
    """The same dice, the same proposal but for its name; each better plan is told of on the way."""
    told: list[Progress] = []
    search = Search(Iterations(300), proof=Iterations(50), on_progress=told.append)
    found, here = processes(draft, search), searched(draft, replace(search, on_progress=None))
    assert replace(here, id=found.id) == found
    assert found.saving > 0
    assert sorted((one.cost for one in told), reverse=True) == [one.cost for one in told] != []


@pytest.mark.slow
def test_a_search_is_asked_to_end_and_answers_with_the_best_it_has(processes, draft):
    """And the process searches again: a word that comes too late for one search does not end the next."""
    told: list[Progress] = []  # of the plan there was, then of a better one
    search = Search(ENDLESS, halted=lambda: len(told) > 1, on_progress=told.append)
    assert processes(draft, search).saving > 0
    process = the_process()
    assert processes(draft, Search(Iterations(300))).saving > 0
    assert process == the_process()


@pytest.mark.slow
def test_a_search_gives_way_to_the_server(processes, draft):
    """By how nice it is."""
    processes.warm()
    processes(draft, Search(Iterations(1)))
    assert os.getpriority(os.PRIO_PROCESS, 0) + YIELDING == os.getpriority(os.PRIO_PROCESS, the_process())


@pytest.mark.slow
def test_what_goes_wrong_in_a_process_is_told_here_and_it_goes_on(processes, draft):
    """With the words of where it happened."""
    with pytest.raises(SearchFailed, match="RouteForNoShift"):
        processes(impossible(draft), Search(Iterations(1)))
    assert processes(draft, Search(Iterations(300))).saving > 0


@pytest.mark.slow
def test_a_process_that_dies_fails_its_search_and_the_next_one_gets_another(processes, draft):
    """Whatever killed it."""
    searching = Event()

    def kill() -> None:
        assert searching.wait(PATIENCE)
        os.kill(the_process(), 9)

    killer = Thread(target=kill)
    killer.start()
    with pytest.raises(SearchFailed):
        processes(draft, Search(ENDLESS, on_progress=lambda _: searching.set()))
    killer.join()
    assert processes(draft, Search(Iterations(300))).saving > 0


@pytest.mark.slow
def test_a_house_that_closes_ends_searches_and_begins_no_other(draft):
    """Nobody waits for what is lost."""
    processes, searching = SearchProcesses(), Event()

    def close() -> None:
        assert searching.wait(PATIENCE)
        processes.close()

    closer = Thread(target=close)
    closer.start()
    with pytest.raises(SearchFailed):
        processes(draft, Search(ENDLESS, on_progress=lambda _: searching.set()))
    closer.join()
    with pytest.raises(SearchFailed):
        processes(draft, Search(Iterations(1)))


@pytest.mark.slow
def test_a_process_ends_with_a_house_that_is_killed():
    """Nobody is left to tell it."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    until = time.monotonic() + PATIENCE
    while running(child):
        assert time.monotonic() < until
        time.sleep(0.05)


def running(pid: int) -> bool:
    """Whether a process is there and not merely waiting for somebody to hear of its end."""
    state = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_one_draft_after_the_other_is_answered_until_the_pipe_closes(draft):
    """What a process does, in a thread; a word to end that finds no search is passed over."""
    ours, theirs = Pipe()
    answering = Thread(target=answer_all, args=(theirs,), daemon=True)
    answering.start()
    ours.send(None)
    ours.send((draft, Search(Iterations(300))))
    while isinstance(found := ours.recv(), Progress):
        pass
    ours.send(None)
    ours.send((impossible(draft), Search(Iterations(1))))
    failed = ours.recv()
    ours.close()
    answering.join(PATIENCE)
    assert found.saving > 0
    assert "RouteForNoShift" in failed
    assert not answering.is_alive()
