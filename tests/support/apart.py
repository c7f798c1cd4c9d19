"""A new process for what must not share one with other tests: what forks, and what is hung into a library."""

import traceback
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

import pytest

PATIENCE = 900.0
"""Seconds until it must have answered; whatever waits for ever is ended then and told of."""
_GOODBYE = 10.0

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


def apart(function: Callable[_Given, _Answer], *args: _Given.args, **named: _Given.kwargs) -> _Answer:
    """Return what a function of a module returns in a process of its own; its failure there is the test's."""
    processes = get_context("spawn")
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=_tell, args=(there, function, args, named))
    process.start()
    there.close()
    try:
        if not here.poll(PATIENCE):
            pytest.fail(f"{function.__name__} did not end within {PATIENCE:.0f} s")
        answer, failure = here.recv()
    except EOFError:
        process.join(_GOODBYE)
        pytest.fail(f"{function.__name__} died: {process.exitcode}")
    finally:
        process.join(_GOODBYE)
        process.kill()
        process.join()
        here.close()
    if failure:
        pytest.fail(failure)
    told: _Answer = answer
    return told


def _tell(there: Connection, function: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> None:
    try:
        there.send((function(*args, **named), ""))
    except BaseException:  # noqa: BLE001 - whatever it was, the test is told
        there.send((None, traceback.format_exc()))
