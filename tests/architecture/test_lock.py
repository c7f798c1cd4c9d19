"""The lock files pin everything, name no host, and agree with pyproject.toml and each other (0003)."""

import re

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.house import ROOT, pyproject

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$", re.MULTILINE)
PLACE = re.compile(r"://|^ *-(?!-hash=sha256:)|^[^#]* @ ")


def lock(name: str) -> str:
    """The text of one lock file."""
    return (ROOT / name).read_text(encoding="utf-8")


def pins(text: str) -> dict[str, str]:
    """Name and version of everything the lock installs on this machine."""
    return {
        pin["name"]: pin["version"]
        for pin in PIN.finditer(text)
        if pin["marker"] is None or Marker(pin["marker"]).evaluate()
    }


def complaints(text: str, accepted: list[str]) -> list[str]:
    """What a lock file does wrong, given the requirements it should satisfy."""
    found = [f"names a place: {line}" for line in text.splitlines() if PLACE.search(line)]
    blocks = [block for block in re.split(r"\n(?=[a-z0-9])", text) if re.match(r"[a-z0-9]", block)]
    found += [f"no hash: {block.splitlines()[0]}" for block in blocks if "--hash=sha256:" not in block]
    pinned = pins(text)
    for requirement in map(Requirement, accepted):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            found.append(f"{requirement} is not satisfied by {version}")
    return found


def test_the_run_time_lock_satisfies_the_project():
    """An operator installs exactly this."""
    assert [] == complaints(lock("requirements.txt"), pyproject()["project"]["dependencies"])


def test_the_development_lock_satisfies_the_project_and_its_tools():
    """`make setup` installs exactly this."""
    accepted = pyproject()["project"]["dependencies"] + pyproject()["dependency-groups"]["dev"]
    assert [] == complaints(lock("requirements-dev.txt"), accepted)


def test_what_is_tested_is_what_ships():
    """Every run-time pin stands in the development lock too."""
    assert pins(lock("requirements.txt")).items() <= pins(lock("requirements-dev.txt")).items()


@pytest.mark.parametrize(
    "text,complaint",
    [
        ("--index-url https://packages.invalid\n", "names a place: --index-url https://packages.invalid"),
        ("--find-links /somewhere\n", "names a place: --find-links /somewhere"),
        ("attrs @ file:///somewhere \\\n    --hash=sha256:00\n", "names a place: attrs @ file:///somewhere \\"),
        ("attrs==26.1.0 \\\n    # via cattrs\n", "no hash: attrs==26.1.0 \\"),
        ("attrs==26.1.0 \\\n    --hash=sha256:00\n", "rich>=14 is not satisfied by None"),
        ("rich==13.0 \\\n    --hash=sha256:00\n", "rich>=14 is not satisfied by 13.0"),
    ],
)
def test_a_planted_fault_is_seen(text, complaint):
    """Each complaint can be provoked."""
    assert complaint in complaints(text, ["rich>=14"])
