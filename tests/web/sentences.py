"""Every sentence of the house, wherever it is written: templates, what actions answer, and what errors say."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from babel.messages.extract import extract_from_dir

from api.problems import SITUATIONS

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "ngettext": (1, 2), "sentence": None, "said": None, "counted": (1, 2)}
ERRORS = (
    "api.errors",
    "calendar_sync.errors",
    "desk.errors",
    "desk.imports.errors",
    "planner.errors",
    "planner.store.errors",
)
"""Where situations are named, each with its sentence."""

ROOMS = ("api", "desk", "planner", "calendar_sync")
STORED = {"ConditionUnmet", "NotUnderstood"}
"""The first names a condition of a protocol; the second says why a line of a file was left out, and is kept with it."""

TYPED = ("api/commands/", "api/command_line.py", "api/backup.py", "api/settings.py", "desk/demo/")
"""Commands and what only they tell speak French to whoever types them."""


def written() -> set[object]:
    """Every sentence that needs a translation, as the catalogues identify them: French, or a pair of them."""
    found = {*_of_pages(), *_of_rooms(), *_of_situations(), *_of_details()}
    return {message for message in found if _has_words(message)}


def _of_pages() -> Iterator[object]:
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    for _, _, message, _, _ in extract_from_dir(ROOT / "web", method_map=methods, keywords=KEYWORDS):
        yield message


def _of_rooms() -> Iterator[object]:
    read = partial(extract_from_dir, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for room in ROOMS:
        for _, _, message, _, _ in read(ROOT / room):
            yield message


def situations() -> Iterator[type[Exception]]:
    """Every error that can be told, except the ones that only stand above others."""
    for module in map(importlib.import_module, ERRORS):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, Exception) and kind.__module__ == module.__name__ and kind.__base__ is not Exception:
                yield kind


def _of_situations() -> Iterator[str]:
    for kind in situations():
        yield getattr(kind, "sentence", None) or (kind.__doc__ or "").splitlines()[0]
    for told in SITUATIONS.values():
        yield from filter(None, (told.title, told.advice))


def details() -> Iterator[tuple[str, ast.expr]]:
    """What errors are raised with instead of their own sentence, and in which file; a constant by what it holds."""
    names = {kind.__name__ for kind in situations()} - STORED
    for where, tree in sources(*ROOMS):
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in names and node.args:
                argument = node.args[0]
                yield where, constants.get(argument.id, argument) if isinstance(argument, ast.Name) else argument


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """The files of some rooms whose words are read on pages, by their path."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            where = path.relative_to(ROOT).as_posix()
            if not where.startswith(TYPED):
                yield where, ast.parse(path.read_text())


def docstrings(tree: ast.Module) -> set[int]:
    """The strings of a file that only its readers see, by the identity of their nodes."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _called(node: ast.Call) -> str:
    """The name of what is called."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _of_details() -> Iterator[str]:
    for _, detail in details():
        if isinstance(detail, ast.Constant) and isinstance(detail.value, str):
            yield detail.value


def _has_words(message: object) -> bool:
    """Whether anything but the places of values is in a message; a colon after a space is French too."""
    text = "".join(message) if isinstance(message, tuple) else str(message)
    inside = 0
    for sign in text:
        inside += (sign == "{") - (sign == "}")
        if not inside and sign.isalpha():
            return True
    return " : " in text
