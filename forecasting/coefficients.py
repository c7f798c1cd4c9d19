"""What was learned of how long visits take, as text: written once a night, read whenever somebody asks."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from forecasting.durations import Checked, Durations
from forecasting.evidence import Gain
from forecasting.shrinkage import Effects


def written(durations: Durations) -> str:
    """Return all that was learned as JSON, the same text for the same past; NaN where nothing was told."""
    kept = asdict(durations) | {"shape": durations.shape.tolist(), "stretched": durations.stretched.tolist()}
    return json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Durations:
    """Return what was written.

    Raises:
        ValueError, KeyError, TypeError: the text was not written by `written`.
    """
    kept = json.loads(text)
    return Durations(
        seen=kept["seen"],
        effects=tuple(map(_effects, kept["effects"])),
        strays=kept["strays"],
        straying=_effects(kept["straying"]),
        shape=np.array(kept["shape"]),
        stretched=np.array(kept["stretched"]),
        checked=kept["checked"] and _checked(kept["checked"]),
        services={service: _checked(one) for service, one in kept["services"].items()},
    )


def _effects(kept: Mapping[str, Any]) -> Effects:
    return Effects({group: (effect, doubt) for group, (effect, doubt) in kept["found"].items()}, kept["between"])


def _checked(kept: Mapping[str, Any]) -> Checked:
    return Checked(**{**kept, "gain": Gain(**kept["gain"]), "fills": Gain(**kept["fills"])})
