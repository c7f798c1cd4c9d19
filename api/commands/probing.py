"""Look at somebody's calendars from here, before they are connected: what is there, and what the server can do."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.commands.common import JsonOption, console_for, finish
from api.errors import CommandRefused
from calendar_sync.errors import RemoteFailed
from calendar_sync.remote.addresses import signed_in
from calendar_sync.remote.discovery import find_calendars
from calendar_sync.remote.quirks import HANDLED
from calendar_sync.remote.quirks import probe as try_out

UserOption = Annotated[str, typer.Option("--user", help="Le nom d'utilisateur.", prompt="Nom d'utilisateur")]
PasswordOption = Annotated[
    str,
    typer.Option(
        "--password",
        help="Son mot de passe, ou un mot de passe d'application ; demandé s'il manque.",
        envvar="CRENEAU_CALENDAR_PASSWORD",
        prompt="Mot de passe",
        hide_input=True,
    ),
]
WriteOption = Annotated[
    bool,
    typer.Option(
        "--write",
        help="Écrire aussi un objet d'essai dans le premier agenda qui le permet, daté du 1er janvier 2000, puis"
        " l'effacer : seul moyen de savoir ce que ce serveur fait autrement que les autres.",
    ),
]


def probe(
    url: Annotated[str, typer.Argument(help="L'adresse du serveur, du compte ou d'un agenda.")],
    user: UserOption,
    password: PasswordOption,
    *,
    private: Annotated[
        bool, typer.Option("--private", help="Permettre une machine du réseau local, et sans chiffrement.")
    ] = False,
    write: WriteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Essayer un serveur CalDAV : ses agendas, et lesquels peuvent être tenus à jour ; n'écrit rien sans --write."""
    console = console_for(as_json=as_json)
    try:
        with signed_in(user, password, private=private) as client:
            found = find_calendars(client, url)
            tried = next((one.url for one in found if one.writable), "") if write else ""
            quirks = asdict(try_out(client, tried)) if tried else None
    except RemoteFailed as error:
        raise CommandRefused(str(error)) from error
    table = Table("agenda", "adresse", "peut être tenu à jour", "dit ce qui change")
    for one in found:
        table.add_row(one.name, one.url, *("oui" if yes else "non" for yes in (one.writable, one.tokens)))
    console.print(table if found else "Ce compte n’a aucun agenda.")
    if quirks is not None:
        _tell(console, tried, quirks)
    told = [{"url": one.url, "name": one.name, "writable": one.writable, "tokens": one.tokens} for one in found]
    finish({"calendars": told, "quirks": quirks}, as_json=as_json)


def _tell(console: Console, url: str, quirks: Mapping[str, bool]) -> None:
    seen = [sentence for name, sentence in HANDLED.items() if quirks[name]]
    console.print(f"Un objet d'essai a été écrit dans {url}, puis effacé.")
    for sentence in seen or ["fait tout comme les normes le veulent"]:
        console.print(f"  Ce serveur {sentence}.")
