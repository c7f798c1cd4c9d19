"""Commands as an operator types them, on a database of their own."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from api import wiring
from api.application import create_application
from api.command_line import run
from api.settings import read_settings

Creneau = Callable[..., tuple[int, str, dict[str, Any]]]
"""Types a command; its exit code, what it said, and its JSON line if it has one."""


def typed(
    words: tuple[str, ...], patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Type one command; its exit code, and what it said on its output and beside it."""
    patch.setattr(sys, "argv", ["creneau", *words])
    code = 0
    try:
        run(create_application)
    except SystemExit as ended:
        code = int(ended.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def in_house(command: Callable[[Any], Any]) -> Any:
    """Run a command on the only firm of the database."""
    house = wiring.open_house(read_settings())
    try:
        return house.transactions.write(house.transactions.firms()[0].id, command)
    finally:
        house.close()
