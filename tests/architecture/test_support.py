"""The means that tests stand on do what they promise."""

import asyncio
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.architecture.house import ROOT
from tests.support.loopback import NetworkClosed
from tests.support.missing import REQUIRE_ALL, lacking


def test_a_connection_out_of_this_machine_is_refused():
    """192.0.2.1 is reserved for documentation: nobody answers there, and nobody must be asked."""
    with socket.socket() as outside, pytest.raises(NetworkClosed, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))


def test_a_name_out_of_this_machine_is_not_even_looked_up():
    """Resolving would already tell somebody."""
    with pytest.raises(NetworkClosed, match="example"):
        socket.create_connection(("www.example", 80))


def test_a_connection_within_this_machine_passes():
    """Servers under test listen on the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert "127.0.0.1" == client.getpeername()[0]


def test_the_clock_zone_of_tests_is_not_the_firms():
    """A forgotten zone shows as thirteen hours of difference, not as a bug in summer."""
    assert ("NZST", "NZDT") == time.tzname


def test_a_missing_tool_is_skipped_on_a_desk_and_fails_where_all_must_run(monkeypatch):
    """CI must not be green because it ran nothing."""
    monkeypatch.delenv(REQUIRE_ALL, raising=False)
    with pytest.raises(pytest.skip.Exception, match="Hammer is missing: buy one"):
        lacking("Hammer", "buy one")
    monkeypatch.setenv(REQUIRE_ALL, "1")
    with pytest.raises(pytest.fail.Exception, match="Hammer is missing: buy one"):
        lacking("Hammer", "buy one")


@pytest.mark.postgresql
def test_each_test_gets_a_database_of_its_own(postgresql_server, postgresql_url):
    """A table made in one database is unknown in the next."""
    first, second = (url.replace("+psycopg", "") for url in (postgresql_url, postgresql_server.new_database()))
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE only_here (id integer)")
    with psycopg.connect(second) as connection:
        assert (None,) == connection.execute("SELECT to_regclass('only_here')").fetchone()


@pytest.mark.postgresql
def test_killed_tests_leave_no_server_behind():
    """The guard holds the output open until it has stopped the server: reading to its end is waiting for it."""
    dying = """
import os, signal
from tests.support.postgresql import started, programs_of_the_wheel
with started(programs_of_the_wheel()) as server:
    print(server.folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    died = subprocess.run([sys.executable, "-c", dying], cwd=ROOT, capture_output=True, text=True, check=False)
    assert -signal.SIGKILL == died.returncode
    assert not (Path(died.stdout.strip()) / "data" / "postmaster.pid").exists()


def test_an_event_loop_can_still_be_run():
    """No fixture leaves its own loop running in the tests' thread."""
    assert 1 == asyncio.run(asyncio.sleep(0, 1))
