"""The closer look judges every promise, the file, the disk and what follows, and finds each planted fault."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import migrations, wiring
from api.backup import note_made
from api.doctor import Finding, State
from api.doctor_deep import examine_closely
from api.settings import Settings, read_settings
from desk.connections import Connection, Provider
from desk.identifiers import ConnectionId
from planner.identifiers import TechnicianId
from planner.routes import Route
from tests.support.house import SECRET

KEPT = Path(__file__).parents[1] / "migrations" / "a_firm_of_0003.sql"
THEN = datetime(2026, 11, 28, 7, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A firm with six appointments to come, seen on the day before the first."""
    chosen = read_settings(data_folder=tmp_path, secret=SECRET)
    with closing(sqlite3.connect(tmp_path / "creneau.sqlite")) as database:
        database.executescript(KEPT.read_text(encoding="utf-8"))
    migrations.migrate(chosen.database)
    whole = wiring.open_house
    monkeypatch.setattr(wiring, "open_house", lambda asked: whole(asked, clock=lambda: THEN))
    monkeypatch.setattr(wiring, "now", lambda: THEN)
    note_made(tmp_path, THEN - timedelta(hours=3))
    return chosen


def found(settings: Settings) -> dict[str, Finding]:
    """What was found, by subject."""
    return {finding.subject: finding for finding in examine_closely(settings)}


def changed(settings: Settings, command: Any) -> None:
    """Change the only firm."""
    house = wiring.open_house(settings)
    house.transactions.write(house.transactions.firms()[0].id, command)
    house.close()


def test_a_server_in_order_is_said_to_be(settings: Settings) -> None:
    """Each subject is good."""
    seen = found(settings)
    assert {"intégrité", "disque", "sauvegarde", "promesses de race"} == set(seen)
    assert {State.GOOD} == {finding.state for finding in seen.values()}


def test_a_promise_that_the_plan_does_not_keep_is_named(settings: Settings) -> None:
    """A route emptied behind the planner's back."""

    def forget(work: Any) -> None:
        (route, *_) = work.routes.between(THEN.date(), THEN.date() + timedelta(days=9))
        work.routes.save([Route(route.technician_id, route.day, version=route.version)])

    changed(settings, forget)
    assert State.BAD is found(settings)["promesses de race"].state


def test_a_damaged_file_is_bad(settings: Settings, tmp_path: Path) -> None:
    """A row that refers to nobody."""
    with closing(sqlite3.connect(tmp_path / "creneau.sqlite")) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("UPDATE accounts SET firm_id = 'nobody'")
        database.commit()
    finding = found(settings)["intégrité"]
    assert (State.BAD, True) == (finding.state, "une ligne de accounts" in finding.sentence)


def test_what_is_no_database_any_more_is_said_and_none_is_made(settings: Settings, tmp_path: Path) -> None:
    """The rest is looked at all the same; the first look says that a file is missing."""
    file = tmp_path / "creneau.sqlite"
    file.write_bytes(b"\x00" * 4096)
    seen = found(settings)
    assert ({"intégrité", "disque", "sauvegarde"}, State.BAD) == (set(seen), seen["intégrité"].state)
    file.unlink()
    assert {"disque", "sauvegarde"} == set(found(settings))
    assert not file.exists()


def test_a_database_that_is_away_stops_nothing(tmp_path: Path) -> None:
    """The first look says it is out of reach."""
    away = read_settings(data_folder=tmp_path, secret=SECRET, database_url=f"postgresql+psycopg://x@/x?host={tmp_path}")
    assert {"disque", "sauvegarde"} == set(found(away))


def test_a_calendar_that_no_longer_follows_is_named(settings: Settings) -> None:
    """Silent since yesterday."""
    old = Connection(
        ConnectionId("c1"),
        TechnicianId("t0"),
        Provider.CALDAV,
        "",
        "https://x.invalid",
        "g",
        b"",
        THEN - timedelta(days=1),
    )
    changed(settings, lambda work: work.of(Connection).put(old))
    finding = found(settings)["agendas de race"]
    assert (State.DOUBTFUL, True) == (finding.state, "t0" in finding.sentence)


def test_an_old_backup_and_a_full_disk_are_said(settings: Settings, tmp_path: Path, monkeypatch) -> None:
    """Doubtful, and bad."""
    note_made(tmp_path, THEN - timedelta(days=3))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**12, 10**12, 10**7))
    seen = found(settings)
    assert (State.DOUBTFUL, State.BAD) == (seen["sauvegarde"].state, seen["disque"].state)


@pytest.mark.postgresql
def test_clocks_apart_are_bad(postgresql_url: str, tmp_path: Path, monkeypatch) -> None:
    """A hold would expire early for one and late for the other."""
    chosen = read_settings(data_folder=tmp_path, secret=SECRET, database_url=postgresql_url)
    migrations.migrate(chosen.database)
    assert State.GOOD is found(chosen)["horloges"].state
    ahead = datetime.now(UTC) + timedelta(minutes=5)
    monkeypatch.setattr(wiring, "now", lambda: ahead)
    assert State.BAD is found(chosen)["horloges"].state


def test_statements_that_take_long_are_logged_without_their_values(settings: Settings, lines) -> None:
    """Every one, where the threshold is a nanosecond; none once the house is closed."""
    house = wiring.open_house(settings.model_copy(update={"slow_query_milliseconds": 1e-6}))
    house.transactions.firm_by_slug("race")
    house.close()
    told = " ".join(line["statement"] for line in lines if line["event"] == "slow_statement")
    assert ("FROM firms" in told, "race" in told) == (True, False)
    before = len(lines)
    changed(settings, lambda work: work.firm)
    assert before == len(lines)
