"""Commands as an operator types them, on a database of their own."""

from collections.abc import Callable
from typing import Any

from api import wiring
from api.settings import read_settings

Creneau = Callable[..., tuple[int, str, dict[str, Any]]]
"""Types a command; its exit code, what it said, and its JSON line if it has one."""


def in_house(command: Callable[[Any], Any]) -> Any:
    """Run a command on the only firm of the database."""
    house = wiring.open_house(read_settings())
    try:
        return house.transactions.write(house.transactions.firms()[0].id, command)
    finally:
        house.close()
