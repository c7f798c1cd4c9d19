"""Better plans are searched for in processes of their own, which give way to whoever serves people.

A draft goes in, each better plan is told of on the way, and a proposal comes out. A process is begun when the first
search wants it and stays, its kernels warm, for the next one; so many run as there are searches at the same time. It
ends with the house, also where the house is killed: then its pipe closes.
"""

import os
import signal
import traceback
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from planner.plans import Proposal
from planner.replanning import Draft, Search, searched
from solver import warm_search
from solver.stop import Progress

YIELDING = 10
"""How nice a search is: beside pages that want the processor it gets a tenth of it, and all of it else."""

LOOK = 0.1
"""Seconds from one look at whether a search is to end to the next."""

_HALT = None
"""What is sent to a process to have its search end with the best it has."""

_spawning = get_context("spawn")  # a fork would take the server's threads' locks along


class SearchFailed(Exception):
    """The process that searched has ended before it answered, or says here what went wrong."""


class SearchProcesses:
    """The processes that search for one house: a `planner.replanning.Searcher`. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: list[_SearchProcess] = []
        self._busy: set[_SearchProcess] = set()
        self._open = True

    def __call__(self, draft: Draft, search: Search) -> Proposal:
        """Return what `searched` returns.

        Raises:
            SearchFailed: it raised something, or the process ended, or the house closed; the next search gets another.
        """
        process = self._taken()
        try:
            answer = process.answer(draft, search)
        except BaseException:
            with self._lock:
                self._busy.discard(process)
            process.end()
            raise
        self._give_back(process)
        if isinstance(answer, str):
            raise SearchFailed(answer)
        return answer

    def warm(self) -> None:
        """Have a process there before the first search wants it."""
        with suppress(SearchFailed):
            self._give_back(self._taken())

    def close(self) -> None:
        """End every process; a search under way is lost."""
        with self._lock:
            self._open = False
            for process in self._busy:
                process.kill()
            idle = list(self._idle)
            self._idle.clear()
        for process in idle:
            process.end()

    def _taken(self) -> "_SearchProcess":
        with self._lock:
            if not self._open:
                raise SearchFailed
            process = self._idle.pop() if self._idle else _SearchProcess()
            self._busy.add(process)
            return process

    def _give_back(self, process: "_SearchProcess") -> None:
        with self._lock:
            self._busy.discard(process)
            if self._open:
                self._idle.append(process)
                return
        process.end()


class _SearchProcess:
    """One process, seen from the house: one search at a time."""

    def __init__(self) -> None:
        self._pipe, theirs = _spawning.Pipe()
        self._process = _spawning.Process(target=serve, args=(theirs,), name="creneau-search", daemon=True)
        self._process.start()
        theirs.close()  # theirs alone, so that each side hears the other one end

    def answer(self, draft: Draft, search: Search) -> Proposal | str:
        """Return what was found or, in words, what went wrong."""
        halted, tell, asked_to_end = search.halted, search.on_progress, False
        try:
            self._pipe.send((draft, replace(search, halted=None, on_progress=None)))
            while True:
                if self._pipe.poll(LOOK):
                    told = self._pipe.recv()
                    if not isinstance(told, Progress):
                        return told  # type: ignore[no-any-return]  # what a pipe brings has no type
                    if tell:
                        tell(told)
                if halted and not asked_to_end and halted():
                    self._pipe.send(_HALT)
                    asked_to_end = True
        except (EOFError, OSError) as error:
            raise SearchFailed from error

    def kill(self) -> None:
        """End it at whatever it is doing; whoever waits for its answer is told that it is lost."""
        self._process.kill()

    def end(self) -> None:
        """End it and let go of it: it holds nothing that anybody could miss."""
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def serve(pipe: "Connection[Any, Any]") -> None:
    """Search for whoever has the other end of a pipe, until that is closed: what runs in the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then asks us to end
    os.nice(YIELDING)
    warm_search()
    answer_all(pipe)


def answer_all(pipe: "Connection[Any, Any]") -> None:
    """Answer one draft after the other, until the other end is closed."""
    with suppress(EOFError, OSError):
        while True:
            asked = pipe.recv()
            if asked is not _HALT:  # which came too late for the search it was meant for
                draft, search = asked
                pipe.send(_answered(draft, search, pipe))


def _answered(draft: Draft, search: Search, pipe: "Connection[Any, Any]") -> Proposal | str:
    """Return what is found or, in words, what went wrong; anything to be read on the way means: end now."""
    try:
        return searched(draft, replace(search, halted=pipe.poll, on_progress=pipe.send))
    except OSError:  # nobody is there any more
        raise
    except Exception:  # noqa: BLE001 - whatever it is, whoever asked is told
        return traceback.format_exc()
