"""Look at somebody's calendars from here, before they are connected: what is there, and what the server can do."""

from typing import Annotated

import typer
from rich.table import Table

from api.commands.common import JsonOption, console_for, finish
from api.errors import CommandRefused
from calendar_sync.errors import RemoteFailed


def probe(
    url: Annotated[str, typer.Argument(help="L'adresse du serveur, du compte ou d'un agenda.")],
    user: Annotated[str, typer.Option("--user", help="Le nom d'utilisateur.", prompt="Nom d'utilisateur")],
    password: Annotated[
        str,
        typer.Option(
            "--password",
            help="Son mot de passe, ou un mot de passe d'application ; demandé s'il manque.",
            envvar="CRENEAU_CALENDAR_PASSWORD",
            prompt="Mot de passe",
            hide_input=True,
        ),
    ],
    *,
    private: Annotated[
        bool, typer.Option("--private", help="Permettre une machine du réseau local, et sans chiffrement.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Essayer un serveur CalDAV : ses agendas, et lesquels peuvent être tenus à jour."""
    from calendar_sync.remote.addresses import signed_in  # noqa: PLC0415  # no other command speaks to such servers
    from calendar_sync.remote.discovery import find_calendars  # noqa: PLC0415  # as above

    console = console_for(as_json=as_json)
    try:
        with signed_in(user, password, private=private) as client:
            found = find_calendars(client, url)
    except RemoteFailed as error:
        raise CommandRefused(str(error)) from error
    table = Table("agenda", "adresse", "peut être tenu à jour", "dit ce qui change")
    for one in found:
        table.add_row(one.name, one.url, *("oui" if yes else "non" for yes in (one.writable, one.tokens)))
    console.print(table if found else "Ce compte n'a aucun agenda.")
    told = [{"url": one.url, "name": one.name, "writable": one.writable, "tokens": one.tokens} for one in found]
    finish({"calendars": told}, as_json=as_json)
