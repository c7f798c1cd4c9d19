"""Pages of the docs can be found, their links lead somewhere, and their commands exist (0007)."""

import re
from pathlib import Path

import pytest
from typer.main import get_group

from api.command_line import application
from tests.architecture.house import ROOT, rooms

LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
COMMANDS = set(get_group(application).commands)
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob(".github/*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md")]
    + [page for folder in (*rooms(), "benchmarks", "notebooks") for page in (ROOT / folder).rglob("*.md")]
)


def complaints(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere, and the commands it names that do not exist."""
    found = []
    for path, anchor in LINK.findall(text):
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            found.append(f"{path} does not exist")
        elif anchor and anchor not in anchors(text if target == page else target.read_text(encoding="utf-8")):
            found.append(f"{path}#{anchor} is no heading")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    asked = re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)
    found += [f"make {target} does not exist" for target in asked if target not in targets]
    ordered = re.findall(r"(?:`|^|bin/)creneau ([a-z]+)", text, re.MULTILINE)
    return found + [f"creneau {command} does not exist" for command in ordered if command not in COMMANDS]


def anchors(text: str) -> set[str]:
    """The names a browser can jump to: headings, as GitHub and MkDocs write them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_and_commands_of_a_page_exist(page: Path):
    """A dead link is a promise broken."""
    assert [] == complaints(page, page.read_text(encoding="utf-8"))


def test_every_page_of_the_docs_is_in_the_menu():
    """A page nobody can find is not documentation."""
    listed = re.findall(r"([\w/.-]+\.md)", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert sorted(page.relative_to(ROOT / "docs").as_posix() for page in ROOT.glob("docs/**/*.md")) == sorted(listed)


@pytest.mark.parametrize(
    "text,complaint",
    [
        ("[there](nowhere.md)", "nowhere.md does not exist"),
        ("[there](#nothing)\n# Something", "#nothing is no heading"),
        ("`make coffee`", "make coffee does not exist"),
        ("```sh\nmake tea\n```", "make tea does not exist"),
        ("```sh\n.venv/bin/creneau dance\n```", "creneau dance does not exist"),
        ("`creneau sing FILE`", "creneau sing does not exist"),
    ],
)
def test_a_planted_fault_is_seen(text, complaint):
    """Each complaint can be provoked."""
    assert [complaint] == complaints(ROOT / "README.md", text)


def test_headings_with_accents_can_be_linked():
    """French pages link to French headings."""
    assert [] == complaints(ROOT / "README.md", "[x](#démarrer-pour-de-vrai)\n## Démarrer pour de vrai")
