"""A new database for a race or a campaign, on a file or on PostgreSQL; nothing is in it yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

STORES = ("sqlite", "postgresql")


@contextmanager
def databases(folder: Path, store: str) -> Iterator[Callable[[], str]]:
    """Yield what makes one new database after another, by URL."""
    if store == "sqlite":
        numbers = count()
        yield lambda: f"sqlite:///{folder / f'race-{next(numbers)}.sqlite'}"
        return
    from tests.support.postgresql import programs_of_the_wheel, started  # noqa: PLC0415 - a development wheel

    with started(programs_of_the_wheel()) as server:
        yield server.new_database


@contextmanager
def database(folder: Path, store: str) -> Iterator[str]:
    """The URL of one new database."""
    with databases(folder, store) as new:
        yield new()
