"""Every page that computes is true: each of its cells runs, in order, and what it claims it asserts."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.house import ROOT

FOLDER = ROOT / "notebooks"
PAGES = sorted(FOLDER.glob("*.ipynb"))


def cells(page: Path) -> list[dict[str, Any]]:
    """The cells of a page, in order."""
    found: list[dict[str, Any]] = json.loads(page.read_text(encoding="utf-8"))["cells"]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_cell_of_a_page_runs(page: Path, capsys: pytest.CaptureFixture[str]):
    """One after the other, in one sitting, as a reader would run them; and there is something to see."""
    said: dict[str, object] = {}
    for cell in cells(page):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{page.name}: {cell['id']}", "exec"), said)  # noqa: S102

    assert "" != capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_explains_before_it_computes(page: Path):
    """Text comes before each cell of code, and what was computed once is not kept."""
    kinds = [cell["cell_type"] for cell in cells(page)]
    code = [cell for cell in cells(page) if cell["cell_type"] == "code"]

    assert ("markdown", "markdown") == (kinds[0], kinds[-1])
    assert ("code", "code") not in set(pairwise(kinds))
    assert [] == [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"]]
    assert any("assert " in line for cell in code for line in cell["source"])


def test_the_folder_lists_its_pages():
    """A page nobody finds explains nothing."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert [] == [page.name for page in PAGES if f"({page.name})" not in readme]
