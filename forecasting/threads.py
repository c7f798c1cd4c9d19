"""Our matrices are small: shared among threads they take thirty times as long where other work is done too."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Have linear algebra done by one thread in this process; around a function, too."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@lru_cache
def _libraries() -> ThreadpoolController:
    """Those that are loaded: looking for them takes as long as a forecast."""
    return ThreadpoolController()
