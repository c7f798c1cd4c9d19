"""Who may come, how long it takes and what it costs: asked once for each kind of shift, not for each route."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.lanes import NEVER
from solver.problem import Place, Shift, Visit, Weights
from solver.rules import stock

Indices = NDArray[np.int32]
Int64s = NDArray[np.int64]
Part = tuple[str, ...]

ANYBODY = "\0"
"""The name of a technician whom no visit names: he stands for all those it does not name."""

_NOTHING = Visit(key="", place=Place(0, 0), duration=0, windows=())

_CRAFT: Part = ("skills", "duration", "durations")
_OF_KINDS: tuple[Part, ...] = (_CRAFT, ("clearances",), ("area",), ("tools", "parts"))
_OF_DATES: tuple[Part, ...] = (("release",), ("due",))
_OF_NAMES: Part = ("required", "forbidden", "preferred", "pinned", "published")
"""What a visit may ask of a shift, in parts: no rule looks at two of them. The first is asked by every visit."""

_MAPPINGS = frozenset({"skills", "durations", "parts"})

_REMEMBERED = 256
"""So many answers to each part are kept: a firm asks for the same few things again and again."""


class Answers(NamedTuple):
    """What shifts say of a visit, or of a part of it: first a shift that does not exist, on which nobody may come.

    `service` is how many seconds it takes him, `NEVER` where he may not come; `price` what his coming costs whatever
    the hour; `brings` (0 or 1) whether he leaves home with all tools and parts it needs.
    """

    service: Int64s
    price: Int64s
    brings: Int64s

    def of(self, rows: Sequence[int] | Int64s) -> "Answers":
        """The same of these rows."""
        return Answers(*(column[rows] for column in self))

    def __and__(self, other: "Answers") -> "Answers":
        """What is said of two parts of a visit, together."""
        return Answers(np.maximum(self[0], other[0]), self[1] + other[1], self[2] & other[2])


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
        known: dict[Part, dict[Hashable, Answers]] = {part: {} for part in (*_OF_KINDS, *_OF_DATES, _OF_NAMES)}
        return cls(every, weights, kinds, kind, dates, date, routes_of, known)

    def answers(self, visit: Visit) -> tuple[Answers, Sequence[int]]:
        """What each kind says of the visit, then each route of the technicians it names; and the numbers of these."""
        kinds = self._of_parts(visit, _OF_KINDS, self.kinds)
        if not _asks(visit, _OF_NAMES):
            return kinds, ()
        routes = [route for name in sorted(_names(visit)) for route in self.routes_of.get(name, ())]
        named = self._asked(visit, _OF_NAMES, [*self.kinds[:1], *(self.shifts[route] for route in routes)])
        alike, count = 1 + self.kind[routes], len(kinds.price)
        others, theirs = np.minimum(np.arange(count), 1), np.arange(2, 2 + len(routes))
        return kinds.of([*range(count), *alike]) & named.of([*others, *theirs]), routes

    def dates_of(self, visit: Visit) -> Answers:
        """What each date says of the visit."""
        return self._of_parts(visit, _OF_DATES, self.dates)

    def _of_parts(self, visit: Visit, parts: Sequence[Part], shifts: Sequence[Shift]) -> Answers:
        """What these shifts say of some parts of a visit, together."""
        said = self._asked(visit, parts[0], shifts)
        for part in parts[1:]:
            if _asks(visit, part):
                said &= self._asked(visit, part, shifts)
        return said

    def _asked(self, visit: Visit, part: Part, shifts: Sequence[Shift]) -> Answers:
        """What these shifts say of a part of a visit."""
        known = self.known[part]
        wish = tuple([_hashable(visit, name) for name in part])
        if wish not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[wish] = _said(
                replace(_NOTHING, **{name: getattr(visit, name) for name in part}), shifts, self.weights
            )
        return known[wish]


def _asks(visit: Visit, part: Part) -> bool:
    """Whether the visit asks anything there."""
    return any(getattr(visit, name) for name in part)


def _hashable(visit: Visit, name: str) -> Hashable:
    asked = getattr(visit, name)
    return frozenset(asked.items()) if name in _MAPPINGS else asked


def _said(visit: Visit, shifts: Sequence[Shift], weights: Weights) -> Answers:
    """What these shifts say."""
    service = [min(visit.duration_for(shift), NEVER) if rules.may_serve(visit, shift) else NEVER for shift in shifts]
    price = [rules.assignment_cost(visit, shift, weights) for shift in shifts]
    brings = [not stock.lacking(visit, shift.tools, shift.parts) for shift in shifts]
    return Answers(*(np.array(column, np.int64) for column in ([NEVER, *service], [0, *price], [0, *brings])))


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
