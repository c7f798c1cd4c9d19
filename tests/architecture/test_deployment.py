"""What docs/deployment hands to an operator agrees with the program, and with itself (0167)."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import CONFIG, PREFIX, SECRETS_FOLDER, Settings
from tests.architecture.house import ROOT, pyproject
from tests.architecture.test_docs import COMMANDS

FOLDER = ROOT / "docs" / "deployment"
GUIDE = ROOT / "docs" / "exploitant-deploiement.md"
SITE = "CRENEAU_SITE"  # the proxy's own: the name in CRENEAU_BASE_URL
PORT = 8000
IMAGE = f"creneau:{pyproject()['project']['version']}"
NUMBERS = {"alerts.yaml", "grafana.json"}  # they name what is counted: test_observability.py
FILES = sorted(path for path in FOLDER.iterdir() if path.is_file() and path.name not in NUMBERS)


def text(name: str) -> str:
    """One of the files."""
    return (FOLDER / name).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    """The services, as Compose reads them."""
    read: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return read


def ours() -> dict[str, Any]:
    """The services that run Créneau."""
    return {name: service for name, service in compose()["services"].items() if service["image"] == IMAGE}


def unknown(content: str) -> set[str]:
    """The variables and secret files a text names that no setting reads."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG, SECRETS_FOLDER, SITE}
    return {name for name in re.findall(r"\bCRENEAU_[A-Z_]+|\bcreneau_[a-z_]+", content) if name.upper() not in known}


def commands(name: str) -> Iterator[list[str]]:
    """What a file has Créneau do: the words after `creneau`, of units and of the image."""
    for line in text(name).splitlines():
        if started := re.match(r"ExecStart=/usr/local/bin/creneau (.+)", line):
            yield shlex.split(started[1])
        elif started := re.match(r"CMD \[(.+)\]$", line):
            yield re.findall(r'"([^"]+)"', started[1])


@pytest.mark.parametrize("path", [*FILES, GUIDE], ids=lambda path: path.name)
def test_every_variable_and_secret_is_a_setting(path: Path) -> None:
    """A misspelt one would be a setting left at its default; a cookie of the proxy's is none."""
    assert set() == unknown(path.read_text(encoding="utf-8").replace("__Host-creneau_server", ""))


@pytest.mark.parametrize("word", ["CRENEAU_DATABASE", "creneau_databse_url"])
def test_a_misspelt_setting_is_seen(word: str) -> None:
    """The check can fail."""
    assert {word} == unknown(f"export {word}=x CRENEAU_PORT=1")


def test_the_settings_file_is_one_the_program_reads() -> None:
    """Its keys are settings, and nothing in it is a secret."""
    keys = set(re.findall(r"^(\w+) =", text("creneau.toml"), re.MULTILINE))
    assert {"base_url", "database_url", "environment"} < keys
    assert keys <= set(Settings.model_fields)
    assert not keys & {"secret", "mail_url", "metrics_token", "microsoft_secret"}


def test_every_command_that_is_started_exists() -> None:
    """Servers and workers, of units, image and services."""
    started = [words[0] for file in FILES for words in commands(file.name) if words[0] != "python"]
    started += [service["command"][0] for service in ours().values()]
    assert {"serve", "worker", "migrate"} == set(started) & COMMANDS == set(started)


def test_ports_agree() -> None:
    """Where the image listens, where it is asked after its health, where the proxy looks."""
    image = text("Containerfile")
    assert [str(PORT)] == re.findall(r"EXPOSE (\d+)", image) == re.findall(r"127\.0\.0\.1:(\d+)", image)
    assert str(PORT) in next(words for words in commands("Containerfile") if "serve" in words)
    assert str(PORT) in ours()["api"]["command"]
    assert [str(PORT)] == re.findall(r"port (\d+)", text("Caddyfile"))
    units = set(re.findall(r"creneau-server@(\d+)", GUIDE.read_text(encoding="utf-8")))
    assert units == set(re.findall(r"server 127\.0\.0\.1:(\d+)", text("nginx.conf")))


