"""Decision pages are numbered, short, and end with a check that exists (0000)."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, exists

FOLDER = ROOT / "tests" / "architecture"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
ONE_PAGE = 60


def complaints(name: str, text: str) -> list[str]:
    """What is wrong with a decision page, in sentences."""
    number, _, _ = name.partition("-")
    lines = text.rstrip().splitlines()
    found = []
    if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name):
        found.append("its name is not NNNN-title.md")
    if not lines[0].startswith(f"# {number}: "):
        found.append("its title does not carry its number")
    if len(lines) > ONE_PAGE:
        found.append(f"it is longer than {ONE_PAGE} lines")
    check = text.rstrip().rsplit("\n\n", maxsplit=1)[-1]
    named = re.findall(r"`((?:tests|\.ci|benchmarks)/[^`]+)`", check)
    if not check.startswith("Checked by: "):
        found.append("it does not end with its check")
    elif not named:
        found.append("its check names no file")
    return found + [f"its check {target} does not exist" for target in named if not exists(target)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_is_one_page_that_ends_with_its_check(page: Path):
    """A decision without a check is a wish."""
    assert [] == complaints(page.name, page.read_text(encoding="utf-8"))


def test_numbers_are_not_used_twice():
    """A number is how people refer to a decision."""
    numbers = [page.name[:4] for page in PAGES]
    assert sorted(set(numbers)) == numbers


@pytest.mark.parametrize(
    "name,text,complaint",
    [
        ("12-x.md", "# 12: X\n\nChecked by: `.ci/run`", "its name is not NNNN-title.md"),
        ("0012-x.md", "# X\n\nChecked by: `.ci/run`", "its title does not carry its number"),
        ("0012-x.md", "# 0012: X\n" + "line\n" * 60 + "\nChecked by: `.ci/run`", "it is longer than 60 lines"),
        ("0012-x.md", "# 0012: X\n\nBecause we say so.", "it does not end with its check"),
        ("0012-x.md", "# 0012: X\n\nChecked by: everybody", "its check names no file"),
        ("0012-x.md", "# 0012: X\n\nChecked by: `tests/no.py`", "its check tests/no.py does not exist"),
        (
            "0012-x.md",
            "# 0012: X\n\nChecked by: `tests/architecture/test_decisions.py::test_nothing`",
            "its check tests/architecture/test_decisions.py::test_nothing does not exist",
        ),
    ],
)
def test_a_planted_fault_is_seen(name, text, complaint):
    """Each complaint can be provoked."""
    assert [complaint] == complaints(name, text)
