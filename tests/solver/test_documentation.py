"""What is written about the solver is true of it."""

import re
from pathlib import Path

import solver
from solver import rules

ROOM = Path(solver.__file__).parent
REFERENCE = ROOM.parent / "docs" / "reference" / "solver.md"


def test_the_readme_runs():
    """Its blocks, one after the other, in one sitting."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOM / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    said: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "solver/README.md", "exec"), said)  # noqa: S102

    assert len(blocks) > 3


def test_every_rule_is_documented():
    """A rule people cannot read about is a rule they cannot trust."""
    documented = re.findall(r"^\| `(\w+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)

    assert [rule.NAME for rule in rules.RULES] == documented


def test_the_readme_names_every_module():
    """The map of the room is complete."""
    readme = (ROOM / "README.md").read_text(encoding="utf-8")
    room_map = readme.split("## Where to start reading")[1]
    modules = {path.stem for path in ROOM.glob("*.py")} - {"__init__"}

    assert set() == modules - set(re.findall(r"\w+", room_map))
