"""Bring a file in: read as people really have it, with every line that is not kept given back with its reason."""

import shlex
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from api.commands.common import (
    OPERATOR,
    FirmOption,
    JsonOption,
    alone,
    console,
    finish,
    firm_named,
    reading_house,
    technician_named,
)
from api.commands.files import readable, writable
from api.errors import CommandRefused
from api.house import House
from api.signing import OperatorTicket
from desk.imports.importing import keep
from desk.imports.preparing import Prepared, Sent, prepare
from desk.imports.rows import TableKind
from desk.imports.shapes import shape_of
from planner.firms import Firm
from planner.ports import Actor
from planner.store.server_lock import server_running

_SHOWN = 20
_TICKET = timedelta(minutes=2)
_PATIENCE = 300.0  # seconds a server may take to keep a large file


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, ou agenda .ics ; aussi en .gz.", readable=False)],
    firm: FirmOption = "",
    technician: Annotated[
        str, typer.Option("--technician", help="Nom du technicien à qui est un agenda ; inutile avec --dry-run.")
    ] = "",
    corrections: Annotated[
        Path | None,
        typer.Option(
            "--corrections", help="Où écrire les lignes refusées, avec une colonne « à corriger ».", readable=False
        ),
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tout lire, ne rien garder.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Importer clients, lieux, techniciens, contrats, rendez-vous passés, appels ou un agenda."""
    content = readable(file).read_bytes()
    if corrections:
        writable(corrections)
    with reading_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            whose = technician_named(work, technician).id if technician else None
            sent = Sent(content, file.name, technician_id=whose, only_looked_at=dry_run)
            prepared = prepare(work, sent, house.places)
        if not dry_run:
            _keep(house, meant, sent, prepared)
    _tell(prepared, dry_run=dry_run)
    if prepared.corrections:
        _hand_back(prepared.corrections, file, corrections)
    finish(_answer(prepared), as_json=as_json, code=1 if prepared.rejected else 0)


def _keep(house: House, firm: Firm, sent: Sent, prepared: Prepared) -> None:
    """Keep the good lines: through the server when one has the database file, for then it alone writes."""
    address = server_running(house.settings.database)
    if address:
        _through(address, house, firm, sent)
        return
    with alone(house.settings):
        house.transactions.write(firm.id, lambda work: keep(work, prepared, actor=Actor("management", OPERATOR)))


def _through(address: str, house: House, firm: Firm, sent: Sent) -> None:
    """Hand the file to the server, which reads it again and keeps it."""
    ticket = house.signer.sign(OperatorTicket(firm.id, house.clock() + _TICKET))
    headers = {"Authorization": f"Bearer {OperatorTicket.PREFIX}{ticket}"}
    with httpx.Client(base_url=f"{address}/v1", headers=headers, timeout=_PATIENCE, trust_env=False) as server:
        fields = {"technician": sent.technician_id or ""}
        read = server.post("/imports", files={"file": (sent.file_name, sent.content)}, data=fields)
        _accepted(read)
        _accepted(server.post(f"/imports/{read.json()['number']}/confirm"))


def _accepted(answer: httpx.Response) -> None:
    if answer.is_error:
        detail = answer.reason_phrase
        with suppress(ValueError, KeyError):
            detail = answer.json()["detail"]
        raise CommandRefused(f"Le serveur n'a pas gardé ce fichier : {detail}")


def _tell(prepared: Prepared, *, dry_run: bool) -> None:
    summary = prepared.summary
    done = "seraient gardées" if dry_run else "gardées"
    what = "Temps occupé" if summary.kind is TableKind.BUSY else shape_of(summary.kind).name
    console.print(f"{what} : {summary.rows} lignes, {summary.kept} {done}, {summary.rejected} refusées")
    if summary.merged:
        console.print(f"   dont {summary.merged} réunies à une fiche déjà connue")
    for name in summary.ignored:
        console.print(f"   colonne laissée de côté : {name}")
    for one in prepared.rejected[:_SHOWN]:
        console.print(f"   ligne {one.row}, {one.column or 'entière'} : {one.reason}")
    if len(prepared.rejected) > _SHOWN:
        console.print(f"   … et {len(prepared.rejected) - _SHOWN} autres")


def _hand_back(content: bytes, file: Path, corrections: Path | None) -> None:
    """Write the lines refused where they were asked for, or say how to have them: to be mended and imported again."""
    if corrections:
        corrections.write_bytes(content)
        console.print(f"Lignes refusées dans {corrections} : corrigez-les là, puis importez ce fichier.")
        return
    wanted = f"creneau import {shlex.quote(str(file))} --dry-run --corrections a-corriger.csv"
    console.print(f"Pour recevoir les lignes refusées dans un fichier à corriger : {wanted}")


def _answer(prepared: Prepared) -> dict[str, Any]:
    """Return the counts and every rejected line; of a calendar also its busy times and what was set apart."""
    summary = prepared.summary
    rejected = [{"row": one.row, "column": one.column, "reason": one.reason} for one in prepared.rejected]
    answer: dict[str, Any] = {"rows": summary.rows, "kept": summary.kept, "rejected": rejected}
    if summary.kind is TableKind.BUSY:
        answer["busy"] = [{"start": one.start.isoformat(), "end": one.end.isoformat()} for one in prepared.busy]
        answer["quarantined"] = [{"uid": one.uid, "reason": one.reason} for one in prepared.quarantined]
    return answer
