"""Dependencies are few, known, used and free (0002)."""

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.house import ROOT, Source, pyproject, rooms, sources
from tests.architecture.test_lock import lock, pins

Metadata = dict[str, list[str]]

OSI = "License :: OSI Approved :: "
ALLOWED = {"MIT", "BSD", "Apache-2.0", "PSF", "MPL", "LGPL"}
EXCEPTIONS = {"shellingham": {"ISC"}, "numpy": {"Zlib", "CC0-1.0", "0BSD"}}
FAMILIES = {  # how packages say it → the licence's family
    r"MIT|MIT-0|MIT License": "MIT",
    r"BSD(-[23]-Clause)?|BSD License|BSD 2-Clause License|3-Clause BSD License": "BSD",
    r"Apache(-| )2\.0( WITH LLVM-exception)?|Apache Software License": "Apache-2.0",
    r"PSF-2\.0|Python Software Foundation License": "PSF",
    r"MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)": "MPL",
    r"LGPL-3\.0-(only|or-later)|GNU Lesser General Public License v3 or later \(LGPLv3\+\)": "LGPL",
    r"ISC License|ISC License \(ISCL\)": "ISC",
}
COMES_WITH = {"starlette": "fastapi", "markupsafe": "jinja2"}
NOT_IMPORTED = {  # needed without an import of ours
    "python-multipart": "starlette parses forms with it",
    "tzdata": "zoneinfo reads it where the system has no zones",
}
IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "opentelemetry-sdk": "opentelemetry",
    "pyjwt": "jwt",
    "scikit-learn": "sklearn",
}


def metadata(name: str) -> Metadata:
    """What an installed package says about itself."""
    said = importlib.metadata.metadata(name)
    return {field: said.get_all(field) or [] for field in ("License-Expression", "License", "Classifier")}


def licences(said: Metadata) -> list[set[str]]:
    """What all apply, each a set of choices: "MIT AND (BSD OR ISC)" is [{MIT}, {BSD, ISC}]."""
    for expression in said.get("License-Expression", []):
        parts = [part.strip("()") for part in expression.split(" AND ")]
        return [set(map(_family, part.split(" OR "))) for part in parts]
    classified = [line.removeprefix(OSI) for line in said.get("Classifier", []) if line.startswith(OSI)]
    return [{_family(words)} for words in classified or said.get("License") or ["not said"]]


def _family(words: str) -> str:
    return next((family for pattern, family in FAMILIES.items() if re.fullmatch(pattern, words)), words)


def refused(name: str, said: Metadata) -> list[set[str]]:
    """The licences of a package of which no choice is allowed."""
    allowed = ALLOWED | EXCEPTIONS.get(name, set())
    return [choices for choices in licences(said) if not choices & allowed]


def declared() -> set[str]:
    """The run-time dependencies of pyproject.toml."""
    return {canonicalize_name(Requirement(line).name) for line in pyproject()["project"]["dependencies"]}


def extras() -> set[str]:
    """What an operator may add: a room that imports it lives without it."""
    added = pyproject()["project"]["optional-dependencies"].values()
    return {canonicalize_name(Requirement(line).name) for lines in added for line in lines}


def imported(files: Iterable[Source]) -> set[str]:
    """The top-level modules that these files import, wherever in the file."""
    found = set()
    for source in files:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add((node.module or "").partition(".")[0])
    return found


def libraries(modules: set[str]) -> set[str]:
    """The dependencies that provide these modules; an unknown module stands for itself."""
    outside = modules - set(rooms()) - sys.stdlib_module_names
    owner = {IMPORTED_AS.get(name, name.replace("-", "_")): name for name in declared() | extras()}
    return {COMES_WITH.get(module, owner.get(module, module)) for module in outside}


def rows() -> dict[str, list[str]]:
    """The page's table: package → its other columns."""
    text = (ROOT / "tests" / "architecture" / "0002-dependencies.md").read_text(encoding="utf-8")
    return {
        cells[0].strip(" `"): [cell.strip() for cell in cells[1:]]
        for cells in (line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `"))
    }


def test_every_dependency_has_its_reason():
    """The page and pyproject.toml list the same packages, in the same order."""
    assert sorted(declared()) == list(rows())


@pytest.mark.parametrize("name", sorted(declared()))
def test_the_page_tells_the_licence(name):
    """What the page says is what the package says."""
    told = " AND ".join(" OR ".join(sorted(choices, reverse=True)) for choices in licences(metadata(name)))
    assert rows()[name][1] in {told, told.split(" AND ", maxsplit=1)[0]}


@pytest.mark.parametrize("name", sorted(pins(lock("requirements.txt"))))
def test_every_installed_package_is_free_to_use(name):
    """What dependencies bring along counts too."""
    assert [] == refused(name, metadata(name))


def test_every_library_that_a_room_imports_is_declared():
    """A library that came along by chance leaves by chance."""
    assert set() == libraries(imported(sources(*rooms()))) - declared() - extras()


def test_every_declared_library_is_used():
    """What nobody imports is not carried."""
    assert set(NOT_IMPORTED) == declared() - libraries(imported(sources(*rooms())))


@pytest.mark.parametrize(
    "header,value,expected",
    [
        ("License-Expression", "MIT AND PSF-2.0", []),
        ("License-Expression", "GPL-3.0-only OR BSD-3-Clause", []),
        ("License-Expression", "MIT AND GPL-3.0-only", [{"GPL-3.0-only"}]),
        ("License-Expression", "ISC", [{"ISC"}]),
        ("License", "Proprietary", [{"Proprietary"}]),
        (
            "Classifier",
            "License :: OSI Approved :: GNU Affero General Public License v3",
            [{"GNU Affero General Public License v3"}],
        ),
        ("Name", "silent", [{"not said"}]),
    ],
)
def test_a_planted_licence_is_seen(header, value, expected):
    """Copyleft, secrets and silence are refused; a choice is taken."""
    assert expected == refused("planted", {header: [value]})


def test_a_planted_import_is_seen():
    """Also inside a function, and under its own name when nobody declared it."""
    planted = Source("planner/x.py", "import argon2\ndef f():\n    from pandas.core import x\n    import json, planner")
    assert {"argon2-cffi", "pandas"} == libraries(imported([planted]))
