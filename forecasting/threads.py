"""Our matrices are small: shared among threads they take thirty times as long where other work is done too."""

from contextlib import AbstractContextManager
from functools import lru_cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Have linear algebra done by one thread, in this process, until the context is left."""
    limited: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limited


@lru_cache
def _libraries() -> ThreadpoolController:
    """Those that are loaded: looking for them takes as long as a forecast."""
    return ThreadpoolController()
