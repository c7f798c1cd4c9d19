"""What is written about calendars is true of them."""

import re
from pathlib import Path

import calendar_sync

ROOM = Path(calendar_sync.__file__).parent


def test_the_readme_runs() -> None:
    """Its blocks, one after the other, in one sitting."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOM / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    said: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "calendar_sync/README.md", "exec"), said)  # noqa: S102

    assert 2 == len(blocks)


def test_the_readme_names_every_module() -> None:
    """The map of the room is complete."""
    readme = (ROOM / "README.md").read_text(encoding="utf-8")
    modules = {path.stem for path in ROOM.rglob("*.py")} - {"__init__"}

    assert set() == modules - set(re.findall(r"\w+", readme))
