"""One server per database file, found by the commands that would write to it."""

import subprocess
import sys

import pytest

from planner.store.errors import AlreadyServed
from planner.store.server_lock import claim_server_lock, server_running

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def url(tmp_path):
    """A database file."""
    return f"sqlite:///{tmp_path / 'store.sqlite'}"


def test_a_running_server_is_found_while_it_runs(url):
    """Commands go through it instead of writing beside it."""
    assert server_running(url) is None
    with claim_server_lock(url, ADDRESS):
        assert ADDRESS == server_running(url)
    assert server_running(url) is None


def test_a_second_server_is_refused_and_a_later_one_is_not(url):
    """The lock is given back at the end."""
    with claim_server_lock(url, ADDRESS), pytest.raises(AlreadyServed), claim_server_lock(url, "http://127.0.0.1:9"):
        pass
    with claim_server_lock(url, ADDRESS):
        assert ADDRESS == server_running(url)


def test_a_server_that_was_killed_leaves_no_lock(url):
    """The system frees it; the address it left behind misleads nobody."""
    program = f"""
import sys
from planner.store.server_lock import claim_server_lock
with claim_server_lock({url!r}, {ADDRESS!r}):
    print("serving", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert "serving\n" == process.stdout.readline()
        assert ADDRESS == server_running(url)
        process.kill()
    assert server_running(url) is None
    with claim_server_lock(url, ADDRESS):
        assert ADDRESS == server_running(url)


def test_on_postgresql_there_may_be_several_servers():
    """Nothing to hold, nobody to find."""
    url = "postgresql+psycopg://localhost/creneau"
    with claim_server_lock(url, ADDRESS), claim_server_lock(url, ADDRESS):
        assert server_running(url) is None
