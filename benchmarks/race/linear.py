"""Could these overlapping operations have happened one at a time? A checker of linearizability.

After J. Wing and C. Gong, "Testing and verifying concurrent objects" (Journal of Parallel and Distributed Computing 17,
1993), with the just-in-time order and the remembered configurations of G. Lowe, "Testing for linearizability"
(Concurrency and Computation 29(4), 2017): operations are put in order only when one of them returns.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.race.model import EMPTY, State, Step

Configuration = tuple[State, frozenset[int]]
"""A state, and which of the operations still open have had their effect in it."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A step, and the nanoseconds between which it took effect by one clock."""

    begun: int
    ended: int
    step: Step


def impossible(history: Iterable[Timed]) -> Timed | None:
    """Return the first operation that no order explains, or None if the history is linearizable."""
    operations = list(history)
    configurations: set[Configuration] = {(EMPTY, frozenset())}
    open_now: set[int] = set()
    for ends, number in _events(operations):
        if not ends:
            open_now.add(number)
            continue
        configurations = set(_ordered(operations, configurations, open_now, number))
        open_now.remove(number)
        if not configurations:
            return operations[number]
    return None


def _events(operations: list[Timed]) -> Iterator[tuple[bool, int]]:
    """Yield (False, n) where operation n begins and (True, n) where it ends; of one instant beginnings come first."""
    begun = ((one.begun, False, number) for number, one in enumerate(operations))
    ended = ((one.ended, True, number) for number, one in enumerate(operations))
    for _, ends, number in sorted((*begun, *ended)):
        yield ends, number


def _ordered(
    operations: list[Timed], configurations: set[Configuration], open_now: set[int], ending: int
) -> Iterator[Configuration]:
    """Yield every configuration in which the ending operation has had its effect, by whichever order of open ones."""
    seen, waiting = set(configurations), list(configurations)
    while waiting:
        state, done = waiting.pop()
        if ending in done:
            yield state, done - {ending}
            continue
        for number in open_now - done:
            after = operations[number].step.after(state)
            if after is None:
                continue
            reached = after, done | {number}
            if reached not in seen:
                seen.add(reached)
                waiting.append(reached)
