"""The threshold on the rules is there, covers files that exist, is run by CI, and can fail (0008)."""

import re
import subprocess
import sys

import pytest

from tests.architecture.house import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_threshold_stands_and_ci_asks_for_it():
    """Nobody lowers it in passing."""
    recipe = MAKEFILE.partition("\ncoverage:")[2].partition("\n\n")[0]
    assert "NUMBA_DISABLE_JIT=1" in recipe
    assert '--include="$(RULES)" --fail-under=95' in recipe
    assert "\nmake coverage\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_file_it_names_exists():
    """A pattern that matches nothing measures nothing."""
    patterns = re.findall(r"^RULES +:= (.+)$", MAKEFILE, re.MULTILINE)[0].split(",")
    assert [] == [pattern for pattern in patterns if not list(ROOT.glob(pattern))]


@pytest.mark.parametrize("asked,expected", [("yes", 0), ("no", 2)])
def test_a_branch_left_out_fails_the_threshold(asked, expected, tmp_path):
    """The tool's own exit code is what `make` stops on."""
    sample = (
        "import sys\nif sys.argv[1] == 'yes':\n    x = 1\nif sys.argv[1] != 'yes':\n    x = 2  # pragma: no cover\n"
    )
    (tmp_path / "sample.py").write_text(sample, encoding="utf-8")
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "run", "--include=sample.py", "sample.py", asked], cwd=tmp_path, check=True)
    report = [*coverage, "report", "--fail-under=95"]
    assert expected == subprocess.run(report, cwd=tmp_path, check=False, capture_output=True).returncode
