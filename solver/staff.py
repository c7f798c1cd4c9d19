"""Who may come, how long it takes and what it costs: asked once for each kind of shift, not for each route."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.problem import Place, Shift, Visit, Weights

Indices = NDArray[np.int32]

ANYBODY = "\0"
"""The name of a technician whom no visit names: he stands for all those it does not name."""

_NOTHING = Visit(key="", place=Place(0, 0), duration=0, windows=())

_REMEMBERED = 256
"""So many answers are kept: a firm asks for the same few things again and again."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What the staff says of one visit: `who` (routes) gives the row of each route in the other four.

    `may_come`, `price` (whatever the hour), `service` seconds, and whether he brings all `tools`.
    """

    who: Indices
    may_come: NDArray[np.bool_]
    price: NDArray[np.int64]
    service: NDArray[np.int64]
    tools: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """The shifts of many routes, sorted by what they can do and by date.

    `shifts` are those of the routes. `kinds` are shifts of anybody that differ in skills, clearances that hold, areas,
    tools, parts or in having a depot; `kind` (routes) says of which kind each route is. `dates` and `date` are the same
    for their dates. `routes_of` gives each technician's routes.
    """

    shifts: tuple[Shift, ...]
    weights: Weights
    kinds: tuple[Shift, ...]
    kind: Indices
    dates: tuple[Shift, ...]
    date: Indices
    routes_of: Mapping[str, Sequence[int]]
    known: dict[Hashable, Answers] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, shifts: Iterable[Shift], weights: Weights) -> Self:
        """Sort these shifts."""
        every = tuple(shifts)
        kinds, kind = _sorted(every, [kind_of(shift) for shift in every])
        dates, date = _sorted(every, [shift.day for shift in every])
        routes_of: dict[str, list[int]] = {}
        for route, shift in enumerate(every):
            routes_of.setdefault(shift.technician, []).append(route)
        return cls(every, weights, kinds, kind, dates, date, routes_of)

    def answers(self, visit: Visit) -> Answers:
        """Whom the visit may be given to, kind by kind; date by date and name by name only where it asks for that."""
        wish = _wish(visit)
        known = self.known.get(wish)
        if known is None:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            dated = visit.release is not None or visit.due is not None or visit.published is not None
            known = self._dated(visit) if dated else self._asked(visit, self.kinds, self.kind)
            named = [route for name in sorted(_names(visit)) for route in self.routes_of.get(name, ())]
            if named:
                known = _exchanged(known, named, self._asked(visit, [self.shifts[route] for route in named], self.kind))
            self.known[wish] = known
        return known

    def _asked(self, visit: Visit, shifts: Sequence[Shift], who: Indices) -> Answers:
        """What these shifts say."""
        return Answers(
            who=who,
            may_come=np.array([rules.may_serve(visit, shift) for shift in shifts], np.bool_),
            price=np.array([rules.assignment_cost(visit, shift, self.weights) for shift in shifts], np.int64),
            service=np.array([visit.duration_for(shift) for shift in shifts], np.int64),
            tools=np.array([visit.tools <= shift.tools for shift in shifts], np.bool_),
        )

    def _dated(self, visit: Visit) -> Answers:
        """The same of a visit that asks for dates: each rule looks at these or at the rest, so each is asked alone."""
        undated = replace(visit, release=None, due=None, published=None)
        dates = replace(_NOTHING, release=visit.release, due=visit.due, published=visit.published)
        kinds, count = self._asked(undated, self.kinds, self.kind), len(self.dates)
        open_dates = np.array([rules.may_serve(dates, shift) for shift in self.dates], np.bool_)
        prices = np.array([rules.assignment_cost(dates, shift, self.weights) for shift in self.dates], np.int64)
        return Answers(
            who=self.kind * count + self.date,
            may_come=(kinds.may_come[:, None] & open_dates).ravel(),
            price=(kinds.price[:, None] + prices).ravel(),
            service=np.repeat(kinds.service, count),
            tools=np.repeat(kinds.tools, count),
        )


def _exchanged(answers: Answers, routes: Sequence[int], theirs: Answers) -> Answers:
    """The answers with those of some routes by themselves."""
    who = answers.who.copy()
    who[routes] = np.arange(len(answers.price), len(answers.price) + len(routes))
    return Answers(
        who,
        np.concatenate([answers.may_come, theirs.may_come]),
        np.concatenate([answers.price, theirs.price]),
        np.concatenate([answers.service, theirs.service]),
        np.concatenate([answers.tools, theirs.tools]),
    )


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


def _wish(visit: Visit) -> Hashable:
    """What of a visit decides who may come, how long it takes him and at which price."""
    return (
        visit.duration,
        frozenset(visit.durations.items()),
        frozenset(visit.skills.items()),
        visit.clearances,
        (visit.required, visit.forbidden, visit.preferred),
        visit.pinned and visit.pinned.technician,
        visit.published,
        (visit.area, visit.release, visit.due),
        visit.tools,
        frozenset(visit.parts.items()),
    )
