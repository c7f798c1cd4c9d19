"""What is written about forecasting is true of it."""

import re
from pathlib import Path

import forecasting

ROOM = Path(forecasting.__file__).parent


def test_the_readme_runs():
    """Its block does what it says."""
    (block,) = re.findall(r"```python\n(.*?)```", (ROOM / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(block, "forecasting/README.md", "exec"), {})  # noqa: S102


def test_the_readme_names_every_module():
    """The map of the room is complete."""
    room_map = (ROOM / "README.md").read_text(encoding="utf-8").split("## Where to start reading")[1]
    files = [*ROOM.glob("*.py"), *ROOM.glob("models/*.py"), *ROOM.glob("churn/*.py")]
    modules = {path.stem for path in files} - {"__init__"}

    assert set() == modules - set(re.findall(r"\w+", room_map))
