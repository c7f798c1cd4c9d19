"""A route cut after each stop: what comes before and what comes after, folded, lunch taken or not, loaded or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from solver.problem import Depot, Shift, Visit
from solver.roads import Roads
from solver.rules import lunch as lunch_rule
from solver.rules import promised_window, stock
from solver.rules import shift as shift_rule
from solver.segments import NO_STOP, Segment, fits, join, joined, undominated


class Stretch(NamedTuple):
    """Every way to make a run of stops worth taking: lunch not in it, or in it (none where there is no lunch)."""

    hungry: list[Segment]
    fed: list[Segment]


class Gap(NamedTuple):
    """Where a visit may go, and every way to drive what comes before it and after it.

    `before` and `after` number the stops on its two sides: 0 is the departure, n + 1 the return, n + 2 the depot.
    `instead_of` is the seconds of road it replaces, less what loading elsewhere on the route adds. `loads` says whether
    he loads, `until` how many visits he makes before he does, the new one besides; -1 where he does not, or has done so
    before it. `ways` holds what comes before, lunch right after the visit (or `NO_STOP`), and what comes after.
    """

    before: int
    after: int
    instead_of: int
    ways: list[tuple[Segment, Segment, Segment]]
    loads: bool = True
    until: int = -1

    @property
    def position(self) -> int:
        """The place the visit would take among the others, none of which the depot is."""
        return min(self.before, self.after - 1)


@dataclass(frozen=True, slots=True)
class Stretches:
    """A route folded from both ends.

    `up_to[i]` begins with the departure and ends with stop i; `onwards[i]` begins with stop i + 1 and ends with the
    return. `last_loading` is the last visit before which he may load, `loads` whether he must.
    """

    shift: Shift
    visits: int
    roads: Roads
    lunch: Segment | None
    stops: list[list[Segment]]
    up_to: list[Stretch]
    onwards: list[Stretch]
    last_loading: int
    loads: bool

    @classmethod
    def of(cls, shift: Shift, visits: Sequence[Visit], roads: Roads) -> Self:
        """Fold the route without loading."""
        lunch = None if shift.lunch is None else lunch_rule.segment(shift.lunch)
        stops = [promised_window.segments(visit, shift) for visit in visits]
        fed = [] if shift.lunch is None else [lunch_rule.leaving_fed(shift, shift.lunch)]
        up_to = [Stretch([shift_rule.leaving(shift)], fed)]
        for leg, stop in zip(roads.legs, stops, strict=False):
            up_to.append(_then(up_to[-1], leg, stop, lunch))
        fed = [] if shift.lunch is None else [lunch_rule.back_to_eat(shift, shift.lunch)]
        onwards = [Stretch([shift_rule.coming_back(shift)], fed)]
        for leg, stop in zip(reversed(roads.legs[1:]), reversed(stops), strict=True):
            onwards.append(_first(stop, leg, onwards[-1], lunch))
        last = stock.last_loading(visits, shift)
        loading = (len(visits), False) if last is None else (last, True)
        return cls(shift, len(visits), roads, lunch, stops, up_to, onwards[::-1], *loading)

    def totals(self) -> Iterator[tuple[int, Segment]]:
        """The whole route, once for each way worth taking, with the seconds of road that loading adds to it."""
        end, leg = self.onwards[-1], self.roads.legs[-1]
        trips = [(0, self.up_to[-1])] if not self.loads else []
        if self.loads and self.shift.depot is not None:
            places = range(self.last_loading + 1)
            trips = [(self.roads.by_depot(k), self._loaded_up_to(k, self.shift.depot)[-1]) for k in places]
        for extra, (hungry, fed) in trips:
            whole = [*joined(fed, leg, end.hungry), *joined(hungry, leg, end.fed)]
            yield from ((extra, total) for total in (whole if self.lunch else joined(hungry, leg, end.hungry)))

    def plain_gaps(self) -> Iterator[Gap]:
        """The gaps of a route that needs no loading, with the new visit neither."""
        if not self.loads:
            for g, (before, after) in enumerate(zip(self.up_to, self.onwards, strict=True)):
                yield Gap(g, g + 1, self.roads.legs[g], self._ways(before, after), loads=False)

    def loading_gaps(self) -> Iterator[Gap]:
        """The gaps of a route on which he loads: earlier, on the way to the new visit, just after it, or later."""
        if self.shift.depot is None:
            return
        roads, last, depot = self.roads, self.last_loading, self.visits + 2
        loaded = [self._loaded_up_to(k, self.shift.depot) for k in range(last + 1)]
        to_load = [self._to_load(j, self.shift.depot) for j in range(min(last, self.visits - 1) + 1)]
        for g in range(self.visits + 1):
            leg, before, after = roads.legs[g], self.up_to[g], self.onwards[g]
            for k in range(min(last, g - 1) + 1):
                yield Gap(g, g + 1, leg - roads.by_depot(k), self._ways(loaded[k][g - k], after))
            if g <= last:
                yield Gap(depot, g + 1, leg - roads.there[g], self._ways(loaded[g][0], after))
            if g < len(to_load):
                yield Gap(g, depot, leg - roads.onwards[g], self._ways(before, to_load[g][0]), until=g)
            for j in range(g + 1, len(to_load)):
                yield Gap(g, g + 1, leg - roads.by_depot(j), self._ways(before, to_load[j][j - g]), until=j)

    def _loaded_up_to(self, k: int, depot: Depot) -> list[Stretch]:
        """Up to the depot, where he loads after k visits, then up to each stop that follows."""
        loading, road = [_segment(depot)], self.roads.there[k]
        stretches = [Stretch(*(joined(each, road, loading) for each in self.up_to[k]))]
        for leg, stop in zip((self.roads.onwards[k], *self.roads.legs[k + 1 :]), self.stops[k:], strict=False):
            stretches.append(_then(stretches[-1], leg, stop, self.lunch))
        return stretches

    def _to_load(self, j: int, depot: Depot) -> list[Stretch]:
        """From the depot on, where he loads after j visits; then from stop j on, from the one before, and so on."""
        loading, road = [_segment(depot)], self.roads.onwards[j]
        stretches = [Stretch(*(joined(loading, road, each) for each in self.onwards[j]))]
        for leg, stop in zip((self.roads.there[j], *self.roads.legs[1:j][::-1]), self.stops[:j][::-1], strict=False):
            stretches.append(_first(stop, leg, stretches[-1], self.lunch))
        return stretches

    def _ways(self, before: Stretch, after: Stretch) -> list[tuple[Segment, Segment, Segment]]:
        """See `Gap.ways`: a visit can only take time, so what does not fit without it is left out."""
        if self.lunch is None:
            return [(one, NO_STOP, two) for one in before.hungry for two in after.hungry if fits(one, 0, two)]
        ways = [(one, NO_STOP, two) for one in before.fed for two in after.hungry if fits(one, 0, two)]
        ways += [(one, NO_STOP, two) for one in before.hungry for two in after.fed if fits(one, 0, two)]
        eaten = [(one, join(one, 0, self.lunch)) for one in before.hungry if fits(one, 0, self.lunch)]
        return ways + [(one, self.lunch, two) for one, fed in eaten for two in after.hungry if fits(fed, 0, two)]


def _then(before: Stretch, leg: int, stop: list[Segment], lunch: Segment | None) -> Stretch:
    """One stop more at the end, and maybe lunch after it."""
    hungry = joined(before.hungry, leg, stop)
    return Stretch(hungry, undominated([*joined(before.fed, leg, stop), *_eat(hungry, lunch)]))


def _first(stop: list[Segment], leg: int, after: Stretch, lunch: Segment | None) -> Stretch:
    """One stop more at the beginning, and maybe lunch after it."""
    fed = [*joined(stop, leg, after.fed), *joined(_eat(stop, lunch), leg, after.hungry)]
    return Stretch(joined(stop, leg, after.hungry), undominated(fed))


def _eat(segments: Sequence[Segment], lunch: Segment | None) -> list[Segment]:
    """These segments with lunch right after, where there is a lunch."""
    return [] if lunch is None else joined(segments, 0, [lunch])


def _segment(depot: Depot) -> Segment:
    """Loading: possible at any time."""
    return (depot.duration, *NO_STOP[1:])
