"""Functions and files fit on a screen or two (0004)."""

import ast

import pytest

from tests.architecture.house import Source, definitions, rooms, sources

FUNCTION_LINES = 40
FILE_LINES = 400
ARGUMENTS = 6
EXCUSE = "# size: "


def complaints(source: Source) -> list[str]:
    """What is too big in one file, in sentences."""
    lines = source.text.splitlines()
    found = [f"{source.path} has {len(lines)} lines"] if len(lines) > FILE_LINES else []
    for name, node in definitions(source.tree):
        if isinstance(node, ast.ClassDef):
            continue
        if function_lines(node) > FUNCTION_LINES and not _excused(node, lines):
            found.append(f"{source.path}: {name} has {function_lines(node)} lines")
        if arguments(node) > ARGUMENTS and source.room != "tests":
            found.append(f"{source.path}: {name} has {arguments(node)} arguments")
    return found


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring not counted."""
    first = node.body[0]
    docstring = 0 if ast.get_docstring(node) is None else (first.end_lineno or 0) - first.lineno + 1
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Arguments of every kind, `self` and `cls` not counted."""
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in every)


def _excused(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> bool:
    start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return start > 1 and lines[start - 2].strip().startswith(EXCUSE)


@pytest.mark.parametrize("source", sources(*rooms(), "tests", "benchmarks"), ids=lambda source: source.path)
def test_nothing_is_too_big(source: Source):
    """What does not fit on a screen is not read."""
    assert [] == complaints(source)


LONG = "def long():\n" + "    x = 1\n" * 40
EXCUSED = "# size: a compiled kernel\n@decorated\n" + LONG


@pytest.mark.parametrize(
    "text,expected",
    [
        ("x = 1\n" * 400, []),
        ("x = 1\n" * 401, ["room/x.py has 401 lines"]),
        ("def just():\n" + "    x = 1\n" * 39, []),
        ('def told():\n    """Once.\n\n    Twice.\n    """\n' + "    x = 1\n" * 39, []),
        (LONG, ["room/x.py: long has 41 lines"]),
        (EXCUSED, []),
        ("class A:\n    async def m(self, a, b, c, d, e, f): ...\n", []),
        ("class A:\n    def m(self, a, b, /, c, *, d, e, f, g): ...\n", ["room/x.py: A.m has 7 arguments"]),
    ],
)
def test_a_planted_fault_is_seen(text, expected):
    """Each complaint can be provoked, and only where it is due."""
    assert expected == complaints(Source("room/x.py", text))
