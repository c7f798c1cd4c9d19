"""Who may leave: contract customers, what happened to them, and how likely it is that they give notice.

What others need is named here, and loaded when it is first named.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasting.churn.checks import Checked, check, checked
    from forecasting.churn.contracts import Contract, Event, Happening
    from forecasting.churn.judged import Judged, judge
    from forecasting.churn.risks import Learned, Risk, taught, told
    from forecasting.churn.snapshots import Facts, Snapshots, known_on, learned_from, pooled

_LATER = {
    "Checked": "checks",
    "Contract": "contracts",
    "Event": "contracts",
    "Facts": "snapshots",
    "Happening": "contracts",
    "Judged": "judged",
    "Learned": "risks",
    "Risk": "risks",
    "Snapshots": "snapshots",
    "check": "checks",
    "checked": "checks",
    "judge": "judged",
    "known_on": "snapshots",
    "learned_from": "snapshots",
    "pooled": "snapshots",
    "taught": "risks",
    "told": "risks",
}
"""Where each name is at home."""


def __getattr__(name: str) -> object:
    """Load a name from the module it is at home in."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


__all__ = [
    "Checked",
    "Contract",
    "Event",
    "Facts",
    "Happening",
    "Judged",
    "Learned",
    "Risk",
    "Snapshots",
    "check",
    "checked",
    "judge",
    "known_on",
    "learned_from",
    "pooled",
    "taught",
    "told",
]
