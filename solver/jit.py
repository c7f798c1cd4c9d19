"""Kernels compiled by numba and kept on disk under a fingerprint of all they are made of: no old one ever answers."""

import hashlib
import inspect
from collections.abc import Callable, Iterable
from types import FunctionType, ModuleType
from typing import Any, TypeAlias

Function: TypeAlias = Callable[..., Any]


def inline(functions: Iterable[Function], apart: Iterable[str] = (), **flags: bool) -> None:
    """Have these functions compiled into those that call them; those named `apart` stay functions of their own."""
    from numba.extending import register_jitable  # noqa: PLC0415  # 0.6 s that most processes never need

    alone = frozenset(apart)
    for function in functions:
        register_jitable(forceinline=function.__name__ not in alone, **flags)(function)


def jitted(kernel: Function, made_of: Iterable[ModuleType | Function], **flags: Any) -> Function:  # noqa: ANN401  # numba types them
    """The kernel, compiled when it is first called; anew by each process where no folder is writable.

    The file it is kept in has the fingerprint of the kernel and of all it is `made_of` in its name.
    """
    from numba import njit  # noqa: PLC0415  # as above

    named = FunctionType(kernel.__code__, kernel.__globals__)
    named.__qualname__ = f"{kernel.__name__}_{fingerprint((kernel, *made_of)):x}"
    try:
        compiled: Function = njit(cache=True, nogil=True, **flags)(named)
    except RuntimeError:
        compiled = njit(nogil=True, **flags)(named)
    return compiled


def fingerprint(parts: Iterable[ModuleType | Function]) -> int:
    """A number that changes with the file of any of these: constants count, and names of what is handed over."""
    modules = {module for part in parts if (module := inspect.getmodule(part)) is not None}
    sources = sorted(map(inspect.getsource, modules))
    return int.from_bytes(hashlib.sha256("".join(sources).encode()).digest()[:7])
