"""Which lines need which others, so that every set of lines that holds what it needs is a plan that works."""

from collections.abc import Callable, Iterable
from itertools import combinations, permutations
from typing import Final, TypeAlias

EXACT: Final = 8
"""Up to so many lines every set of them is tried."""

Need: TypeAlias = tuple[int, int]
"""The first line needs the second."""

Works: TypeAlias = Callable[[frozenset[int]], bool]
"""Whether the plan works with these lines and no others."""


def needs(lines: frozenset[int], works: Works) -> set[Need]:
    """Needs among these lines under which every closed set works; nothing and everything always do.

    Up to `EXACT` lines only sets that work are lost where needs of single lines cannot say more ("either of them with a
    third"), beyond that the lines follow each other in one order that works at every step.
    """
    return _tried(lines, works) if len(lines) <= EXACT else _in_a_row(lines, works)


def closure(lines: Iterable[int], of: Callable[[int], Iterable[int]]) -> frozenset[int]:
    """These lines with all they need (`of` gives what one needs), and all that needs, and so on."""
    found: set[int] = set()
    waiting = list(lines)
    while waiting:
        line = waiting.pop()
        if line not in found:
            found.add(line)
            waiting.extend(of(line))
    return frozenset(found)


def _tried(lines: frozenset[int], works: Works) -> set[Need]:
    """Try every set, and add the best need until no set that fails is closed."""
    every = [frozenset(some) for size in range(1, len(lines)) for some in combinations(sorted(lines), size)]
    failing = [some for some in every if not works(some)]
    working = [some for some in every if some not in set(failing)]
    found: list[Need] = []
    open_ones, lost = failing, working
    while open_ones:
        best = max(permutations(sorted(lines), 2), key=lambda pair: _merit(pair, open_ones, lost))
        found.append(best)
        open_ones, lost = ([some for some in group if _closed(some, best)] for group in (open_ones, lost))
    return _without_needless(found, failing)


def _without_needless(found: list[Need], failing: list[frozenset[int]]) -> set[Need]:
    """The needs but those that later ones made needless."""
    kept = set(found)
    for need in found:
        rest = kept - {need}
        if not any(all(_closed(some, other) for other in rest) for some in failing):
            kept = rest
    return kept


def _in_a_row(lines: frozenset[int], works: Works) -> set[Need]:
    """One order of the lines, two at a time or all the rest where one does not work: each needs the step before."""
    found: set[Need] = set()
    done, last = frozenset[int](), frozenset[int]()
    while done != lines:
        step = _next_step(lines - done, done, works)
        found.update((one, other) for one in step for other in step | last if one != other)
        done, last = done | step, step
    return found


def _next_step(left: frozenset[int], done: frozenset[int], works: Works) -> frozenset[int]:
    for size in (1, 2):
        for some in combinations(sorted(left), size):
            if works(done.union(some)):
                return frozenset(some)
    return left


def _merit(pair: Need, failing: list[frozenset[int]], working: list[frozenset[int]]) -> tuple[bool, float]:
    """Best is to rule out nothing that works, next to rule out much that fails for little that works."""
    gained = sum(not _closed(some, pair) for some in failing)
    lost = sum(not _closed(some, pair) for some in working)
    return gained > 0 and not lost, gained / (1 + lost)


def _closed(some: frozenset[int], need: Need) -> bool:
    """Whether the set holds the second where it holds the first."""
    return need[0] not in some or need[1] in some
