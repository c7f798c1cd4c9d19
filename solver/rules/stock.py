"""Stock: he has the tools and the parts each visit needs, from home or from his depot, where he may load once a day."""

from collections.abc import Mapping, Sequence

from solver.problem import Shift, Visit
from solver.sentence import Sentence

NAME = "stock"


def last_loading(visits: Sequence[Visit], shift: Shift) -> int | None:
    """After how many visits at the latest he must have loaded; None when what he has from home is enough."""
    left = dict(shift.parts)
    for number, visit in enumerate(visits):
        for part, count in visit.parts.items():
            left[part] = left.get(part, 0) - count
        if not visit.tools <= shift.tools or any(count < 0 for count in left.values()):
            return number
    return None


def enough(visits: Sequence[Visit], shift: Shift) -> bool:
    """Whether he can have everything these visits need: from home, or because he has a depot."""
    return shift.depot is not None or last_loading(visits, shift) is None


def lacking(visit: Visit, tools: frozenset[str], parts: Mapping[str, int]) -> list[str]:
    """What the visit needs that is not there, in alphabetical order."""
    short = (part for part, count in visit.parts.items() if parts.get(part, 0) < count)
    return sorted({*(visit.tools - tools), *short})


def refusal(label: str) -> Sentence:
    """Said for each tool or part he would lack; `label` is its name in print."""
    return Sentence(f"il lui manquerait : {label}", f"they would lack: {label}")
