"""Settings come from one place each, are documented, and refuse what would not be safe."""

import stat
from pathlib import Path

import pytest

from api.errors import UnsafeSettings
from api.settings import PREFIX, Settings, read_settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
GOOD_SECRET = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine, and a folder of one's own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    for name in ("CRENEAU_CONFIG", "CRENEAU_SECRETS_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_one_file_in_the_data_folder_is_the_database(tmp_path: Path) -> None:
    """One electrician can run it tonight."""
    settings = read_settings()
    assert f"sqlite:///{tmp_path}/creneau/creneau.sqlite" == settings.database
    assert f"folder:{tmp_path}/creneau/mails" == settings.mail
    assert "http://localhost:8000" == settings.address
    assert settings.on_sqlite


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(monkeypatch, tmp_path) -> None:
    """The nearest word to the person counts."""
    (tmp_path / "creneau.toml").write_text('port = 8001\nhost = "127.0.0.2"\nlog_level = "error"\n')
    monkeypatch.setenv("CRENEAU_PORT", "8002")
    monkeypatch.setenv("CRENEAU_HOST", "127.0.0.3")
    settings = read_settings(port=8003)
    assert (8003, "127.0.0.3", "error") == (settings.port, settings.host, settings.log_level)


def test_another_file_is_read_when_it_is_named(monkeypatch, tmp_path) -> None:
    """CRENEAU_CONFIG names it; a file that is not there is a mistake, not an empty file."""
    monkeypatch.setenv("CRENEAU_CONFIG", str(tmp_path / "other.toml"))
    with pytest.raises(UnsafeSettings, match=r"other\.toml n'existe pas"):
        read_settings()
    (tmp_path / "other.toml").write_text("port = 8004")
    assert 8004 == read_settings().port


def test_a_secret_may_stand_in_a_file_of_its_own(monkeypatch, tmp_path) -> None:
    """As Docker and systemd hand it over: below the environment, above the common file."""
    monkeypatch.setenv("CRENEAU_SECRETS_FOLDER", str(tmp_path / "secrets"))
    with pytest.raises(UnsafeSettings, match="secrets n'existe pas"):
        read_settings()
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "creneau_secret").write_text(f"{GOOD_SECRET}\n")
    (tmp_path / "secrets" / "creneau_port").write_text("8005")
    (tmp_path / "secrets" / "password_of_another_program").write_text("?")
    (tmp_path / "creneau.toml").write_text('port = 8001\nsecret = "in the common file"')
    assert (GOOD_SECRET, 8005) == (read_settings().signing_key, read_settings().port)
    monkeypatch.setenv("CRENEAU_PORT", "8002")
    assert 8002 == read_settings().port


def test_a_misspelt_file_among_the_secrets_is_refused(monkeypatch, tmp_path) -> None:
    """A server that did not find its PostgreSQL address would open an empty file instead."""
    monkeypatch.setenv("CRENEAU_SECRETS_FOLDER", str(tmp_path))
    (tmp_path / "creneau_databse_url").write_text("postgresql+psycopg://x:hunter2@db/creneau")
    with pytest.raises(UnsafeSettings, match="creneau_databse_url") as raised:
        read_settings()
    assert "hunter2" not in str(raised.value)


def test_what_is_not_understood_is_named_without_being_shown(monkeypatch, tmp_path) -> None:
    """A wrong value may be a secret in the wrong place."""
    monkeypatch.setenv("CRENEAU_PORT", "hunter2")
    with pytest.raises(UnsafeSettings, match="CRENEAU_PORT") as raised:
        read_settings()
    assert "hunter2" not in str(raised.value)
    monkeypatch.delenv("CRENEAU_PORT")
    (tmp_path / "creneau.toml").write_text("prot = 8001")
    with pytest.raises(UnsafeSettings, match="CRENEAU_PROT"):
        read_settings()
    (tmp_path / "creneau.toml").write_text("port = = 8001")
    with pytest.raises(UnsafeSettings, match="TOML"):
        read_settings()


@pytest.mark.parametrize("secret", ["", "short", "a" * 64, "0123456789abcdef0123456789abcdef"])
def test_production_refuses_a_secret_that_anybody_could_guess(secret: str) -> None:
    """Missing, short, monotonous or printed in the documentation."""
    with pytest.raises(UnsafeSettings, match="CRENEAU_SECRET"):
        read_settings(environment="production", secret=secret, base_url="https://rdv.example.invalid")


def test_production_refuses_to_be_reached_in_the_clear() -> None:
    """Session cookies and links would travel readable."""
    with pytest.raises(UnsafeSettings, match="CRENEAU_BASE_URL"):
        read_settings(environment="production", secret=GOOD_SECRET, base_url="http://rdv.example.invalid")


def test_production_starts_with_a_good_secret_and_https() -> None:
    """And links then carry the public address."""
    settings = read_settings(environment="production", secret=GOOD_SECRET, base_url="https://rdv.example.invalid/")
    assert "https://rdv.example.invalid" == settings.address
    assert settings.https
    assert GOOD_SECRET == settings.signing_key


def test_outside_production_a_secret_is_made_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    """Restarting does not sign everybody out."""
    made = read_settings().signing_key
    assert made == read_settings().signing_key
    assert 64 == len(made)
    file = tmp_path / "creneau" / "secret"
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert [file] == list(file.parent.iterdir())


@pytest.mark.parametrize("sender", ["", "Duret", "Duret <>", "@exemple.invalid"])
def test_a_sender_nobody_could_answer_is_refused(sender: str) -> None:
    """Every mail would be refused later, one by one."""
    with pytest.raises(UnsafeSettings, match="CRENEAU_MAIL_FROM"):
        read_settings(mail_from=sender)


def test_a_secret_is_never_shown() -> None:
    """Settings may be printed or logged."""
    settings = read_settings(secret=GOOD_SECRET, metrics_token="m" * 20)
    assert GOOD_SECRET not in repr(settings)
    assert "m" * 20 not in settings.model_dump_json()


def test_every_setting_stands_in_the_reference_as_its_field_describes_it() -> None:
    """docs/reference/settings.md says the same as the code."""
    text = REFERENCE.read_text(encoding="utf-8")
    missing = [
        name
        for name, field in Settings.model_fields.items()
        if f"| `{PREFIX}{name.upper()}` |" not in text or f"| {field.description} |" not in text
    ]
    assert [] == missing


def test_the_reference_names_no_setting_that_does_not_exist() -> None:
    """A setting that is gone leaves the page too."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    lines = [line for line in REFERENCE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{PREFIX}")]
    assert known == {line.split("`")[1] for line in lines}
