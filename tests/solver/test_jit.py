"""No kernel kept on disk ever answers for sources it was not made of."""

import sys
from pathlib import Path
from subprocess import run

SCRIPT = "from solver.jit import jitted; import kernel, rule; print(jitted(kernel.twice, [rule])(21))"


def answer_of(folder: Path) -> str:
    """What a fresh process gets from the kernel in this folder."""
    told = run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=_paths(folder))
    return told.stdout.strip()


def _paths(folder: Path) -> dict[str, str]:
    return {"PYTHONPATH": f"{folder}:{Path(__file__).parents[2]}", "NUMBA_CACHE_DIR": str(folder / "kept")}


def test_a_changed_constant_changes_the_answer(tmp_path: Path):
    """Though the kernel itself is as it was; unchanged, what is on disk answers."""
    (tmp_path / "kernel.py").write_text("import rule\n\n\ndef twice(number):\n    return number * rule.FACTOR\n")
    (tmp_path / "rule.py").write_text("FACTOR = 2\n")
    first = [answer_of(tmp_path), answer_of(tmp_path)]
    kept = len(list(tmp_path.rglob("*.nbc")))
    (tmp_path / "rule.py").write_text("FACTOR = 30  # longer, so that Python reads it again\n")

    assert (["42", "42"], 1) == (first, kept)
    assert "630" == answer_of(tmp_path)
    assert 2 == len(list(tmp_path.rglob("*.nbc")))
