"""Who works on the pieces of a search: this thread, processes of this machine, or a cluster.

A map asks one function about many tasks and gives the answers in the order of the tasks. Python's own `map` is one: it
works in this thread, on each task when its answer is wanted. So is the `map` of any `concurrent.futures` pool. Here is
the one for a cluster.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from importlib import import_module
from itertools import islice
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

    One core for each task. It is asked for twice as many as it has cores at a time: when nobody wants another answer,
    no more than these are still worked on.
    """
    ray: Any = import_module("ray")  # an extra that few install
    remote, waiting = ray.remote(_asked), iter(tasks)
    ahead = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
    pending = deque(remote.remote(function, task) for task in islice(waiting, ahead))
    while pending:
        yield ray.get(pending.popleft())
        pending.extend(remote.remote(function, task) for task in islice(waiting, 1))


def _asked(function: Callable[[Task], Answer], task: Task) -> Answer:
    """What a worker of the cluster does; Ray wants it to be a plain function."""
    return function(task)
