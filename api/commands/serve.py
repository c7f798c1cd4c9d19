"""Serve people, do the background work, bring the database up to date."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from api import migrations, wiring
from api.commands.common import JsonOption, alone, console, finish, reading_house
from api.errors import CommandRefused
from api.house import House
from api.logs import configure
from api.settings import Settings, read_settings
from solver.kernel import warm

ApplicationFactory = Callable[[House], FastAPI]
PortOption = Annotated[int | None, typer.Option("--port", help="Port d'écoute (par défaut : CRENEAU_PORT, ou 8000).")]
LAST_ANSWERS = 5
"""Seconds that requests under way get when the server is asked to stop."""
WAITING = 2048
"""Connections that may wait to be accepted."""
WORKER_LOOKS = 1.0
"""Seconds between two looks of a worker that no server rings."""


def serve(
    context: typer.Context,
    port: PortOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Adresse d'écoute (par défaut : cette machine).")] = None,
) -> None:
    """Servir les pages et l'API, jusqu'à Ctrl-C."""
    settings = read_settings(**{name: value for name, value in {"port": port, "host": host}.items() if value})
    with alone(settings, own_address(settings)), listening(settings) as port_taken:
        migrations.migrate(settings.database)
        serve_house(context.obj, settings, port_taken)


def worker() -> None:
    """Faire le travail de fond (messages, agendas) à côté de serveurs sur PostgreSQL, jusqu'à Ctrl-C."""
    with reading_house() as house:
        configure(house.settings.log_level, house.settings.log_format)
        busy = wiring.worker_of(house, patience=WORKER_LOOKS)
        for asked in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked, lambda *_: busy.stop())
        with wiring.listening_outside(house):
            busy.run()


def migrate(*, as_json: JsonOption = False) -> None:
    """Mettre la base de données à jour."""
    settings = read_settings()
    with alone(settings):
        migrations.migrate(settings.database)
    console.print("Base de données à jour.")
    finish({"revision": migrations.current(settings.database)}, as_json=as_json)


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """Take the port at once, before anything long is begun.

    Raises:
        CommandRefused: another program has it.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        taken = socket.create_server((settings.host, settings.port), family=family, backlog=WAITING)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise CommandRefused(f"Impossible d'écouter sur {settings.host}:{settings.port} : {why}.") from error
    with taken:
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio sees to it only for sockets it has made
        yield taken


def serve_house(factory: ApplicationFactory, settings: Settings, port: socket.socket) -> None:
    """Serve until asked to stop; whoever calls is alone with the database file."""
    house = wiring.open_house(settings)
    house.ready_to_search()
    Thread(target=warm, name="creneau-warm", daemon=True).start()  # compiles what a customer waits for
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: sys.exit())  # uvicorn stops in order, then raises the signal again
    try:
        console.print(f"Créneau répond sur {settings.address} (Ctrl-C pour arrêter)")
        if not house.transactions.firms():
            console.print(f"Pour commencer, ouvrez {settings.address}/installation")
        uvicorn.Server(configured(factory(house), settings)).run([port])
    finally:
        house.close()


def own_address(settings: Settings) -> str:
    """Return where commands of this machine reach the server, whatever its public address is."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    return f"http://{host}:{settings.port}"


def configured(application: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how uvicorn serves: our own log lines instead of its own, proxies believed only when they are named."""
    return uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=LAST_ANSWERS,
    )
