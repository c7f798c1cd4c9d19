"""Keep a server healthy: one file that holds everything, putting it back, and a look at what may be wrong."""

from pathlib import Path
from typing import Annotated

import typer

from api import doctor, wiring
from api.backup import back_up, note_made, restore
from api.commands.common import JsonOption, alone, console, finish, reading_house
from api.commands.files import readable, writable
from api.doctor_deep import examine_closely
from api.erasures import erase_again
from api.settings import read_settings

FAILURE = 4
_MARKS = {doctor.State.GOOD: "[green]✓[/]", doctor.State.DOUBTFUL: "[yellow]![/]", doctor.State.BAD: "[red]✗[/]"}


def backup(
    file: Annotated[Path, typer.Argument(help="Le fichier à écrire.", readable=False)], *, as_json: JsonOption = False
) -> None:
    """Tout sauvegarder dans un fichier, même pendant que le serveur travaille."""
    settings = read_settings()
    size = back_up(settings.database, writable(file))
    note_made(settings.data_folder, wiring.now())
    console.print(f"{file} : {size // 1000} ko, relu et vérifié")
    finish({"file": str(file), "bytes": size}, as_json=as_json)


def put_back(
    file: Annotated[Path, typer.Argument(help="Une sauvegarde.", readable=False)], *, as_json: JsonOption = False
) -> None:
    """Remettre une sauvegarde à la place de la base de données (serveur arrêté)."""
    settings = read_settings()
    with alone(settings):
        restore(settings.database, readable(file))
        with reading_house() as house:
            again = erase_again(house)
    console.print("Sauvegarde restaurée.")
    if again:
        console.print(f"Effacés de nouveau : {again} clients, qui l'avaient demandé.")
    finish({"file": str(file), "erased": again}, as_json=as_json)


def examine(
    *,
    deep: Annotated[
        bool, typer.Option("--deep", help="Relire aussi tout le planning, le fichier et les agendas.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Vérifier réglages, base de données, messagerie et horloge."""
    settings = read_settings()
    findings = doctor.examine(settings) + (examine_closely(settings) if deep else [])
    for finding in findings:
        console.print(f"{_MARKS[finding.state]} {finding.subject} : {finding.sentence}")
    checks = [{"check": one.subject, "state": one.state, "sentence": one.sentence} for one in findings]
    bad = any(one.state is doctor.State.BAD for one in findings)
    finish({"healthy": not bad, "checks": checks}, as_json=as_json, code=FAILURE if bad else 0)
