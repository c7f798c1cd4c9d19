"""What can give where the hours leave no room: windows, overtime, duration, shift, lunch, and other visits."""

from dataclasses import dataclass, replace

from solver.explain.ask import Ask
from solver.explain.change import Change
from solver.explain.words import Voice
from solver.offers import Offer
from solver.problem import Visit, Window
from solver.rules import lunch, max_duration, overtime, promised_window, shift
from solver.sentence import Sentence, minutes
from solver.solution import Cost


@dataclass(frozen=True, slots=True)
class WindowWidened(Change):
    """The window asked for begins so many seconds earlier, or ends so many later."""

    rule = promised_window.NAME
    earlier: int = 0
    later: int = 0

    def applied(self, ask: Ask) -> Ask:
        """It does."""
        return ask.with_visit(windows=(_widened(ask.window, self.earlier, self.later),))

    def condition(self, ask: Ask, voice: Voice) -> Sentence:
        """If it did."""
        subject = Sentence("si le créneau demandé", "if the window asked for")
        return _wider(subject, ask.window, _widened(ask.window, self.earlier, self.later), voice)


@dataclass(frozen=True, slots=True)
class PromiseWidened(Change):
    """The window (by its number) promised for another visit of the route begins earlier or ends later."""

    rule = promised_window.NAME
    visit: str
    number: int
    earlier: int = 0
    later: int = 0

    def applied(self, ask: Ask) -> Ask:
        """It does."""
        return ask.among([self._renegotiated(visit) if visit.key == self.visit else visit for visit in ask.visits])

    def _renegotiated(self, visit: Visit) -> Visit:
        windows = list(visit.windows)
        windows[self.number] = _widened(windows[self.number], self.earlier, self.later)
        return replace(visit, windows=tuple(windows))

    def condition(self, ask: Ask, voice: Voice) -> Sentence:
        """If it did."""
        (was,) = (visit.windows[self.number] for visit in ask.visits if visit.key == self.visit)
        name = voice.name(self.visit)
        subject = Sentence(f"si le créneau promis pour {name}", f"if the window promised for {name}")
        return _wider(subject, was, _widened(was, self.earlier, self.later), voice)


@dataclass(frozen=True, slots=True)
class OvertimeRaised(Change):
    """He may do so many seconds of overtime more."""

    rule = overtime.NAME
    seconds: int

    def applied(self, ask: Ask) -> Ask:
        """He may."""
        return ask.with_shift(max_overtime=ask.shift.max_overtime + self.seconds)

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If he might."""
        was, limit = minutes(ask.shift.max_overtime), minutes(ask.shift.max_overtime + self.seconds)
        return Sentence(
            f"si sa limite d'heures supplémentaires passait de {was} à {limit} min",
            f"if their limit of overtime went from {was} to {limit} min",
        )


@dataclass(frozen=True, slots=True)
class DurationRaised(Change):
    """His route may take so many seconds more."""

    rule = max_duration.NAME
    seconds: int

    def applied(self, ask: Ask) -> Ask:
        """It may."""
        return ask.with_shift(max_duration=max_duration.limit(ask.shift) + self.seconds)

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If it might."""
        was = max_duration.limit(ask.shift)
        return Sentence(
            f"si sa tournée pouvait durer {minutes(was + self.seconds)} min au lieu de {minutes(was)}",
            f"if their route could take {minutes(was + self.seconds)} min instead of {minutes(was)}",
        )


@dataclass(frozen=True, slots=True)
class StartsEarlier(Change):
    """His shift begins so many seconds earlier."""

    rule = shift.NAME
    seconds: int

    def applied(self, ask: Ask) -> Ask:
        """It does."""
        return ask.with_shift(start=ask.shift.start - self.seconds)

    def condition(self, ask: Ask, voice: Voice) -> Sentence:
        """If it did."""
        begins = voice.from_hour(ask.shift.start - self.seconds)
        return Sentence(f"s'il commençait sa journée dès {begins}", f"if they began their day from {begins}")


