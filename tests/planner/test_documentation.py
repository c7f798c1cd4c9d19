"""What the README of the planner shows works, and says what is true."""

import re
import tomllib
from pathlib import Path

from planner import errors
from planner.errors import Refused

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "planner" / "README.md").read_text(encoding="utf-8")


def test_the_example_runs():
    """From the first slot to a cancelled appointment."""
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(block, "planner/README.md", "exec"), {})  # noqa: S102


def test_the_layers_drawn_are_the_layers_checked():
    """The drawing is the contract, line by line."""
    drawn = README.partition("## Modules in layers")[2].split("```")[1].strip().splitlines()
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert next(one["layers"] for one in contracts if one["id"] == "planner") == drawn


def test_every_refusal_is_named():
    """A reader finds each situation in the README and in the tree that opens `errors.py`."""
    refusals = {kind.__name__ for kind in Refused.__subclasses__() if kind.__module__ == errors.__name__}
    assert refusals == {name for name in refusals if f"`{name}`" in README and f"── {name} " in (errors.__doc__ or "")}
