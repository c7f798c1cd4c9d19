"""What a better plan changes, in groups that work and pay by themselves, each with what it gains."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import TypeAlias

from planner.identifiers import AppointmentId, TechnicianId
from planner.plans import Change, Gain, Line
from planner.translation import moment
from solver.difference import Difference, LineKind

Numbers: TypeAlias = frozenset[int]
"""Lines of a difference, by their number."""

_NONE: Numbers = frozenset()

_NOTICEABLE = 300
"""An hour that follows from other changes by less than these seconds is not worth a line."""


@dataclass(frozen=True, slots=True)
class Places:
    """Who goes when to each appointment as things stand, and what the technicians are called."""

    visits: Mapping[str, tuple[TechnicianId, datetime]]
    names: Mapping[str, str]


def changes(found: Difference, now: Places) -> Iterator[Line]:
    """Yield one line per visit that changes: what is decided, group by group, then the hours that follow from it.

    No group needs another to work. They come in the order in which each saves most on top of those before it.
    """
    lines = dict(_lines(found, now))
    taken, told, so_far = _NONE, _NONE, _balance(found, _NONE)
    for group, steps in enumerate(_in_turn(found, _separable(found, Numbers(lines)))):
        taken |= steps
        before, so_far = so_far, _balance(found, taken)
        shown = _shown(found, Numbers(lines), steps)
        for first, number in enumerate(sorted(shown)):
            gain = Gain() if first else so_far - before
            yield replace(lines[number], change=_decided(lines[number]), group=group, gain=gain)
        told |= shown
    follow = (line for number, line in lines.items() if number not in told)
    yield from (line for line in follow if abs((line.after[1] - line.before[1]).total_seconds()) >= _NOTICEABLE)


def _lines(found: Difference, now: Places) -> Iterator[tuple[int, Line]]:
    """Yield what becomes of each appointment that has a place in the new plan, under its number."""
    for number, line in enumerate(found.lines):
        if line.after is None or line.visit not in now.visits:
            continue
        before = technician, _ = now.visits[line.visit]
        after = TechnicianId(line.after.technician), moment(line.after.start)
        change = Change.FOLLOWS if line.kind is LineKind.RETIMED else Change.TIME
        reason = "autre heure de passage, toujours dans la plage promise"
        if technician != after[0]:
            change = Change.TECHNICIAN
            reason = f"{now.names[after[0]]} au lieu de {now.names[technician]}, même promesse"
        yield number, Line(AppointmentId(line.visit), change, before, after, reason)


def _decided(line: Line) -> Change:
    return Change.TIME if line.change is Change.FOLLOWS else line.change


def _shown(found: Difference, lines: Numbers, steps: Numbers) -> Numbers:
    """Return the lines that show a group: its own, or the hours that follow where only an absence changes its place."""
    return steps & lines or Numbers(number for number in lines if found.lines[number].needs & steps)


def _separable(found: Difference, lines: Numbers) -> list[Numbers]:
    """Return the decisions in the smallest parts that need no other; what shows nothing joins the first."""
    parts: list[Numbers] = []
    for number, line in enumerate(found.lines):
        if line.kind is not LineKind.RETIMED:
            mates = line.needs | {number}
            joined = mates.union(*(part for part in parts if part & mates))
            parts = [*(part for part in parts if not part & mates), joined]
    silent = [part for part in parts if not _shown(found, lines, part)]
    speaking = [part for part in parts if part not in silent]
    return [speaking[0].union(*silent), *speaking[1:]] if speaking else []


def _in_turn(found: Difference, parts: list[Numbers]) -> Iterator[Numbers]:
    """Yield the parts as groups that pay, the one that saves most first; what pays only with others comes with them."""
    taken, left = _NONE, parts
    while left:
        group = _best(found, taken, left)
        yield group
        taken, left = taken | group, [part for part in left if not part <= group]


def _best(found: Difference, taken: Numbers, left: list[Numbers]) -> Numbers:
    """Return the part, else the two, that save most on top of what is taken; all that are left where none do."""
    everything = _NONE.union(*left)
    for size in (1, 2):
        some = [_NONE.union(*parts) for parts in combinations(left, size)]
        best = min(some, key=lambda group: found.cost(taken | group).total, default=everything)
        if found.cost(taken | best).total < found.cost(taken).total:
            return best
    return everything


def _balance(found: Difference, taken: Numbers) -> Gain:
    """Return what a plan between the two spends, below zero, so that what is gained is a difference."""
    timetables, price = found.timetables(taken), found.mixture.problem.weights.preference
    return Gain(
        travel=-sum(hours.travel for hours in timetables),
        waiting=-sum(hours.waiting for hours in timetables),
        overtime=-sum(hours.overtime for hours in timetables),
        preferred=-((found.cost_before + found.cost(taken)).preference // price) if price else 0,
        placed=-len(found.apply(taken).unserved),
    )
