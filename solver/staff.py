"""Who may come, how long it takes and what it costs: asked once for each kind of shift, not for each route."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.lanes import NEVER
from solver.problem import Place, Shift, Visit, Weights
from solver.rules import stock

Indices = NDArray[np.int32]
Int64s = NDArray[np.int64]
Part: TypeAlias = tuple[str, ...]

ANYBODY = "\0"
"""The name of a technician whom no visit names: he stands for all those it does not name."""

_NOTHING = Visit(key="", place=Place(0, 0), duration=0, windows=())

_CRAFT: Part = ("skills", "duration", "durations")
_CLEARANCES: Part = ("clearances",)
_AREA: Part = ("area",)
_LOAD: Part = ("tools", "parts")
_RELEASE: Part = ("release",)
_DUE: Part = ("due",)
_NAMES: Part = ("required", "forbidden", "preferred", "pinned", "published")
"""What a visit may ask of a shift, in parts: no rule looks at two of them."""

_REMEMBERED = 256
"""So many answers to each part are kept: a firm asks for the same few things again and again."""


Answers: TypeAlias = Int64s
"""What shifts say of a visit, or of a part of it: (3, 1 + shifts), after a shift that does not exist. The three rows:

how many seconds it takes him, `NEVER` or more where he may not come; what his coming costs whatever the hour; how much
of what it needs he does not bring from home. What is said of several parts adds up.
"""

SERVICE, PRICE, LACKS = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """The shifts of many routes, sorted by what they can do and by date.

    `shifts` are those of the routes. `kinds` are shifts of anybody that differ in skills, clearances that hold, areas,
    tools, parts or in having a depot; `kind` (routes) says of which kind each route is. `dates` and `date` are the same
    for their dates. `routes_of` gives each technician's routes. `known` holds what was answered to each part of a wish.
    """

    shifts: tuple[Shift, ...]
    weights: Weights
    kinds: tuple[Shift, ...]
    kind: Indices
    dates: tuple[Shift, ...]
    date: Indices
    routes_of: Mapping[str, Sequence[int]]
    known: Mapping[Part, dict[Hashable, Answers]] = field(repr=False)

    @classmethod
    def of(cls, shifts: Iterable[Shift], weights: Weights) -> Self:
        """Sort these shifts."""
        every = tuple(shifts)
        kinds, kind = _sorted(every, [kind_of(shift) for shift in every])
        dates, date = _sorted(every, [shift.day for shift in every])
        routes_of: dict[str, list[int]] = {}
        for route, shift in enumerate(every):
            routes_of.setdefault(shift.technician, []).append(route)
        parts = (_CRAFT, _CLEARANCES, _AREA, _LOAD, _RELEASE, _DUE, _NAMES)
        return cls(every, weights, kinds, kind, dates, date, routes_of, {part: {} for part in parts})

    def answers(self, visit: Visit) -> tuple[Answers, Sequence[int]]:
        """What each kind says of the visit, then each route of the technicians it names; and the numbers of these."""
        craft = (visit.duration, frozenset(visit.skills.items()), frozenset(visit.durations.items()))
        said = self._asked(_CRAFT, craft, visit, self.kinds)
        if visit.clearances:
            said = said + self._asked(_CLEARANCES, visit.clearances, visit, self.kinds)
        if visit.area is not None:
            said = said + self._asked(_AREA, visit.area, visit, self.kinds)
        if visit.tools or visit.parts:
            said = said + self._asked(_LOAD, (visit.tools, frozenset(visit.parts.items())), visit, self.kinds)
        names = (visit.required, visit.forbidden, visit.preferred, visit.pinned, visit.published)
        return self._named(said, names, visit) if any(names) else (said, ())

    def dates_of(self, visit: Visit) -> Answers:
        """What each date says of the visit."""
        said = self._asked(_RELEASE, visit.release, visit, self.dates)
        return said if visit.due is None else said + self._asked(_DUE, visit.due, visit, self.dates)

    def _named(self, said: Answers, names: Hashable, visit: Visit) -> tuple[Answers, Sequence[int]]:
        """What the kinds say, and in columns of their own the routes of the technicians that the visit names.

        Each technician is asked once; for a published visit on each of his days.
        """
        theirs = [self.routes_of.get(name, ()) for name in sorted(_names(visit))]
        routes = [route for his in theirs for route in his]
        each = [[route] for route in routes] if visit.published else [his for his in theirs if his]
        asked = [*self.kinds[:1], *(self.shifts[his[0]] for his in each)]
        named, kinds = self._asked(_NAMES, names, visit, asked), np.arange(said.shape[1])
        rows = np.concatenate([kinds, 1 + self.kind[routes]])
        other = np.concatenate([np.minimum(kinds, 1), np.repeat(np.arange(2, 2 + len(each)), [*map(len, each)])])
        return said.take(rows, axis=1) + named.take(other, axis=1), routes

    def _asked(self, part: Part, wish: Hashable, visit: Visit, shifts: Sequence[Shift]) -> Answers:
        """What these shifts say of a part of a visit, which is this wish."""
        known = self.known[part]
        said = known.get(wish)
        if said is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            asked = replace(_NOTHING, **{name: getattr(visit, name) for name in part})
            said = known[wish] = _said(asked, shifts, self.weights)
        return said


def _said(visit: Visit, shifts: Sequence[Shift], weights: Weights) -> Answers:
    """What these shifts say."""
    said = [(NEVER, 0, 0)]
    for shift in shifts:
        service = min(visit.duration_for(shift), NEVER) if rules.may_serve(visit, shift) else NEVER
        lacks = len(stock.lacking(visit, shift.tools, shift.parts))
        said.append((service, rules.assignment_cost(visit, shift, weights), lacks))
    return np.array(said, np.int64).T.copy()


def _sorted(shifts: Sequence[Shift], keys: Sequence[Hashable]) -> tuple[tuple[Shift, ...], Indices]:
    """One shift for each different key, nobody's own, and the number of each shift's."""
    numbers: dict[Hashable, int] = {}
    firsts = []
    for shift, key in zip(shifts, keys, strict=True):
        if key not in numbers:
            numbers[key] = len(numbers)
            firsts.append(replace(shift, technician=ANYBODY))
    return tuple(firsts), np.array([numbers[key] for key in keys], np.int32)


def kind_of(shift: Shift) -> Hashable:
    """What decides who may come and at which price, but for his name and the day."""
    return (
        frozenset(shift.skills.items()),
        frozenset(name for name, last in shift.clearances.items() if shift.day <= last),
        shift.areas,
        shift.tools,
        frozenset(shift.parts.items()),
        shift.depot is None,
    )


def _names(visit: Visit) -> set[str]:
    """Every technician the visit names, for whatever reason."""
    holders = {each.technician for each in (visit.pinned, visit.published) if each is not None}
    return {name for name in {*visit.required, *visit.forbidden, *visit.preferred, *holders} if name is not None}
