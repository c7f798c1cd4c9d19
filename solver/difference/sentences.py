"""How a line of a difference is said."""

from solver.difference.lines import Line, LineKind, Spot
from solver.explain.words import Voice
from solver.sentence import Sentence


def told_of(line: Line, voice: Voice) -> Sentence:
    """What the line changes: who, when, and where it was before."""
    name = voice.name(line.visit)
    if line.after is None:
        return Sentence(f"{name} n'est plus au planning", f"{name} is no longer in the plan")
    becomes = _spot(line.after, voice)
    if line.before is None:
        return Sentence(f"{name} entre au planning ({becomes.fr})", f"{name} joins the plan ({becomes.en})")
    if line.kind is LineKind.MOVED:
        was = _spot(line.before, voice)
        return Sentence(
            f"{name} revient à {becomes.fr} au lieu de {was.fr}", f"{name} goes to {becomes.en} instead of {was.en}"
        )
    old, new = voice.from_hour(line.before.start), voice.from_hour(line.after.start)
    where = f"({voice.name(line.after.technician)}, {line.after.day:%d/%m})"
    if line.kind is LineKind.REORDERED:
        return Sentence(
            f"{name} change de place, à {new} au lieu de {old} {where}",
            f"{name} takes another place, at {new} instead of {old} {where}",
        )
    return Sentence(f"{name} est à {new} au lieu de {old} {where}", f"{name} is at {new} instead of {old} {where}")


def _spot(spot: Spot, voice: Voice) -> Sentence:
    who, day, hour = voice.name(spot.technician), f"{spot.day:%d/%m}", voice.from_hour(spot.start)
    return Sentence(f"{who} le {day} à {hour}", f"{who} on {day} at {hour}")
