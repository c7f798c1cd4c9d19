"""Who works on the pieces of a search: this thread, processes of this machine, or a cluster.

A map asks one function about many tasks and gives the answers in the order of the tasks. Python's own `map` is one: it
works in this thread, on each task when its answer is wanted. So is the `map` of any `concurrent.futures` pool. Here is
the one for a cluster.
"""

from collections.abc import Callable, Generator, Iterable
from importlib import import_module
from typing import Any, Protocol, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class Map(Protocol):
    """Asks a function about tasks, wherever that is; other processes need both to be picklable."""

    def __call__(self, function: Callable[[Task], Answer], tasks: Iterable[Task], /) -> Iterable[Answer]:
        """The answers, in the order of the tasks; whoever has heard enough stops asking for the next one."""
        ...


def ray_map(function: Callable[[Task], Answer], tasks: Iterable[Task], /) -> Generator[Answer, None, None]:
    """A `Map` on a Ray cluster, the one `ray.init` was told or else one of this machine; needs `creneau[cluster]`.

    One core for each task. What nobody waits for any more is called off.
    """
    ray: Any = import_module("ray")  # an extra that few install
    remote = ray.remote(_asked)
    pending = [remote.remote(function, task) for task in tasks]
    try:
        while pending:
            yield ray.get(pending[0])
            del pending[0]
    finally:
        for task in pending:
            ray.cancel(task)


def _asked(function: Callable[[Task], Answer], task: Task) -> Answer:
    """What a worker of the cluster does; Ray wants it to be a plain function."""
    return function(task)
