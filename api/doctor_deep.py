"""The doctor's closer look reads the whole plan: a broken promise, a damaged file, a silent calendar, a full disk."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from api import backup, migrations, wiring
from api.doctor import Finding, State
from api.house import House
from api.settings import Settings
from desk.connections import Connection
from planner.firms import Firm
from planner.promises import broken_promises
from planner.store.engines import database_file
from planner.store.maintenance import server_clock
from planner.working_days import local_day

AHEAD = timedelta(days=365)
"""How far ahead promises are judged: nobody books further."""
APART = timedelta(seconds=2)
"""How far the clocks of this machine and of its database may be apart."""
OLD = timedelta(days=2)
"""How old the last backup may be."""
LITTLE, NOTHING = 2_000_000_000, 200_000_000
"""Bytes free on the disk of the data folder: doubtful below the one, bad below the other."""
_SHOWN = 3


def examine_closely(settings: Settings) -> list[Finding]:
    """Return what there is to say of each subject; nothing is changed. It takes as long as reading every route."""
    found = [finding for look in (_integrity, _room, _backup) for finding in look(settings)]
    if not _opens(settings):
        return found
    found += _clocks(settings)
    house = wiring.open_house(settings)
    try:
        for firm in house.transactions.firms():
            found += [_promises(house, firm), *_calendars(house, firm)]
    finally:
        house.close()
    return found


def _opens(settings: Settings) -> bool:
    """Tell whether the database is there and of this version; where it is not, the first look has said so."""
    file = database_file(settings.database)
    if file and not file.exists():
        return False
    try:
        migrations.require(settings.database)
    except Exception:  # noqa: BLE001 - any driver's own error
        return False
    return True


def _integrity(settings: Settings) -> Iterator[Finding]:
    file = database_file(settings.database)
    if not file or not file.exists():
        return
    damage = _damage(file)
    if damage:
        yield Finding("intégrité", State.BAD, f"le fichier est abîmé, restaurez une sauvegarde : {damage}")
    else:
        yield Finding("intégrité", State.GOOD, "le fichier est entier")


def _damage(file: Path) -> str:
    """Return what SQLite finds wrong with a database file first, empty when nothing is."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            said = str(database.execute("PRAGMA integrity_check").fetchone()[0])
            orphan = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    if said != "ok":
        return said
    return f"une ligne de {orphan[0]} en désigne une de {orphan[2]} qui n'existe pas" if orphan else ""


def _clocks(settings: Settings) -> Iterator[Finding]:
    if settings.on_sqlite:
        return
    theirs = server_clock(settings.database)
    apart = abs(wiring.now() - theirs)
    state = State.GOOD if apart < APART else State.BAD
    yield Finding("horloges", state, f"la base de données est à {apart.total_seconds():.1f} s de cette machine")


def _room(settings: Settings) -> Iterator[Finding]:
    there = next(folder for folder in (settings.data_folder, *settings.data_folder.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    state = State.BAD if free < NOTHING else State.DOUBTFUL if free < LITTLE else State.GOOD
    yield Finding("disque", state, f"{free / 1e9:.1f} Go libres pour {there}")


def _backup(settings: Settings) -> Iterator[Finding]:
    made = backup.last_made(settings.data_folder)
    if made is None:
        yield Finding("sauvegarde", State.DOUBTFUL, "aucune faite ici : creneau backup FICHIER")
        return
    state = State.DOUBTFUL if wiring.now() - made > OLD else State.GOOD
    yield Finding("sauvegarde", state, f"la dernière est du {made:%d/%m/%Y %H:%M} UTC")


def _promises(house: House, firm: Firm) -> Finding:
    """Have the referee judge every route to come of one firm."""
    with house.transactions.read(firm.id) as work:
        today = local_day(work.now, firm.zone)
        broken = broken_promises(work, today, today + AHEAD)
    if not broken:
        return Finding(f"promesses de {firm.slug}", State.GOOD, "toutes tenues par le planning, d'après l'arbitre")
    shown = " ; ".join(broken[:_SHOWN])
    return Finding(f"promesses de {firm.slug}", State.BAD, f"{len(broken)} que le planning ne tient pas : {shown}")


def _calendars(house: House, firm: Firm) -> Iterator[Finding]:
    """Say which calendars have not been read for long, or were stopped."""
    with house.transactions.read(firm.id) as work:
        connections = work.of(Connection).find()
    silent = [one.technician_id for one in connections if one.alarming(house.clock())]
    if silent:
        yield Finding(f"agendas de {firm.slug}", State.DOUBTFUL, f"ne suivent plus : {', '.join(sorted(silent))}")
    elif connections:
        yield Finding(f"agendas de {firm.slug}", State.GOOD, f"{len(connections)} suivent")
