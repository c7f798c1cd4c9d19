"""Each requirement of OWASP ASVS 5.0, levels 1 and 2, stands once on the security page, proved or reasoned (0172)."""

import re
from collections import Counter

import pytest

from tests.architecture.house import ROOT, exists
from tests.support.asvs import requirements

PAGE = ROOT / "docs" / "reference" / "security.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| (.+?) \| (.*?) ?\| (.+) \|$", re.MULTILINE)
REASONS = ("operator", "not applicable", "pending", "not met")
STATES = ("tested", "documented", *REASONS)
FEW_WORDS = 10
LEVEL = dict(requirements())


def state(proof: str) -> str:
    """What the last cell of a row claims: the word before its reason, else a test, else a page."""
    word = proof.partition(":")[0]
    return word if word in REASONS else "tested" if "`tests/" in proof else "documented"


def unproved(number: str, level: str, what: str, proof: str) -> list[str]:
    """What is wrong with one row, in sentences."""
    found = [] if LEVEL.get(number) == level else [f"{number} is not of level {level}"]
    if len(what.split()) > FEW_WORDS:
        found.append(f"{number} says more than a few words")
    claim = state(proof)
    if claim in REASONS and not re.search(r": \S+ \S+", proof) and claim != "pending":
        found.append(f"{number} gives no reason")
    if claim in {"documented", "operator"} and "](" not in proof:
        found.append(f"{number} leads to no page")
    named = re.findall(r"`(tests/[^`]+)`", proof)
    return found + [f"{number} names {target}, which does not exist" for target in named if not exists(target)]


def complaints(text: str, expected: list[str]) -> list[str]:
    """What is wrong with a page that lists these requirements."""
    rows = ROW.findall(text)
    listed = Counter(number for number, *_ in rows)
    found = [f"{number} stands {listed[number]} times" for number in expected if listed[number] != 1]
    found += [f"{number} is no requirement" for number in listed if number not in expected]
    for number, level, what, _, proof in rows:
        found += unproved(number, level, what, proof)
    counts = Counter((level, state(proof)) for _, level, _, _, proof in rows)
    for level in sorted({level for _, level, *_ in rows}):
        each = [counts[level, claim] for claim in STATES]
        line = f"| {' | '.join(map(str, (level, *each, sum(each))))} |"
        if f"\n{line}\n" not in text:
            found.append(f"the summary does not say {line}")
    return found


def test_the_page_answers_every_requirement():
    """None is forgotten, none claims what is not there, and the summary says what the rows say."""
    assert [] == complaints(PAGE.read_text(encoding="utf-8"), list(LEVEL))


def test_the_numbers_are_those_of_the_standard():
    """As its own index counts them: 345, of which 70 are asked for from level 1 on and 183 more from level 2."""
    assert {"1": 70, "2": 183, "3": 92} == Counter(level for _, level in requirements("123"))


GOOD = "| 2.4.1 | 2 | robots |  | not applicable: no robots here |"
SUMMARY = "\n| 2 | 0 | 0 | 0 | 1 | 0 | 0 | 1 |\n"


@pytest.mark.parametrize(
    "row, complaint",
    [
        ("", "2.4.1 stands 0 times"),
        (f"{GOOD}\n{GOOD}", "2.4.1 stands 2 times"),
        (f"{GOOD}\n{GOOD.replace('2.4.1', '2.4.9')}", "2.4.9 is no requirement"),
        (GOOD.replace("| 2 |", "| 1 |"), "2.4.1 is not of level 1"),
        (GOOD.replace("robots |", "robots " * 11 + "|"), "2.4.1 says more than a few words"),
        (GOOD.replace("no robots here", "robots"), "2.4.1 gives no reason"),
        (GOOD.replace("not applicable: ", ""), "2.4.1 leads to no page"),
        (
            GOOD.replace("not applicable: no robots here", "`tests/conftest.py::test_nothing`"),
            "2.4.1 names tests/conftest.py::test_nothing, which does not exist",
        ),
        (GOOD.replace("not applicable", "not met"), "the summary does not say | 2 | 0 | 0 | 0 | 0 | 0 | 1 | 1 |"),
    ],
)
def test_a_planted_fault_is_seen(row, complaint):
    """Each complaint can be provoked."""
    assert [] == complaints(f"{GOOD}\n{SUMMARY}", ["2.4.1"])
    assert complaint in complaints(f"{row}\n{SUMMARY}", ["2.4.1"])