@dataclass(frozen=True, slots=True)
class LunchMoved(Change):
    """He may begin his lunch so many seconds earlier, or so many later."""

    rule = lunch.NAME
    earlier: int = 0
    later: int = 0

    def applied(self, ask: Ask) -> Ask:
        """He may."""
        eats = ask.shift.lunch
        if eats is None:
            return ask
        return ask.with_shift(
            lunch=replace(eats, earliest=eats.earliest - self.earlier, latest=eats.latest + self.later)
        )

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If he might."""
        by = minutes(self.earlier + self.later)
        fr, en = ("tôt", "earlier") if self.earlier else ("tard", "later")
        return Sentence(f"s'il pouvait déjeuner {by} min plus {fr}", f"if they could have lunch {by} min {en}")


@dataclass(frozen=True, slots=True)
class LunchShortened(Change):
    """His lunch takes so many seconds less."""

    rule = lunch.NAME
    seconds: int

    def applied(self, ask: Ask) -> Ask:
        """It does."""
        eats = ask.shift.lunch
        if eats is None:
            return ask
        return ask.with_shift(lunch=replace(eats, duration=eats.duration - self.seconds))

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If it did."""
        by = minutes(self.seconds)
        return Sentence(f"si son déjeuner durait {by} min de moins", f"if their lunch took {by} min less")


@dataclass(frozen=True, slots=True)
class LunchDropped(Change):
    """He has no lunch in his shift."""

    rule = lunch.NAME

    def applied(self, ask: Ask) -> Ask:
        """He has none."""
        return ask.with_shift(lunch=None)

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If he had none."""
        return Sentence("s'il ne déjeunait pas", "if they had no lunch")


@dataclass(frozen=True, slots=True)
class Reordered(Change):
    """Another visit of the route takes this position among the others."""

    rule = shift.NAME
    visit: str
    position: int

    def applied(self, ask: Ask) -> Ask:
        """It does."""
        (moved,) = (visit for visit in ask.visits if visit.key == self.visit)
        others = [visit for visit in ask.visits if visit.key != self.visit]
        return ask.among([*others[: self.position], moved, *others[self.position :]])

    def condition(self, ask: Ask, voice: Voice) -> Sentence:
        """If it did."""
        others = [voice.name(visit.key) for visit in ask.visits if visit.key != self.visit]
        name = voice.name(self.visit)
        if self.position == 0:
            return Sentence(f"si {name} passait avant {others[0]}", f"if {name} came before {others[0]}")
        before = others[self.position - 1]
        return Sentence(f"si {name} passait juste après {before}", f"if {name} came just after {before}")


@dataclass(frozen=True, slots=True)
class MovedAway(Change):
    """Another visit of the route goes to another route, as this offer says."""

    rule = shift.NAME
    visit: str
    to: Offer

    def applied(self, ask: Ask) -> Ask:
        """It does."""
        return ask.among([visit for visit in ask.visits if visit.key != self.visit])

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If it did."""
        name, who = voice.name(self.visit), voice.name(self.to.shift.technician)
        day, hour = f"{self.to.shift.day:%d/%m}", voice.from_hour(self.to.start)
        return Sentence(f"si {name} revenait à {who} le {day} à {hour}", f"if {name} went to {who} on {day} at {hour}")

    @property
    def elsewhere(self) -> Cost:
        """What it adds to the route it goes to."""
        return self.to.cost


def _widened(window: Window, earlier: int, later: int) -> Window:
    return Window(window.earliest - earlier, window.latest + later)


def _wider(subject: Sentence, was: Window, window: Window, voice: Voice) -> Sentence:
    """The condition that a window begins earlier or ends later than it did."""
    if window.earliest < was.earliest:
        begins = voice.from_hour(window.earliest)
        return Sentence(f"{subject.fr} commençait dès {begins}", f"{subject.en} began from {begins}")
    ends = voice.by_hour(window.latest)
    return Sentence(f"{subject.fr} allait jusqu'à {ends}", f"{subject.en} went on until {ends}")
