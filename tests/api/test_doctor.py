"""The doctor says of each subject how it is, and changes nothing."""

from pathlib import Path
from typing import Any

import pytest

from api import migrations
from api.doctor import State, examine, wal_is_mended
from api.settings import Settings, read_settings
from tests.support.house import SECRET
from tests.support.postgresql import unguarded


def settings(folder: Path, **changes: Any) -> Settings:
    """Settings of a server in this folder."""
    return read_settings(**{"data_folder": folder, "secret": SECRET, **changes})


def found(chosen: Settings) -> dict[str, State]:
    """How each subject is."""
    return {finding.subject: finding.state for finding in examine(chosen)}


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    """A folder with an empty database that is up to date."""
    migrations.migrate(settings(tmp_path).database)
    return tmp_path


def test_a_server_that_was_never_started_is_no_failure(tmp_path: Path) -> None:
    """Nothing is made by looking: no database, no secret, no folder."""
    looked = found(settings(tmp_path / "new", secret=""))
    assert {State.DOUBTFUL} == {looked[subject] for subject in ("base de données", "secret", "messagerie")}
    assert [] == list(tmp_path.iterdir())


def test_an_empty_database_lacks_a_firm(migrated: Path) -> None:
    """And is otherwise good."""
    states = found(settings(migrated))
    assert (State.GOOD, State.DOUBTFUL) == (states["base de données"], states["entreprises"])


def test_a_database_out_of_reach_is_bad(tmp_path: Path) -> None:
    """Its driver's own words stay unsaid: they hold the address, perhaps a password."""
    away = settings(tmp_path, database_url="postgresql+psycopg://x:hunter2@127.0.0.1:1/none")
    findings = examine(away)
    assert State.BAD in {finding.state for finding in findings if finding.subject == "base de données"}
    assert "hunter2" not in str(findings)


def test_a_database_of_another_version_is_bad(migrated: Path) -> None:
    """Behind or ahead."""
    migrations.downgrade(settings(migrated).database, "base")
    assert State.BAD is found(settings(migrated))["base de données"]


@pytest.mark.parametrize("secret, state", [(SECRET, State.GOOD), ("", State.DOUBTFUL), ("short", State.BAD)])
def test_a_secret_is_chosen_made_or_too_short(migrated: Path, secret: str, state: State) -> None:
    """Chosen is best."""
    assert state is found(settings(migrated, secret=secret))["secret"]


@pytest.mark.parametrize(
    "url, state",
    [("smtp://127.0.0.1:1?tls=none", State.BAD), ("carrier-pigeon:x", State.BAD), ("folder:/proc/none", State.BAD)],
)
def test_mail_that_cannot_leave_is_bad(migrated: Path, url: str, state: State) -> None:
    """Away, not understood, or a folder that cannot be written."""
    assert state is found(settings(migrated, mail_url=url))["messagerie"]


def test_mail_kept_in_a_folder_is_doubtful(migrated: Path) -> None:
    """Nobody gets it."""
    assert State.DOUBTFUL is found(settings(migrated))["messagerie"]


@pytest.mark.parametrize(
    "url, state",
    [("pigeon:x", State.BAD), ("folder:/srv/sms", State.DOUBTFUL), ("https://j@passerelle.invalid", State.GOOD)],
)
def test_short_messages_leave_stay_or_are_not_understood(migrated: Path, url: str, state: State) -> None:
    """And a server that sends none says nothing of them."""
    assert state is found(settings(migrated, sms_url=url))["SMS"]
    assert "SMS" not in found(settings(migrated))


def test_a_public_address_in_the_clear_is_bad(migrated: Path) -> None:
    """A local one is nobody's business."""
    assert State.BAD is found(settings(migrated, base_url="http://rdv.exemple.invalid"))["adresse"]
    assert "adresse" not in found(settings(migrated, base_url="https://rdv.exemple.invalid"))
    assert "adresse" not in found(settings(migrated))


@pytest.mark.parametrize(
    "version, mended",
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
    ],
)
def test_the_versions_of_sqlite_with_the_wal_defect_are_known(version: tuple[int, ...], mended: bool) -> None:
    """It was mended in 3.51.3, and in 3.50.7 and 3.44.6."""
    assert mended is wal_is_mended(version)


@pytest.mark.postgresql
def test_a_role_that_sees_every_row_is_doubtful(postgresql_url: str, tmp_path: Path) -> None:
    """PostgreSQL keeps firms apart from a plain role only."""
    migrations.migrate(postgresql_url)
    assert "rôle PostgreSQL" not in found(settings(tmp_path, database_url=postgresql_url))
    above = found(settings(tmp_path, database_url=unguarded(postgresql_url)))
    assert State.DOUBTFUL is above["rôle PostgreSQL"]
