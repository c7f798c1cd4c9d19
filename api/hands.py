"""Who thinks at night: this thread, processes of this machine, or a Ray cluster, as the settings say."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from api.settings import Settings
from solver import Map, ray_map


@contextmanager
def hands_of(settings: Settings) -> Iterator[Map]:
    """Give a `solver.Map` until the block ends; processes are begun then, afresh, and end with it."""
    if settings.night_cluster:
        yield ray_map
    elif settings.night_processes == 1:
        yield map
    else:
        with ProcessPoolExecutor(settings.night_processes, multiprocessing.get_context("spawn")) as pool:
            try:
                yield pool.map
            finally:
                pool.shutdown(cancel_futures=True)
