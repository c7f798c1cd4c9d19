"""What was acknowledged is there after the program was killed in the middle of its work."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from planner.identifiers import FirmId
from planner.store import Database
from tests.contracts.conftest import KINDS
from tests.contracts.samples import Gadget
from tests.support.planner import a_firm

DURET = FirmId("duret")
ENOUGH = 100

BUSY_PROGRAM = """
import os, sys
from dataclasses import replace
from itertools import count
from threading import Thread
from planner.store import Database
from tests.contracts.conftest import KINDS
from tests.contracts.samples import Gadget, Maker

database = Database(sys.argv[1], kinds=KINDS)
gadget = Maker().entity(Gadget)

def put(name):
    for number in count():
        key = f"{name}-{number}"
        pair = [replace(gadget, id=f"{key}-{half}", name=f"{key}-{half}") for half in "ab"]
        database.write("duret", lambda work: [work.of(Gadget).put(one) for one in pair])
        os.write(1, f"{key}\\n".encode())

for name in "abcd":
    Thread(target=put, args=(name,)).start()
"""


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_what_was_acknowledged_survives_a_kill_and_nothing_is_half_saved(engine, open_store, request):
    """The longer form, with fifty kills and bookings over HTTP, is the race benchmark."""
    open_store().create_firm(a_firm())
    url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgresql_tables"}[engine])
    root = Path(__file__).parents[2]
    program = [sys.executable, "-c", BUSY_PROGRAM, url]
    with subprocess.Popen(program, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(ENOUGH)]
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines(keepends=True)
    acknowledged += [line.strip() for line in rest if line.endswith("\n")]
    with closing(Database(url, kinds=KINDS)) as database, database.read(DURET) as work:
        kept = {gadget.id for gadget in work.of(Gadget).find()}
    assert {f"{key}-{half}" for key in acknowledged for half in "ab"} <= kept
    assert {key[:-1] + "a" for key in kept} == {key for key in kept if key.endswith("a")}
    assert {key[:-1] + "b" for key in kept} == {key for key in kept if key.endswith("b")}
