"""Composes pages and API into one application, and hands its factory to the command line."""

from api.application import create_application
from api.command_line import run
from fastapi import FastAPI

from web.faces import furnish


def application() -> FastAPI:
    """The whole application, as a server runs it."""
    return furnish(create_application())


def main() -> None:
    """The command `creneau`."""
    run(application)
