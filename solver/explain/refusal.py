"""Why a visit does not fit on a route within a window: each rule in its way, with its sentence."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solver.blocks import RouteBlock
from solver.explain.ask import Ask
from solver.explain.who import missing
from solver.explain.words import NO_LABELS, Voice
from solver.problem import DAY, LONGEST_SHIFT, Visit, Window
from solver.rules import (
    clearance,
    lunch,
    max_duration,
    overtime,
    promised_window,
    release,
    shift,
    skill,
    stock,
    technician,
    travel,
)
from solver.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a wish cannot be met: the name of the rule in its way, and how to say it."""

    rule: str
    sentence: Sentence


def explain_refusal(
    block: RouteBlock,
    visit: Visit,
    window: Window,
    *,
    labels: Mapping[str, str] = NO_LABELS,
    zone: dt.tzinfo = dt.UTC,
) -> tuple[Refusal, ...]:
    """Why the visit does not fit on this route within this window; empty when it does.

    Who may come is told first, then what no plan could change, then each rule that alone stands in the way: the
    route is asked again without it. `labels` names skills, clearances, tools and parts, `zone` is the clock of hours.
    """
    ask, voice = Ask.of(block, visit, window), Voice(labels, zone)
    people = tuple(_people(ask, voice))
    if people or ask.fits():
        return people
    hopeless = _hopeless(ask, voice)
    if hopeless is not None:
        return (hopeless,)
    found = tuple(_in_the_way(ask, voice))
    return found or (Refusal(shift.NAME, shift.full_day()),)


def _people(ask: Ask, voice: Voice) -> Iterator[Refusal]:
    """What keeps this technician from the visit at any hour of that day."""
    visit, him = ask.visit, ask.shift
    for gap in skill.gaps(visit, him.skills):
        yield Refusal(skill.NAME, skill.refusal(gap, voice.name(gap.skill)))
    for name in clearance.missing(visit, him):
        yield Refusal(clearance.NAME, clearance.refusal(voice.name(name)))
    if not technician.allowed(visit, him.technician):
        yield Refusal(technician.NAME, technician.refusal())
    if not release.allowed(visit, him):
        yield Refusal(release.NAME, release.refusal(visit))
    if not stock.enough([visit], him):
        for thing in stock.lacking(visit, him.tools, him.parts):
            yield Refusal(stock.NAME, stock.refusal(voice.name(thing)))


def _hopeless(ask: Ask, voice: Voice) -> Refusal | None:
    """What would refuse the visit even on an empty day without lunch, of any length, with everything at hand."""
    him, window = ask.shift, ask.window
    if window.latest < him.start or window.earliest + ask.visit.duration_for(him) > him.latest_return:
        return Refusal(shift.NAME, shift.off_duty())
    alone = ask.among(()).with_shift(lunch=None, max_duration=None)
    lacking = missing(alone)
    if (lacking.applied(alone) if lacking else alone).fits():
        return None
    home, there = him.start_place, ask.visit.place
    arrival = him.start + int(ask.travel.seconds(home.lat, home.lon, there.lat, there.lon))
    late = travel.arrives_late(voice.from_hour(arrival)) if arrival > window.latest else travel.back_late()
    return Refusal(travel.NAME, late)


def _in_the_way(ask: Ask, voice: Voice) -> Iterator[Refusal]:
    """Each rule without which the visit would fit."""
    him = ask.shift
    if him.lunch is not None and ask.with_shift(lunch=None).fits():
        yield Refusal(lunch.NAME, lunch.refusal())
    more = min(DAY, LONGEST_SHIFT - (him.latest_return - him.start))
    if ask.with_shift(max_overtime=him.max_overtime + more).fits():
        yield Refusal(overtime.NAME, overtime.refusal(him.max_overtime))
    if him.max_duration is not None and ask.with_shift(max_duration=None).fits():
        yield Refusal(max_duration.NAME, max_duration.refusal(him))
    lacking = missing(ask)
    if lacking is not None and lacking.applied(ask).fits():
        yield from (Refusal(stock.NAME, stock.refusal(voice.name(thing))) for thing in lacking.things)
    whole_shift = Window(him.start, him.latest_return)
    if ask.among([other.held((whole_shift,)) for other in ask.visits]).fits():
        yield Refusal(promised_window.NAME, promised_window.refusal())
