"""Composes pages and API into one application, and hands its factory to the command line."""

from fastapi import FastAPI

from api.application import House, create_application
from api.command_line import run
from web.faces import furnish


def application(house: House | None = None) -> FastAPI:
    """The whole application of a house, as a server runs it; without one, of the house that the settings describe."""
    return furnish(create_application(house))


def main() -> None:
    """The command `creneau`."""
    run(application)
