"""What can give where a technician may not come at all: skill, clearance, technician, release, stock."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solver.explain.ask import Ask
from solver.explain.change import Change
from solver.explain.words import Voice
from solver.rules import clearance, release, skill, stock, technician
from solver.sentence import Sentence


@dataclass(frozen=True, slots=True)
class SkillRaised(Change):
    """He is trained: his level of a skill becomes the one the visit needs."""

    rule = skill.NAME
    skill: str
    level: int

    def applied(self, ask: Ask) -> Ask:
        """He has it."""
        return ask.with_shift(skills={**ask.shift.skills, self.skill: self.level})

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If he had it."""
        name = voice.name(self.skill)
        return Sentence(
            f"s'il avait la compétence « {name} » au niveau {self.level}",
            f"if they had the skill “{name}” at level {self.level}",
        )


@dataclass(frozen=True, slots=True)
class SkillWaived(Change):
    """An exception: the visit asks for no more than the level he has, or not for the skill at all (None)."""

    rule = skill.NAME
    skill: str
    level: int | None

    def applied(self, ask: Ask) -> Ask:
        """The visit asks for less."""
        needed = {name: level for name, level in ask.visit.skills.items() if name != self.skill}
        return ask.with_visit(skills=needed if self.level is None else {**needed, self.skill: self.level})

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If less were asked."""
        name = voice.name(self.skill)
        if self.level is None:
            return Sentence(f"si la compétence « {name} » n'était pas exigée", f"if the skill “{name}” were not needed")
        return Sentence(
            f"si la compétence « {name} » n'était exigée qu'au niveau {self.level}",
            f"if the skill “{name}” were needed at level {self.level} only",
        )


@dataclass(frozen=True, slots=True)
class ClearanceRenewed(Change):
    """His clearance holds until the day of the shift, that day included."""

    rule = clearance.NAME
    clearance: str
    until: dt.date

    def applied(self, ask: Ask) -> Ask:
        """It holds."""
        return ask.with_shift(clearances={**ask.shift.clearances, self.clearance: self.until})

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If it held."""
        name = voice.name(self.clearance)
        return Sentence(
            f"si son habilitation « {name} » valait jusqu'au {self.until:%d/%m/%Y}",
            f"if their clearance “{name}” held until {self.until:%d/%m/%Y}",
        )


@dataclass(frozen=True, slots=True)
class TechnicianAllowed(Change):
    """The visit is open to him too."""

    rule = technician.NAME
    technician: str

    def applied(self, ask: Ask) -> Ask:
        """Neither forbidden nor reserved nor pinned to others."""
        him = frozenset({self.technician})
        required = ask.visit.required | him if ask.visit.required else ask.visit.required
        return ask.with_visit(forbidden=ask.visit.forbidden - him, required=required, pinned=None)

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If it were."""
        name = voice.name(self.technician)
        return Sentence(f"si ce passage était aussi ouvert à {name}", f"if this visit were open to {name} too")


@dataclass(frozen=True, slots=True)
class ReleasedEarlier(Change):
    """The visit is possible from the day of the shift on."""

    rule = release.NAME
    day: dt.date

    def applied(self, ask: Ask) -> Ask:
        """It is."""
        return ask.with_visit(release=self.day)

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If it were."""
        return Sentence(
            f"si ce passage était possible dès le {self.day:%d/%m/%Y}",
            f"if this visit were possible from {self.day:%d/%m/%Y} on",
        )


@dataclass(frozen=True, slots=True)
class Brought(Change):
    """He brings from home what the visits of this route would lack."""

    rule = stock.NAME
    tools: frozenset[str]
    parts: Mapping[str, int]

    @property
    def things(self) -> list[str]:
        """The tools and the kinds of parts, in alphabetical order."""
        return sorted({*self.tools, *self.parts})

    def lesser(self) -> Iterator["Brought"]:
        """The same with one tool less, or with one part less of one kind."""
        for tool in sorted(self.tools):
            yield Brought(self.tools - {tool}, self.parts)
        for part in sorted(self.parts):
            yield Brought(self.tools, dict(Counter(self.parts) - Counter([part])))

    def applied(self, ask: Ask) -> Ask:
        """He has it from the start."""
        had = ask.shift.parts
        parts = {**had, **{part: had.get(part, 0) + count for part, count in self.parts.items()}}
        return ask.with_shift(tools=ask.shift.tools | self.tools, parts=parts)

    def condition(self, ask: Ask, voice: Voice) -> Sentence:  # noqa: ARG002
        """If he brought it."""
        counted = [f"{count} × {voice.name(part)}" for part, count in sorted(self.parts.items())]
        things = ", ".join([*(voice.name(tool) for tool in sorted(self.tools)), *counted])
        return Sentence(f"s'il emportait de chez lui : {things}", f"if they brought from home: {things}")


def missing(ask: Ask) -> Brought | None:
    """What the route would lack of tools and parts if he only had what he brings from home."""
    every = (*ask.visits, ask.visit)
    tools = frozenset[str]().union(*(visit.tools for visit in every)) - ask.shift.tools
    needed = sum((Counter(visit.parts) for visit in every), Counter[str]())
    parts = needed - Counter(ask.shift.parts)
    return Brought(tools, dict(parts)) if tools or parts else None


def bases(ask: Ask) -> list[tuple[Change, ...]]:
    """What must give for him to be able to come at any hour, each way there is: he is trained, or skills are waived."""
    gaps = skill.gaps(ask.visit, ask.shift.skills)
    rest = tuple(_beyond_skill(ask))
    if not gaps:
        return [rest]
    return [
        (*(SkillRaised(gap.skill, gap.needed) for gap in gaps), *rest),
        (*(SkillWaived(gap.skill, gap.level) for gap in gaps), *rest),
    ]


def _beyond_skill(ask: Ask) -> Iterator[Change]:
    visit, him = ask.visit, ask.shift
    for name in clearance.missing(visit, him):
        yield ClearanceRenewed(name, him.day)
    if not technician.allowed(visit, him.technician):
        yield TechnicianAllowed(him.technician)
    if not release.allowed(visit, him):
        yield ReleasedEarlier(him.day)
    lacking = missing(ask)
    if lacking is not None and not stock.enough([visit], him):
        yield lacking
