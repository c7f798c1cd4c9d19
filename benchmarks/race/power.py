"""Power cuts replayed from a recording: what was synced is on the disk, of the rest whatever the disk pleased.

A cut falls between two recorded events. Of what no sync had confirmed by then nothing survives, or the beginning, or
any part, or the beginning with its last write torn at a sector. The files are put together as such a disk would give
them back, and SQLite opens them: every acknowledgement before the cut must be there, and nothing half.
"""

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks.race import ground
from benchmarks.race.keeper import Keeper
from benchmarks.race.recording import Acknowledged, Cut, Recorded, Recording, Synced, Written, recording

DATABASE = "power.sqlite"
THREADS, DAYS = 4, 21
SECTOR = 512

Files = dict[str, bytearray]
Unsynced = Written | Cut


@dataclass(frozen=True, slots=True)
class Happened:
    """The files as they were before, and what happened to them."""

    before: Files
    events: Sequence[Recorded]


@dataclass(slots=True)
class Found:
    """How many cuts lost something acknowledged, left something half, or left no database at all."""

    cuts: int = 0
    lossy: int = 0
    most_lost: int = 0
    half: int = 0
    corrupt: int = 0
    by_way: dict[str, int] = field(default_factory=dict)


def book(folder: Path, bookings: int, seed: int) -> Happened:
    """Record the real store while customers hold and confirm, several at a time."""
    url = f"sqlite:///{folder / DATABASE}"
    ground.found(url)
    before = {DATABASE: bytearray((folder / DATABASE).read_bytes())}
    with recording(folder) as recorded:
        keeper = Keeper(url)
        with ThreadPoolExecutor(THREADS) as pool:
            share = [(seed * THREADS + number, bookings // THREADS) for number in range(THREADS)]
            list(pool.map(lambda one: _customer(keeper, recorded, *one), share))
        keeper.database.close()
    return Happened(before, recorded.events)


def _customer(keeper: Keeper, recorded: Recording, seed: int, bookings: int) -> None:
    dice, first = random.Random(seed), ground.first_day()
    for number in range(bookings):
        day = first + timedelta(days=dice.randrange(DAYS))
        start, place = ground.start_of(day, dice.randrange(ground.STARTS)), dice.randrange(len(ground.PLACES))
        held = keeper.answer((f"{seed}-{number}-h", "hold", (dice.choice(ground.TECHNICIANS), start, place)))
        if "appointment" in held:
            key = held["appointment"]
            confirmed = keeper.answer((f"{seed}-{number}-c", "confirm", (key, place)))
            if "refused" not in confirmed:
                recorded.note(Acknowledged(key))


def cut(recorded: Happened, folder: Path, cuts: int, seed: int) -> Found:
    """Cut the power so often, each time somewhere else, and look at what is left."""
    dice, found = random.Random(seed), Found()
    moments = sorted(dice.randrange(1, len(recorded.events) + 1) for _ in range(cuts))
    for way, disk, acknowledged in _disks(recorded, moments, dice):
        found.cuts += 1
        lost, half, sound = _looked_at(folder, disk, acknowledged)
        found.lossy += bool(lost)
        found.most_lost = max(found.most_lost, lost)
        found.half += half
        found.corrupt += not sound
        if lost or half or not sound:
            found.by_way[way] = found.by_way.get(way, 0) + 1
    return found


def _disks(recorded: Happened, moments: Iterable[int], dice: random.Random) -> Iterator[tuple[str, Files, set[str]]]:
    """Yield for each moment how the disk behaved, what it gives back, and what had been acknowledged."""
    durable = {name: bytearray(data) for name, data in recorded.before.items()}
    unsynced: list[Unsynced] = []
    acknowledged: set[str] = set()
    done = 0
    for moment in moments:
        for event in recorded.events[done:moment]:
            if isinstance(event, Acknowledged):
                acknowledged.add(event.what)
            elif isinstance(event, Synced):
                _apply(durable, [one for one in unsynced if one.file == event.file])
                unsynced = [one for one in unsynced if one.file != event.file]
            else:
                unsynced.append(event)
        done = moment
        way = dice.choice(list(WAYS))
        disk = {name: bytearray(data) for name, data in durable.items()}
        _apply(disk, WAYS[way](unsynced, dice))
        yield way, disk, acknowledged


def _apply(disk: Files, events: Iterable[Unsynced]) -> None:
    for event in events:
        data = disk.setdefault(event.file, bytearray())
        if isinstance(event, Cut):
            del data[event.size :]
        else:
            data.extend(bytes(max(0, event.offset - len(data))))
            data[event.offset : event.offset + len(event.data)] = event.data


def _nothing(_unsynced: list[Unsynced], _dice: random.Random) -> list[Unsynced]:
    return []


def _beginning(unsynced: list[Unsynced], dice: random.Random) -> list[Unsynced]:
    return unsynced[: dice.randint(0, len(unsynced))]


def _any_part(unsynced: list[Unsynced], dice: random.Random) -> list[Unsynced]:
    return [one for one in unsynced if dice.random() < 1 / 2]


def _torn(unsynced: list[Unsynced], dice: random.Random) -> list[Unsynced]:
    whole = _beginning(unsynced, dice)
    if whole and isinstance(last := whole[-1], Written):
        sectors = dice.randint(0, len(last.data) // SECTOR)
        return [*whole[:-1], Written(last.file, last.offset, last.data[: sectors * SECTOR], last.thread)]
    return whole


WAYS: dict[str, Callable[[list[Unsynced], random.Random], list[Unsynced]]] = {
    "nothing": _nothing,
    "beginning": _beginning,
    "any part": _any_part,
    "torn": _torn,
}


def _looked_at(folder: Path, disk: Files, acknowledged: set[str]) -> tuple[int, bool, bool]:
    """Return how many acknowledged bookings are missing, whether anything is half, and whether the file is sound."""
    for old in folder.iterdir():
        old.unlink()
    for name, data in disk.items():
        (folder / name).write_bytes(data)
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            kept = {key for (key,) in connection.execute("SELECT id FROM appointments WHERE state = 'confirmed'")}
            half = connection.execute(_HALF).fetchone() != (1,)
        except sqlite3.DatabaseError:
            return 0, False, False
    return len(acknowledged - kept), half, sound


_HALF = """
SELECT (SELECT coalesce(sum(version), 0) FROM routes) = (SELECT count(*) FROM outbox WHERE event = 'RouteSaved')
   AND (SELECT count(*) FROM appointments WHERE state = 'confirmed')
       = (SELECT count(*) FROM outbox WHERE event = 'AppointmentConfirmed')
   AND (SELECT count(*) FROM history) = (SELECT count(*) FROM answers WHERE answer NOT LIKE '!%')
"""
"""One row: whether routes, appointments, history, answers (not refusals) and outbox tell of the same commands."""
