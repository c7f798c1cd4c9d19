"""What an attacker hopes to find (a shell, `eval`, pickles, markup from a string) is nowhere in the rooms (0172)."""

import re

import pytest

from tests.architecture.house import ROOT, pyproject, rooms, sources

EXCUSED = {"S104", "S105", "S311", "S608"}
"""Comparing with 0.0.0.0, the names of passwords, dice, table names of our own: what a line may be excused of."""
LOOKED_AT = {("desk/accounts/one_time_codes.py", "S303"), ("web/qr.py", "S704")}
"""Single lines that were judged: codes of telephones are SHA-1 by RFC 6238, a drawing is the library's."""
IN_A_SCRIPT = r"eval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|postMessage|__proto__"
IN_A_TEMPLATE = r"(?<!')\|\s*safe\b|autoescape\s+false|\{%\s*include\s+[a-z]"
FOR_DICE = "solver/**"


def excuses() -> dict[str, list[str]]:
    """The security rules that whole folders of rooms are excused of."""
    ignores = pyproject()["tool"]["ruff"]["lint"]["per-file-ignores"]
    found = {folder: [rule for rule in rules if rule.startswith("S")] for folder, rules in ignores.items()}
    return {folder: rules for folder, rules in found.items() if folder.split("/")[0] in rooms() and rules}


def complaints(path: str, text: str) -> list[str]:
    """The lines of a file that a reader would have to look at twice."""
    if path.endswith(".py"):
        codes = re.findall(r"# noqa: (S\d+)(.*)", text)
        allowed = EXCUSED | {code for judged, code in LOOKED_AT if judged == path}
        return [f"{code}{reason}" for code, reason in codes if code not in allowed or not reason.startswith(" - ")]
    return re.findall(IN_A_TEMPLATE if path.endswith(".html") else IN_A_SCRIPT, text)


def test_no_rule_about_security_is_switched_off():
    """The rules ruff took from bandit (S) hold in every room; the solver alone may draw seeded numbers."""
    lint = pyproject()["tool"]["ruff"]["lint"]
    assert ["ALL"] == lint["select"]
    assert [] == [rule for rule in lint["ignore"] if rule.startswith("S")]
    assert {FOR_DICE: ["S311"]} == excuses()


def test_no_line_is_excused_of_anything_dangerous():
    """Neither in Python nor in the pages: a shell, a pickle, a parser with entities, markup made of strings."""
    files = {source.path: source.text for source in sources(*rooms())}
    for pattern in ("*/templates/**/*.html", "web/static/js/*.js"):
        files |= {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.glob(pattern)}
    assert {} == {path: found for path, text in files.items() if (found := complaints(path, text))}


@pytest.mark.parametrize(
    "path, text",
    [
        ("x.py", "eval(x)  # noqa: S307 - a good reason"),
        ("x.py", "f'SELECT {x}'  # noqa: S608"),
        ("x.html", "{{ note|safe }}"),
        ("x.html", "{% autoescape false %}"),
        ("x.html", "{% include chosen %}"),
        ("x.js", "row.innerHTML = name;"),
        ("x.js", 'window.addEventListener("message", read); top.postMessage(x)'),
    ],
)
def test_a_planted_fault_is_seen(path, text):
    """Each complaint can be provoked."""
    assert 1 == len(complaints(path, text))
