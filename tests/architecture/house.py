"""What the checks look at: the rooms of the house, their modules and their trees."""

import ast
import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def pyproject() -> dict[str, Any]:
    """The project's own description."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def exists(target: str) -> bool:
    """Whether a check named by a page is there: `tests/file.py`, or `tests/file.py::test_name`."""
    path, _, test = target.partition("::")
    file = ROOT / path
    return file.is_file() and (not test or f"def {test}(" in file.read_text(encoding="utf-8"))


def rooms() -> list[str]:
    """The top-level packages that the wheel carries."""
    packages: list[str] = pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return packages


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: where it is, what it says and how Python reads it."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def room(self) -> str:
        """The top-level folder it stands in."""
        return self.path.split("/", maxsplit=1)[0]


@functools.cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file of the given top-level folders, read once."""
    return tuple(_read(folders))


def _read(folders: tuple[str, ...]) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def definitions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """Every function and class under `tree` with its dotted name, outer ones first."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Definition):
            name = f"{prefix}{node.name}"
            yield name, node
            yield from definitions(node, f"{name}.")
        else:
            yield from definitions(node, prefix)
