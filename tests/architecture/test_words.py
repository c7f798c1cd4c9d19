"""Public names of the domain use the glossary, one word for one thing (0005)."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath

import pytest

from tests.architecture.house import ROOT, Source, definitions, sources

DOMAIN = ("planner", "desk", "api")
PAGE = ROOT / "tests" / "architecture" / "0005-words.md"


def table(heading: str) -> list[tuple[str, str]]:
    """The two columns of the page's table that starts with this heading."""
    text = PAGE.read_text(encoding="utf-8")
    rows = text.partition(heading)[2].partition("\n\n")[0].splitlines()[2:]
    return [(left.strip(), right.strip()) for left, right in (row.strip("|").split("|") for row in rows)]


NEVER = {word: say for say, words in table("| say | never |") for word in words.split(", ")}
ALLOWED = {name for names, _ in table("| name | because |") for name in re.findall(r"`([\w*]+)`", names)}


def complaints(source: Source) -> list[str]:
    """The public names of one file that use a word of the "never" column."""
    return [
        f"{source.path}: {name} says {word}, the glossary says {NEVER[word]}"
        for name in public_names(source)
        if not any(fnmatch(name, allowed) for allowed in ALLOWED)
        for word in words(name)
        if word in NEVER
    ]


def words(name: str) -> list[str]:
    """The words of an identifier, in lower case and singular: `HeldSlots` → held, slot."""
    found = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]
    return [word.removesuffix("s") if word != "works" else word for word in found]


def public_names(source: Source) -> Iterator[str]:
    """Names of the module, its constants, classes, functions, arguments and fields that have no leading underscore."""
    tree = source.tree
    every = [PurePosixPath(source.path).stem, *_assigned(tree)]
    for dotted, node in definitions(tree):
        if any(part.startswith("_") for part in dotted.split(".")):
            continue
        every.append(node.name)
        every.extend(_assigned(node) if isinstance(node, ast.ClassDef) else _arguments(node))
    yield from (name for name in dict.fromkeys(every) if not name.startswith("_"))


def _assigned(scope: ast.Module | ast.ClassDef) -> Iterator[str]:
    for statement in scope.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


@pytest.mark.parametrize("source", sources(*DOMAIN), ids=lambda source: source.path)
def test_public_names_use_the_glossary(source: Source):
    """Two words for one thing become two things."""
    assert [] == complaints(source)


def test_every_word_to_say_stands_in_the_glossary():
    """The page and the README speak of the same words."""
    glossary = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Words")[2]
    said = {word for say in NEVER.values() for word in re.findall(r"`\w+`", say)}
    assert set() == {word for word in said if word not in glossary}


@pytest.mark.parametrize(
    "path,text,guilty",
    [
        ("planner/jobs.py", "", "jobs"),
        ("planner/x.py", "MAX_TRIPS = 3", "MAX_TRIPS"),
        ("planner/x.py", "class ClientMeeting: ...", "ClientMeeting"),
        ("planner/x.py", "class A:\n    location: str", "location"),
        ("planner/x.py", "def plan(*, timeslot): ...", "timeslot"),
        ("planner/x.py", "class A:\n    async def product(self): ...", "product"),
        ("planner/x.py", "def served_zone(): ...", "served_zone"),
    ],
)
def test_a_planted_word_is_seen(path, text, guilty):
    """Each kind of public name is looked at."""
    assert guilty in " ".join(complaints(Source(path, text)))


@pytest.mark.parametrize(
    "text",
    [
        "def _job(): ...",
        "class _Tour:\n    def trip(self): ...",
        "def works(*, zone): ...",
        "def expiry():\n    job = 1",
        "import worksheet",
    ],
)
def test_what_is_private_or_means_something_else_is_free(text):
    """The check is about the words people share."""
    assert [] == complaints(Source("planner/x.py", text))
