"""What the operator's guide tells to type, so that tests type exactly that."""

import re
from pathlib import Path

_GUIDE = Path(__file__).resolve().parents[2] / "docs" / "exploitant.md"


def sql_of_guide(mentioned: str) -> list[str]:
    """The statements of the one block of SQL that mentions a word."""
    blocks = re.findall(r"```sql\n(.*?)```", _GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [block for block in blocks if mentioned in block]
    return [statement.strip() for statement in block.split(";") if statement.strip()]
