"""Every module opens with a sentence, every public name says what it is for, every room has its page (0006)."""

import ast
import re

import pytest

from tests.architecture.house import ROOT, Source, definitions, rooms, sources

SENTENCE = re.compile(r"[A-ZÀ-Ý0-9`\"'/«].*[.?!:)]")


def complaints(source: Source) -> list[str]:
    """Docstrings that are missing or do not open with a sentence."""
    opening = (ast.get_docstring(source.tree) or "").partition("\n")[0]
    found = [] if SENTENCE.fullmatch(opening) else [f"{source.path} does not open with a sentence"]
    for name, node in definitions(source.tree):
        private = any(part.startswith("_") for part in name.split("."))
        if not private and ast.get_docstring(node) is None and _is_reachable(source.tree, name):
            found.append(f"{source.path}: {name} has no docstring")
    return found


def _is_reachable(tree: ast.Module, name: str) -> bool:
    """Whether every outer definition is a class: what stands inside a function is nobody else's business."""
    kinds = dict(definitions(tree))
    outer = name.split(".")[:-1]
    return all(isinstance(kinds[".".join(outer[: end + 1])], ast.ClassDef) for end in range(len(outer)))


@pytest.mark.parametrize("source", sources(*rooms(), "benchmarks"), ids=lambda source: source.path)
def test_modules_and_public_names_say_what_they_are_for(source: Source):
    """The first line decides whether somebody reads on."""
    assert [] == complaints(source)


@pytest.mark.parametrize("source", sources("tests"), ids=lambda source: source.path)
def test_tests_say_why_they_matter(source: Source):
    """A red test is read by somebody who did not write it."""
    found = [line for line in complaints(source) if ": " not in line or ": test_" in line]
    assert [] == found


@pytest.mark.parametrize("room", rooms())
def test_every_room_has_its_page(room):
    """What it is for, its verbs, where to start reading."""
    assert (ROOT / room / "README.md").is_file()


@pytest.mark.parametrize(
    "text,expected",
    [
        ('"""A sentence."""', []),
        ("x = 1", ["x.py does not open with a sentence"]),
        ('"""no sentence"""', ["x.py does not open with a sentence"]),
        ('"""A sentence."""\ndef f(): ...', ["x.py: f has no docstring"]),
        ('"""A sentence."""\nclass A:\n    """A."""\n    def m(self): ...', ["x.py: A.m has no docstring"]),
        ('"""A sentence."""\ndef _f(): ...\ndef g():\n    """G."""\n    def inner(): ...', []),
    ],
)
def test_a_planted_fault_is_seen(text, expected):
    """Each complaint can be provoked, and only where it is due."""
    assert expected == complaints(Source("x.py", text))
