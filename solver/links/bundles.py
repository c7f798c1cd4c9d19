"""Which visits links tie to each other, directly or by way of others, and in which order they can be planned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from solver.problem import After, Problem, Together

Party: TypeAlias = tuple[int, ...]
"""Visits (by index) that begin at one second, with as many technicians; mostly a single one."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The visit `later` (by index) begins `delay` seconds or more after `earlier` has ended."""

    earlier: int
    later: int
    delay: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """Parties that wait for each other, each after all it waits for, and the waits between their visits.

    `must` are the visits without which a pinned one could not be served; `hopeless` those that wait for themselves, or
    for such ones: nobody can ever serve them.
    """

    parties: tuple[Party, ...]
    waits: tuple[Wait, ...] = ()
    must: frozenset[int] = frozenset()
    hopeless: tuple[int, ...] = ()

    @property
    def visits(self) -> tuple[int, ...]:
        """Every visit of the bundle that can be served."""
        return tuple(visit for party in self.parties for visit in party)

    def before(self, party: Party) -> Iterator[Wait]:
        """What a party waits for."""
        return (wait for wait in self.waits if wait.later in party)

    def after(self, party: Party) -> Iterator[Wait]:
        """What waits for a party."""
        return (wait for wait in self.waits if wait.earlier in party)


def bundles(problem: Problem) -> tuple[Bundle, ...]:
    """Every bundle of a problem; those with pinned visits first."""
    number = {visit.key: index for index, visit in enumerate(problem.visits)}
    pairs = [(number[link.one], number[link.other]) for link in problem.links if isinstance(link, Together)]
    waits = [Wait(number[one.earlier], number[one.later], one.delay) for one in problem.links if isinstance(one, After)]
    tied = [*pairs, *((wait.earlier, wait.later) for wait in waits)]
    parties = _joined(tied, pairs)
    found = [_bundle(problem, [party for party in parties if party[0] in each], waits) for each in _joined(tied, tied)]
    return tuple(sorted(found, key=lambda each: not each.must))


def _bundle(problem: Problem, parties: Sequence[Party], waits: Iterable[Wait]) -> Bundle:
    """The bundle of these parties, in order."""
    party_of = {visit: party for party in parties for visit in party}
    mine = [wait for wait in waits if wait.earlier in party_of]
    ordered: list[Party] = []
    while ready := [
        party
        for party in parties
        if party not in ordered and all(party_of[wait.earlier] in ordered for wait in mine if wait.later in party)
    ]:
        ordered += ready
    must = {visit for visit in party_of if problem.visits[visit].pinned is not None}
    while more := {each for visit in _leaned_on(must, mine) for each in party_of[visit]} - must:
        must |= more
    hopeless = tuple(visit for visit, party in party_of.items() if party not in ordered)
    possible = tuple(wait for wait in mine if wait.later not in hopeless)
    return Bundle(tuple(ordered), possible, frozenset(must), hopeless)


def _leaned_on(must: set[int], waits: Iterable[Wait]) -> set[int]:
    """These visits and what they wait for."""
    return must | {wait.earlier for wait in waits if wait.later in must}


def _joined(pairs: Iterable[tuple[int, int]], by: Iterable[tuple[int, int]]) -> list[Party]:
    """The numbers of some pairs in groups: a chain of the other pairs leads from one to all of its group."""
    group = {number: [number] for pair in pairs for number in pair}
    for one, other in by:
        if group[one] is not group[other]:
            group[one].extend(group[other])
            group.update(dict.fromkeys(group[other], group[one]))
    return list(dict.fromkeys(tuple(sorted(each)) for each in group.values()))
