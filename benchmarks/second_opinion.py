"""What another synchroniser finds in a calendar: vdirsyncer, a program of its own, copies it into an empty folder."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from calendar_sync import CalendarEntry
from calendar_sync.reconcile import changed
from calendar_sync.remote.folder import FolderCalendar
from tests.calendar_sync.agendas import Somebody

_CONFIGURATION = """
[general]
status_path = "{folder}/status"

[pair copy]
a = "there"
b = "here"
collections = null

[storage there]
type = "caldav"
url = "{url}"
username = "{name}"
password = "{password}"

[storage here]
type = "filesystem"
path = "{folder}/copy"
fileext = ".ics"
"""


def vdirsyncer() -> str | None:
    """Where the program is, if it is: `pip install vdirsyncer` into an environment of its own, and that on the PATH."""
    return shutil.which("vdirsyncer")


def agrees(program: str, url: str, account: tuple[str, str], wanted: dict[str, CalendarEntry]) -> bool:
    """Whether it copies exactly these entries, as we want them."""
    with tempfile.TemporaryDirectory(prefix="creneau-vdirsyncer-") as folder:
        copy, configuration = Path(folder) / "copy", Path(folder) / "config"
        copy.mkdir()
        text = _CONFIGURATION.format(folder=folder, url=url, name=account[0], password=account[1])
        configuration.write_text(text, encoding="utf-8")
        for verb in ("discover", "sync"):
            command = [program, "-c", str(configuration), verb]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # the one just found
        found = Somebody(FolderCalendar(copy)).entries()
    return found.keys() == wanted.keys() and not any(changed(wanted[uid], [entry]) for uid, entry in found.items())
