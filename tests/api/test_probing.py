"""Looking at somebody's calendars from the command line, before they are connected."""

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from api.commands.calendars import calendars
from api.errors import CommandRefused
from calendar_sync.remote.caldav import CalDAVCalendar
from tests.support.dav_servers import NAME, PASSWORD, DAVServer, radicale


@pytest.fixture(scope="module")
def server() -> Iterator[DAVServer]:
    """A real server with one calendar."""
    with radicale() as running:
        running.new_calendar("tournee")
        yield running


def probed(url: str, *words: str, password: str = PASSWORD) -> Result:
    """What the command answers."""
    typed = ["probe", url, "--user", NAME, *words]
    return CliRunner().invoke(calendars, typed, env={"CRENEAU_CALENDAR_PASSWORD": password})


def test_the_calendars_of_an_account_are_listed(server: DAVServer) -> None:
    """For people on the one hand, for programs on the other."""
    seen = probed(server.home, "--private", "--json")
    assert 0 == seen.exit_code
    assert f'"url": "{server.home}tournee/"' in seen.stdout
    assert "tournee" in seen.stderr


def test_a_trial_leaves_nothing_behind(server: DAVServer) -> None:
    """It says that it wrote, what the server does otherwise, and takes its object away."""
    assert '"quirks": null' in probed(server.home, "--private", "--json").stdout
    tried = probed(server.home, "--private", "--json", "--write")
    assert '"overwrites": false' in tried.stdout
    assert "puis effacé" in tried.stderr
    assert "comme les normes le veulent" in tried.stderr
    with server.client() as client:
        assert {} == CalDAVCalendar(client, f"{server.home}tournee/").changes("").changed


def test_a_wrong_password_is_said(server: DAVServer) -> None:
    """In words; the password itself is repeated nowhere."""
    refused = probed(server.home, "--private", password="oublie").exception
    assert isinstance(refused, CommandRefused)
    assert "mot de passe" in str(refused)


def test_a_machine_of_ours_is_looked_at_only_when_that_is_meant(server: DAVServer) -> None:
    """Neither in clear, nor by https."""
    for url in (server.home, server.home.replace("http:", "https:")):
        assert isinstance(probed(url).exception, CommandRefused)
