"""What a customer may ask of the firm about himself: a copy of all that it holds of him, and to be erased."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.common import (
    BY_OPERATOR,
    FirmOption,
    JsonOption,
    console,
    finish,
    firm_named,
    reading_house,
    writing_house,
)
from api.commands.files import writable
from api.erasures import erase_customer
from desk.export import export_customer
from planner.identifiers import CustomerId

persons = typer.Typer(help="Les droits d'un client sur ses données (RGPD).", no_args_is_help=True)
CustomerArgument = Annotated[
    str, typer.Argument(help="Le n° du client, tel que le donne l'export ou l'adresse de sa fiche.")
]


@persons.command("export")
def export(
    customer: CustomerArgument,
    file: Annotated[Path, typer.Argument(help="L'archive à écrire (.zip).", readable=False)],
    firm: FirmOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Remettre à un client tout ce que l'entreprise garde de lui."""
    writable(file)
    with reading_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            content = export_customer(work, CustomerId(customer))
    file.write_bytes(content)
    console.print(f"{file} : {len(content) // 1000} ko")
    finish({"firm": meant.slug, "file": str(file), "bytes": len(content)}, as_json=as_json)


@persons.command("erase")
def erase(
    customer: CustomerArgument,
    firm: FirmOption = "",
    *,
    sure: Annotated[bool, typer.Option("--yes", prompt="Effacer ce client pour toujours ?", help="Sans question.")],
    as_json: JsonOption = False,
) -> None:
    """Effacer un client pour toujours, sauvegardes restaurées comprises ; ses factures ne sont pas ici."""
    if not sure:
        raise typer.Abort
    with writing_house() as house:
        meant = firm_named(house, firm)
        gone = erase_customer(house, meant.id, CustomerId(customer), BY_OPERATOR)
    console.print(f"Effacé : {gone.records} éléments.")
    finish({"firm": meant.slug, "records": gone.records}, as_json=as_json)