def test_nginx_takes_what_the_program_takes() -> None:
    """An upload that one accepts the other does not refuse."""
    megabytes = re.findall(r"client_max_body_size (\d+)m", text("nginx.conf"))
    assert [Settings.model_fields["upload_bytes"].default // 1_000_000] == [int(number) for number in megabytes]


def test_only_the_proxy_is_believed_and_only_it_is_reached() -> None:
    """Nobody else gets its address: the others' begin elsewhere."""
    front = compose()["networks"]["front"]["ipam"]["config"][0]
    proxy = compose()["services"]["proxy"]["networks"]["front"]["ipv4_address"]
    assert {proxy} == {service["environment"]["CRENEAU_TRUSTED_PROXIES"] for service in ours().values()}
    assert ("172.30.83.128/25", "172.30.83.2") == (front["ip_range"], proxy)
    assert ["proxy"] == [name for name, service in compose()["services"].items() if "ports" in service]
    assert compose()["networks"]["database"] == {"internal": True}


def test_services_run_with_as_little_as_they_need() -> None:
    """No write outside their volumes, no capability more than named, no new privilege, no password in sight."""
    for name, service in compose()["services"].items():
        assert service["read_only"], name
        assert (["ALL"], ["no-new-privileges:true"]) == (service["cap_drop"], service["security_opt"])
    assert not any("cap_add" in service for service in ours().values())
    assert ["USER 10001"] == re.findall(r"^USER .+$", text("Containerfile"), re.MULTILINE)
    assert re.search("--require-hashes", text("Containerfile"))
    assert not re.search(r"(?i)(password|secret|token)\w*[:=] *['\"]?(?!/run/secrets)\w", text("compose.yaml"))


def test_every_secret_of_the_services_is_a_file_the_guide_makes() -> None:
    """And each service gets only what it reads."""
    files = {name: told["file"] for name, told in compose()["secrets"].items()}
    used = {name for service in compose()["services"].values() for name in service.get("secrets", ())}
    assert files == {name: f"./secrets/{name}" for name in used}
    assert [] == [name for name in used if f"secrets/{name}" not in GUIDE.read_text(encoding="utf-8")]
    assert ["postgres_password", "server_password"] == compose()["services"]["database"]["secrets"]


def test_the_servers_role_is_no_superuser() -> None:
    """PostgreSQL shows a superuser every firm (0169): the image makes one, the script beside it a plain role."""
    database = compose()["services"]["database"]
    assert "POSTGRES_USER" not in database["environment"]
    assert "./database.sh:/docker-entrypoint-initdb.d/creneau.sh:ro" in database["volumes"]
    assert ["LOGIN PASSWORD :'password'"] == re.findall(r"CREATE ROLE creneau (.+);", text("database.sh"))
    assert "postgresql+psycopg://creneau:$(cat secrets/server_password)@" in GUIDE.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("name", ["creneau-server@.service", "creneau-worker@.service"])
def test_systemd_understands_the_units_and_finds_them_closed(name: str, tmp_path: Path) -> None:
    """No word it does not know; an exposure of 2 of 10 at most: network and JIT are needed."""
    unit = tmp_path / name.replace("@.", "@1.")
    unit.write_text(text(name).replace("/usr/local/bin/creneau", "/bin/true"))
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (0, "") == (verified.returncode, verified.stderr)
    judged = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)]
    assert 0 == subprocess.run(judged, capture_output=True, check=False).returncode


def test_both_units_differ_only_in_what_they_do() -> None:
    """What is closed for one is closed for the other."""
    hardening = [
        [line for line in text(f"creneau-{name}@.service").splitlines() if "=" in line and not re.match(OWN, line)]
        for name in ("server", "worker")
    ]
    assert hardening[0] == hardening[1]
    assert "NoNewPrivileges=yes" in hardening[0]


OWN = r"#|Description=|ExecStart=|TimeoutStopSec="
