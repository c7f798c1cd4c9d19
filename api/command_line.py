"""The command `creneau`: what an operator can do, in French, with an answer for people and one for programs.

Exit codes: 0 done; 1 done, with rejected input; 2 wrong use; 3 unreadable input; above 3 failure.
"""

import sys
from collections.abc import Callable

import structlog
import typer
from fastapi import FastAPI

from api.commands import (
    audit,
    calendars,
    care,
    churn,
    demo,
    firms,
    forecasts,
    imports,
    outbox,
    persons,
    planning,
    replays,
    serve,
    solving,
)
from api.errors import BackupUnreadable, FileUnreadable
from api.house import House
from api.logs import configure
from api.problems import situation_of
from connectors.errors import ConnectorError
from desk.imports.errors import ImportRefused

UNREADABLE = 3
REFUSED = 4
FAILED = 5

application = typer.Typer(
    name="creneau",
    help="Créneau : des rendez-vous immédiats, des tournées justes, des agendas qui se tiennent à jour.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
_SEE, _WORK, _CARE = "Voir et servir", "Travailler", "Prendre soin"
application.command("demo", rich_help_panel=_SEE)(demo.demo)
application.command("serve", rich_help_panel=_SEE)(serve.serve)
application.command("worker", rich_help_panel=_SEE)(serve.worker)
application.add_typer(firms.firms, name="firm", rich_help_panel=_WORK)
application.add_typer(firms.users, name="user", rich_help_panel=_WORK)
application.add_typer(persons.persons, name="person", rich_help_panel=_WORK)
application.command("import", rich_help_panel=_WORK)(imports.import_file)
application.command("slots", rich_help_panel=_WORK)(planning.slots)
application.command("plan", rich_help_panel=_WORK)(planning.plan)
application.command("solve", rich_help_panel=_WORK)(solving.solve)
application.command("check", rich_help_panel=_WORK)(solving.check)
application.command("forecast", rich_help_panel=_WORK)(forecasts.forecast)
application.command("churn", rich_help_panel=_WORK)(churn.churn)
application.command("replay", rich_help_panel=_WORK)(replays.replay)
application.add_typer(calendars.calendars, name="calendars", rich_help_panel=_WORK)
application.command("export", rich_help_panel=_WORK)(firms.export)
application.command("backup", rich_help_panel=_CARE)(care.backup)
application.command("restore", rich_help_panel=_CARE)(care.put_back)
application.command("migrate", rich_help_panel=_CARE)(serve.migrate)
application.add_typer(audit.audit, name="audit", rich_help_panel=_CARE)
application.add_typer(outbox.outbox, name="outbox", rich_help_panel=_CARE)
application.command("doctor", rich_help_panel=_CARE)(care.examine)


def run(factory: Callable[[House], FastAPI]) -> None:
    """Run the command of this process; `factory` makes the application that `serve` and `demo` serve."""
    configure()
    try:
        application(obj=factory)
    except Exception as error:  # noqa: BLE001 - the last one to hear of it says it and ends with a code
        sys.exit(_told(error))


def _told(error: Exception) -> int:
    """Say what went wrong on the error stream and return the exit code."""
    if isinstance(error, ImportRefused | BackupUnreadable | FileUnreadable):
        typer.echo(str(error), err=True)
        return UNREADABLE
    if isinstance(error, PermissionError):
        typer.echo(f"Ce compte n'a pas le droit d'ouvrir {error.filename}.", err=True)
        return REFUSED
    if situation_of(error) or isinstance(error, ConnectorError):
        typer.echo(str(error), err=True)
        return REFUSED
    structlog.get_logger("creneau").exception("failed")
    typer.echo(f"Une erreur que nous n'attendions pas : {type(error).__name__}.", err=True)
    return FAILED
