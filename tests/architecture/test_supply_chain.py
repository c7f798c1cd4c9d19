"""What comes with us is listed to the bit, and no secret leaves with us (0168)."""

import json
import subprocess
import sysconfig
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

from tests.architecture.house import ROOT, pyproject
from tests.architecture.test_lock import PIN, lock

PROGRAMS = Path(sysconfig.get_path("scripts"))
BASELINE = ROOT / ".ci" / "secrets.baseline"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The bill of materials, made as `make sbom` makes it."""
    made = tmp_path_factory.mktemp("sbom") / "creneau.cdx.json"
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nsbom:")[2].partition("\n\n")[0]
    (words,) = [line.split("cyclonedx-py ")[1].split() for line in recipe.splitlines() if "cyclonedx-py" in line]
    command = [str(PROGRAMS / "cyclonedx-py"), *words[:-1], str(made)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    read: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    return read


def test_the_bill_of_materials_lists_what_is_installed(listed: dict[str, Any]) -> None:
    """Every pin of the run-time lock, of every platform, and nothing else; CycloneDX 1.6."""
    assert ("CycloneDX", "1.6") == (listed["bomFormat"], listed["specVersion"])
    assert pyproject()["project"]["version"] == listed["metadata"]["component"]["version"]
    pinned = sorted((pin["name"], pin["version"]) for pin in PIN.finditer(lock("requirements.txt")))
    assert pinned == sorted((one["name"], one["version"]) for one in listed["components"])


def test_every_component_is_known_by_its_hashes(listed: dict[str, Any]) -> None:
    """A name and a version can be published twice; a hash cannot."""
    for one in listed["components"]:
        hashes = [told["alg"] for place in one["externalReferences"] for told in place.get("hashes", ())]
        assert {"SHA-256"} == set(hashes), one["name"]


def found(folder: Path, text: str) -> bool:
    """Whether the scan of `make check` stops at a file of this text."""
    (folder / "planted.py").write_text(text)
    with transient_settings(json.loads(BASELINE.read_text(encoding="utf-8"))):
        seen = SecretsCollection(root=str(folder))
        seen.scan_file("planted.py")
    return bool(seen)


@pytest.mark.parametrize(
    "planted",
    [
        f"secret = '{sha256(b'planted').hexdigest()}'",
        "AWS = 'AK" + "IAIOSFODNN7EXAMPLE'",
        "-----BEGIN " + "PRIVATE KEY-----",
        "url = 'smtp://odile:" + "tr0ubad0ur@smtp.exemple.fr'",
        "token = 'ghp" + "_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'",
    ],
)
def test_a_planted_secret_is_found(planted: str, tmp_path: Path) -> None:
    """Our own kind (`openssl rand -hex 32`), those of others, and passwords in addresses."""
    assert found(tmp_path, planted)


def test_an_example_is_no_secret(tmp_path: Path) -> None:
    """The addresses that documentation shows."""
    assert not found(tmp_path, "url = 'smtp://user:password@host:587'")


def test_what_was_judged_harmless_is_invented() -> None:
    """Only tests and the examples of the API may show something that looks like a secret."""
    judged = json.loads(BASELINE.read_text(encoding="utf-8"))["results"]
    assert [] == [path for path in judged if not path.startswith(("tests/", "api/v1/examples.py"))]
