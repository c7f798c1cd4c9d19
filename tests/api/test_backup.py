"""A backup counts once it has been restored and everything is there."""

import sqlite3
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api import migrations
from api.backup import back_up, restore, verify
from api.errors import BackupUnreadable, CommandRefused
from desk.customers import Booker, Customer, book
from desk.store import KINDS
from planner.events import PlanAccepted
from planner.firms import Firm
from planner.history import Change, record
from planner.identifiers import AppointmentId, FirmId, ProposalId
from planner.ports import Actor, Snapshot, Work
from planner.store import Database
from tests.support.postgresql import unguarded

DURET = Firm(FirmId("duret"), "duret", "Duret Électricité")


def opened(url: str) -> Database:
    """The database, whose events wait for one listener."""
    return Database(url, kinds=KINDS, listeners=lambda _event: ("mail",))


def lived_in(url: str) -> None:
    """A firm with a customer, a line of history and a delivery that waits."""
    migrations.migrate(url)
    database = opened(url)
    database.create_firm(DURET)
    database.write(DURET.id, booked)
    database.close()


def booked(work: Work) -> None:
    """Write something of every sort."""
    book(work, AppointmentId("a1"), Booker("Camille Revel « 12 »\t\\N", "06 39 98 12 34"))
    event = PlanAccepted(ProposalId("p1"))
    record(work, Change("accept_plan", Actor("dispatcher"), Snapshot(), Snapshot(), (event,)))


def contents(url: str) -> tuple[list[str], list[int], list[int]]:
    """The names, lines of history and deliveries that a database holds."""
    database = opened(url)
    with database.read(DURET.id) as work:
        names = [customer.name for customer in work.of(Customer).find()]
        lines = [entry.number for entry in work.history.latest(10)]
    waiting = [delivery.number for delivery in database.queue.claim(10)]
    database.close()
    return names, lines, waiting


def firms_of(url: str) -> set[str]:
    """The firms it holds."""
    database = opened(url)
    slugs = {firm.slug for firm in database.firms()}
    database.close()
    return slugs


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """A SQLite database that has been lived in."""
    url = f"sqlite:///{tmp_path / 'creneau.sqlite'}"
    lived_in(url)
    return url


def test_a_file_comes_back_whole(file_url: str, tmp_path: Path) -> None:
    """One file that only its owner reads, without a log beside it; what was replaced stays beside."""
    backup = tmp_path / "sauvegarde"
    before = contents(file_url)
    assert back_up(file_url, backup) == backup.stat().st_size
    assert 0o600 == stat.S_IMODE(backup.stat().st_mode)
    database = opened(file_url)
    database.write(DURET.id, booked)
    database.close()
    restore(file_url, backup)
    assert before[:2] == contents(file_url)[:2]
    assert (tmp_path / "creneau.sqlite.before-restore").exists()


def test_a_file_is_backed_up_while_it_is_written_to(file_url: str, tmp_path: Path) -> None:
    """The server goes on; the backup is of one moment."""
    database = opened(file_url)
    database.write(DURET.id, booked)
    back_up(file_url, tmp_path / "sauvegarde")
    database.write(DURET.id, booked)
    database.close()
    fresh = f"sqlite:///{tmp_path / 'autre' / 'creneau.sqlite'}"
    restore(fresh, tmp_path / "sauvegarde")
    assert [2, 1] == contents(fresh)[1]


def test_a_damaged_backup_is_refused_before_anything_is_touched(file_url: str, tmp_path: Path) -> None:
    """Cut short, one byte changed in every page, or something else entirely."""
    good = tmp_path / "sauvegarde"
    back_up(file_url, good)
    before = contents(file_url)[:2]
    whole = good.read_bytes()
    scribbled = bytearray(whole)
    for start in range(4096, len(whole), 4096):
        scribbled[start] ^= 0xFF
    for damaged in (whole[: len(whole) // 2], bytes(scribbled), b"", b"PK\x03\x04", b"bonjour"):
        (tmp_path / "bad").write_bytes(damaged)
        with pytest.raises(BackupUnreadable):
            restore(file_url, tmp_path / "bad")
    assert before == contents(file_url)[:2]


def test_a_backup_of_an_older_version_is_brought_up_to_date(file_url: str, tmp_path: Path) -> None:
    """Restoring ends with the tables this program needs, and with what was in those of then."""
    before = contents(file_url)[:2]
    migrations.downgrade(file_url, "0012")
    back_up(file_url, tmp_path / "sauvegarde")
    assert not migrations.up_to_date(file_url)
    restore(file_url, tmp_path / "sauvegarde")
    assert (True, before) == (migrations.up_to_date(file_url), contents(file_url)[:2])


@pytest.mark.postgresql
@pytest.mark.parametrize("seen_by", [str, unguarded], ids=["a plain role", "a role that sees every row"])
def test_a_postgresql_database_comes_back_whole(
    postgresql_server, tmp_path: Path, seen_by: Callable[[str], str]
) -> None:
    """Into an empty one; numbers go on after the highest restored. Each row once, whoever made the backup."""
    source, target = postgresql_server.new_database(), postgresql_server.new_database()
    lived_in(source)
    neighbour = opened(source)
    neighbour.create_firm(replace(DURET, id=FirmId("voisin"), slug="voisin"))
    neighbour.close()
    back_up(seen_by(source), tmp_path / "sauvegarde")
    assert "postgresql" == verify(tmp_path / "sauvegarde")
    assert 0o600 == stat.S_IMODE((tmp_path / "sauvegarde").stat().st_mode)
    restore(target, tmp_path / "sauvegarde")
    assert contents(source) == contents(target)
    database = opened(target)
    database.write(DURET.id, booked)
    database.close()
    assert [2, 1] == contents(target)[1]
    assert {"duret", "voisin"} == firms_of(target)
    with pytest.raises(CommandRefused):
        restore(target, tmp_path / "sauvegarde")


@pytest.mark.postgresql
def test_an_archive_with_one_bit_changed_is_refused(postgresql_server, tmp_path: Path) -> None:
    """The manifest knows every table to the bit."""
    source = postgresql_server.new_database()
    lived_in(source)
    back_up(source, tmp_path / "good")
    with zipfile.ZipFile(tmp_path / "good") as good, zipfile.ZipFile(tmp_path / "bad", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace(b"Camille", b"Canille") if name == "customers" else content)
    with pytest.raises(BackupUnreadable):
        verify(tmp_path / "bad")


def test_a_backup_goes_back_only_where_it_came_from(file_url: str, tmp_path: Path) -> None:
    """A file does not become a PostgreSQL database."""
    back_up(file_url, tmp_path / "sauvegarde")
    with pytest.raises(BackupUnreadable):
        restore("postgresql+psycopg://nobody@/none", tmp_path / "sauvegarde")


def test_a_failed_backup_leaves_nothing_behind(tmp_path: Path) -> None:
    """And does not overwrite the last good one."""
    (tmp_path / "sauvegarde").write_bytes(b"the last good one")
    with pytest.raises(sqlite3.OperationalError):
        back_up(f"sqlite:///{tmp_path / 'missing.sqlite'}", tmp_path / "sauvegarde")
    assert b"the last good one" == (tmp_path / "sauvegarde").read_bytes()
    assert ["sauvegarde"] == [path.name for path in tmp_path.iterdir()]
