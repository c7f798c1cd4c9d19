"""What SQLite writes and when it waits for the disk, recorded inside the running program, without a compiler.

The library that Python's own `sqlite3` has loaded keeps its operating-system functions in a table (`sqlite3_vfs`), and
gives each opened file another one (`sqlite3_io_methods`): https://sqlite.org/c3ref/vfs.html. Here `xOpen` is replaced
for a while, and the files it opens get copies of their table in which writing, cutting and syncing are written down
too. It needs a Python whose `sqlite3` is linked to a shared library, as those of most systems are.
"""

import _sqlite3
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, current_thread
from typing import Any

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)  # SQLite keeps the pointer to the name
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_METHODS = ("close", "read", "write", "truncate", "sync", *(f"m{number}" for number in range(13)))


class _Vfs(Structure):
    """The head of `sqlite3_vfs`, up to the function that is replaced."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
    )


class _Methods(Structure):
    """`sqlite3_io_methods` of version 3: eighteen functions."""

    _fields_ = (("version", c_int), *((name, c_void_p) for name in _METHODS))


class _File(Structure):
    _fields_ = (("methods", POINTER(_Methods)),)


class NotRecordable(Exception):
    """Python's `sqlite3` keeps its library to itself."""


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes written to a file at an offset, not yet known to be on the disk; `thread` is who wrote."""

    file: str
    offset: int
    data: bytes
    thread: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A file made so long."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """All that was written to a file so far is on the disk."""

    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody was told that something is saved."""

    what: str


Recorded = Written | Cut | Synced | Acknowledged


@dataclass(slots=True)
class Recording:
    """Everything in the order in which it happened."""

    events: list[Recorded] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def note(self, event: Recorded) -> None:
        """Write one event down."""
        with self._lock:
            self.events.append(event)


_RECORDERS: list["_Recorder"] = []
"""They live as long as the process: a file may still be open, or another thread may be opening one."""


@contextmanager
def recording(folder: Path) -> Iterator[Recording]:
    """Record the files of a folder that SQLite opens meanwhile, until the end.

    Raises:
        NotRecordable: the library cannot be reached.
    """
    vfs = _default_vfs()
    recorder = _Recorder(_OPEN(vfs.open), folder)
    _RECORDERS.append(recorder)
    before, vfs.open = vfs.open, cast(recorder.open, c_void_p).value
    recorded = recorder.recording
    try:
        yield recorded
    finally:
        vfs.open = before
        recorder.recording = Recording()


def _default_vfs() -> Any:  # noqa: ANN401 - a structure of the library
    try:
        find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
    except (AttributeError, OSError) as error:
        raise NotRecordable from error
    find.restype = POINTER(_Vfs)
    return find(None).contents


class _Recorder:
    """The functions that stand in for SQLite's own."""

    def __init__(self, original: Any, folder: Path) -> None:  # noqa: ANN401 - a function of the library
        self.recording = Recording()
        self.open = _OPEN(self._open)
        self._original, self._folder = original, folder
        self._names: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._kept: list[Any] = []

    def _open(self, vfs: int, path: int | None, file: int, flags: int, flags_out: int) -> int:
        done = int(self._original(vfs, path, file, flags, flags_out))
        name = Path(ctypes.string_at(path).decode()) if path else None
        opened = cast(file, POINTER(_File)).contents
        if not done and opened.methods and name and name.parent == self._folder:
            self._names[file] = name.name
            opened.methods = ctypes.pointer(self._table(opened.methods.contents))
        return done

    def _table(self, original: _Methods) -> _Methods:
        """Return a copy of a file's functions, with ours where something is changed."""
        address = ctypes.addressof(original)
        if address not in self._tables:
            table = _Methods.from_buffer_copy(original)
            stand_ins = self._write(original), self._truncate(original), self._sync(original)
            self._kept.extend(stand_ins)
            table.write, table.truncate, table.sync = (cast(one, c_void_p).value for one in stand_ins)
            self._tables[address] = table
        return self._tables[address]

    def _write(self, original: _Methods) -> Any:  # noqa: ANN401 - a function of the library
        through = _WRITE(original.write)

        def write(file: int, data: int, size: int, offset: int) -> int:
            written = Written(self._names[file], offset, ctypes.string_at(data, size), current_thread().name)
            self.recording.note(written)
            return int(through(file, data, size, offset))

        return _WRITE(write)

    def _truncate(self, original: _Methods) -> Any:  # noqa: ANN401
        through = _TRUNCATE(original.truncate)

        def truncate(file: int, size: int) -> int:
            self.recording.note(Cut(self._names[file], size))
            return int(through(file, size))

        return _TRUNCATE(truncate)

    def _sync(self, original: _Methods) -> Any:  # noqa: ANN401
        through = _SYNC(original.sync)

        def sync(file: int, flags: int) -> int:
            done = int(through(file, flags))
            self.recording.note(Synced(self._names[file]))
            return done

        return _SYNC(sync)
