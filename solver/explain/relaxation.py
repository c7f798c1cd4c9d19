"""What would open a refused slot: the least that must give, at what price, cheapest first."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.blocks import RouteBlock
from solver.explain.ask import Ask
from solver.explain.change import Change
from solver.explain.law import Law
from solver.explain.levers import Lever, levers
from solver.explain.when import LunchDropped, LunchShortened, MovedAway, Reordered
from solver.explain.who import Brought, bases
from solver.explain.words import NO_LABELS, Voice, joined, told
from solver.offers import Offer, cost_of, offers
from solver.problem import Visit, Window, WorkingTime
from solver.schedule import Schedule
from solver.sentence import Sentence
from solver.solution import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """What must give for a refused slot to be offered, the offer there is then, and what all of it adds to the cost.

    `ask` is the question as it was refused. Each change is needed, and none opens the slot with one second less.
    `price` holds the offer, what the changes do to the rest of the route, and what they cost on other routes; what the
    weights do not price (a customer's goodwill, a training) is in no price.
    """

    ask: Ask
    changes: tuple[Change, ...]
    offer: Offer
    price: Cost

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that give way, each once."""
        return tuple(dict.fromkeys(change.rule for change in self.changes))

    def applied(self, block: RouteBlock, visit: Visit) -> tuple[RouteBlock, Visit]:
        """The route and the visit (with its one window) once all has given."""
        changed = after(self.changes, Ask.of(block, visit, visit.start_windows[0]))
        return changed.block, changed.visit

    def sentence(self, labels: Mapping[str, str] = NO_LABELS, zone: dt.tzinfo = dt.UTC) -> Sentence:
        """What would open the slot and what it would cost; `labels` names all keys, `zone` is the clock of hours."""
        voice = Voice(labels, zone)
        conditions = joined(change.condition(self.ask, voice) for change in self.changes)
        price = told(self.price, self.ask.weights)
        return Sentence(f"possible {conditions.fr} : {price.fr}", f"possible {conditions.en}: {price.en}")


def relaxations(
    schedule: Schedule, route: int, visit: Visit, window: Window, *, working_time: WorkingTime | None = None
) -> tuple[Relaxation, ...]:
    """Everything that alone would open this window on this route, cheapest first; empty where it is open already.

    Who may come must always give; then each limit of the hours is tried alone, to the second; so is giving one other
    visit another place on the route or another route of the schedule. Only where none suffices do several give at once.
    Nothing is proposed that breaks `working_time` (by default the law's), or on a route that keeps no timetable today.
    """
    block = schedule.blocks[route]
    ask = Ask.of(block, visit, window)
    if not block.feasible or ask.fits():
        return ()
    search = _Search(schedule, route, ask, Law.of(schedule, route, working_time or WorkingTime()))
    found = [relaxation for base in bases(ask) for relaxation in search.openings(base)]
    return tuple(sorted(found, key=lambda each: (each.price.total, len(each.changes))))


def after(changes: Sequence[Change], ask: Ask) -> Ask:
    """The question once all of this has given."""
    for change in changes:
        ask = change.applied(ask)
    return ask


@dataclass(frozen=True, slots=True)
class _Search:
    """One refused question, among the routes it is about."""

    schedule: Schedule
    route: int
    ask: Ask
    law: Law

    def openings(self, base: tuple[Change, ...]) -> Iterator[Relaxation]:
        """What opens the slot once the base has given, with the price of what is offered then."""
        for changes in self._found(base):
            changed = after(changes, self.ask)
            offer = changed.offer()
            if offer is not None:
                here = offer.cost + cost_of(changed.block) - cost_of(self.ask.block)
                price = sum((change.elsewhere for change in changes), here)
                yield Relaxation(ask=self.ask, changes=changes, offer=replace(offer, route=self.route), price=price)

    def _found(self, base: tuple[Change, ...]) -> list[tuple[Change, ...]]:
        """The base and nothing more, one thing more, or else several."""
        asked = after(base, self.ask)
        if asked.fits():
            return [base]
        alone = [(*base, change) for change in (*self._alone(asked), *self._moves(asked))]
        found = alone or [(*base, *changes) for changes in self._together(asked)]
        return [self._with_little(changes) for changes in found]

    def _with_little(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """The same changes, nothing brought along that could stay at home (or be loaded at the depot)."""
        for number, change in enumerate(changes):
            for less in change.lesser() if isinstance(change, Brought) else ():
                lighter = (*changes[:number], less, *changes[number + 1 :])
                if after(lighter, self.ask).fits():
                    return self._with_little(lighter)
        return changes

    def _alone(self, asked: Ask) -> Iterator[Change]:
        """Each limit of the hours that opens the slot by itself; lunch is dropped only where it cannot be shortened."""
        shorter = False
        for lever in levers(asked):
            least = lever.least(asked)
            change = None if least is None else lever.change(least)
            if change is None or not self.law.allows(change.applied(asked).shift):
                continue
            shorter = shorter or isinstance(change, LunchShortened)
            if not (shorter and isinstance(change, LunchDropped)):
                yield change

    def _moves(self, asked: Ask) -> Iterator[Change]:
        """Each other visit that opens the slot when it is made elsewhere: on another route, or in another order."""
        elsewhere = Schedule.of([*self.schedule.blocks[: self.route], *self.schedule.blocks[self.route + 1 :]])
        orders = {tuple(visit.key for visit in asked.visits)}
        for visit in asked.visits:
            if not asked.among([other for other in asked.visits if other is not visit]).fits():
                continue
            for to in offers(elsewhere, visit).ranked(1):
                yield MovedAway(visit.key, replace(to, route=to.route + (to.route >= self.route)))
            yield from self._reordered(asked, visit, orders)

    def _reordered(self, asked: Ask, visit: Visit, orders: set[tuple[str, ...]]) -> Iterator[Change]:
        """The best order with this visit in another position, among the orders nobody tried; there may be none."""
        best: list[tuple[int, int]] = []
        for position in range(len(asked.visits)):
            changed = Reordered(visit.key, position).applied(asked)
            order = tuple(each.key for each in changed.visits)
            offer = None if order in orders else changed.offer()
            orders.add(order)
            if offer is not None:
                best.append((offer.cost.total + cost_of(changed.block).total, position))
        if best:
            yield Reordered(visit.key, min(best)[1])

    def _together(self, asked: Ask) -> Iterator[tuple[Change, ...]]:
        """Several limits at once, each no more than the others leave to it: a deletion filter, the readiest kept last.

        Source: Chinneck and Dravnieks, "Locating minimal infeasible constraint sets in linear programs" (1991).
        """
        given: list[Lever] = []
        current = asked
        for lever in levers(asked):
            reach = lever.lawful(current, self.law)
            if reach.most:
                given.append(reach)
                current = reach.change(reach.most).applied(current)
        if not current.fits():
            return
        changes: list[Change | None] = [lever.change(lever.most) for lever in given]
        for number in reversed(range(len(given))):
            rest = after([change for other, change in enumerate(changes) if change and other != number], asked)
            least = 0 if rest.fits() else given[number].least(rest)
            changes[number] = given[number].change(least) if least else None
        yield tuple(change for change in changes if change)
