"""A calendar as a folder with one `.ics` for each object, as vdirsyncer and khal keep them."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from calendar_sync.errors import CalendarGone, ChangedMeanwhile, ObjectRefused
from calendar_sync.remote.port import Changes, Placed, Resource

SUFFIX = ".ics"


class FolderCalendar:
    """The files of a folder; an ETag is the hash of a file, and there are no tokens: each look is at everything.

    A file is replaced whole or not at all. Two programs that write the same file within the same moment are told apart
    only by what each read before: a file system has no If-Match.
    """

    def __init__(self, folder: Path) -> None:
        """The folder is there already."""
        self._folder = folder

    def changes(self, token: str) -> Changes:  # noqa: ARG002 - a folder remembers nothing
        """See `RemoteCalendar`."""
        try:
            names = [path.name for path in self._folder.iterdir() if path.suffix == SUFFIX]
        except OSError as error:
            raise CalendarGone from error
        found = self.fetch(names)
        return Changes("folder", {href: one.etag for href, one in found.items()}, whole=True)

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Resource]:
        """See `RemoteCalendar`."""
        found: dict[str, Resource] = {}
        for href in hrefs:
            try:
                body = self._path(href).read_bytes()
            except FileNotFoundError:
                continue
            found[href] = Resource(href, _etag(body), body)
        return found

    def create(self, href: str, body: bytes) -> Placed:
        """See `RemoteCalendar`."""
        path = self._path(href)
        written = self._written(body)
        try:
            os.link(written, path)
        except FileExistsError as error:
            raise ChangedMeanwhile from error
        finally:
            written.unlink()
        return Placed(href, _etag(body))

    def replace(self, href: str, body: bytes, etag: str) -> str:
        """See `RemoteCalendar`."""
        self._must_be(href, etag)
        self._written(body).replace(self._path(href))
        return _etag(body)

    def delete(self, href: str, etag: str) -> None:
        """See `RemoteCalendar`."""
        self._must_be(href, etag)
        self._path(href).unlink()

    def _must_be(self, href: str, etag: str) -> None:
        there = self.fetch([href])
        if href not in there or there[href].etag != etag:
            raise ChangedMeanwhile

    def _path(self, href: str) -> Path:
        if href != Path(href).name or not href.endswith(SUFFIX):
            raise ObjectRefused("« {href} » n’est pas un nom de fichier {suffix}.", href=href, suffix=SUFFIX)
        return self._folder / href

    def _written(self, body: bytes) -> Path:
        """A file beside the others that holds this, on the disk for good."""
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", suffix=".part", delete=False) as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        return Path(file.name)


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'
