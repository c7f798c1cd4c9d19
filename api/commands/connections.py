"""Connect technicians' calendars, see how they are, look at them now, and read one anew."""

from functools import partial
from typing import Annotated, Any

import typer
from rich.table import Table

from api.agenda import TechnicianAgenda
from api.commands.common import (
    FirmOption,
    JsonOption,
    console_for,
    finish,
    firm_named,
    reading_house,
    technician_named,
    writing_house,
)
from api.commands.probing import PasswordOption, UserOption
from api.connecting import SignIn, connect_calendar, reconnect_calendar
from api.errors import CommandRefused
from api.following import BROKEN_OFF, calendar_of, follow, owner_of
from api.house import House
from calendar_sync import CalendarEntry, Report, Wish, sync
from calendar_sync.errors import CalendarError
from calendar_sync.ledger import MemoryLedger
from calendar_sync.remote.rehearsal import Rehearsal
from desk.connections import (
    Connection,
    MirroredEntry,
    connections_of,
    disconnect,
    forget_notes,
    quarantined,
    resume,
)
from desk.errors import DeskError
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.ports import Work
from planner.technicians import Technician

TechnicianArgument = Annotated[str, typer.Argument(help="Nom du technicien.")]
AnyTechnician = Annotated[str, typer.Argument(help="Nom du technicien ; sans lui, tous.")]
UrlArgument = Annotated[str, typer.Argument(help="L'adresse de l'agenda ; celle du compte s'il n'en a qu'un.")]
_NONE = "Aucun agenda n'est connecté : creneau calendars connect."


def status(technician: AnyTechnician = "", firm: FirmOption = "", *, as_json: JsonOption = False) -> None:
    """Les agendas connectés : à jour ou non, depuis quand, et ce qui n'a pas pu y être lu."""
    console = console_for(as_json=as_json)
    with reading_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            told = [_told(work, one) for one in _connections(work, technician)]
    table = Table("technicien", "agenda", "état", "passages", "à envoyer", "illisibles")
    for one in told:
        counts = (one["standing"], one["sending"], len(one["quarantined"]))
        table.add_row(one["technician"], one["name"], _state(one, meant), *map(str, counts))
    console.print(table if told else _NONE)
    for one in told:
        for poison in one["quarantined"]:
            console.print(f"{one['technician']}, {poison['href']} : {poison['reason']}")
    finish({"connections": told}, as_json=as_json, code=1 if any(one["trouble"] for one in told) else 0)


def connect(
    technician: TechnicianArgument,
    url: UrlArgument,
    user: UserOption,
    password: PasswordOption,
    firm: FirmOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Tenir l'agenda d'un technicien à jour, dans les deux sens ; un agenda arrêté est reconnecté."""
    console = console_for(as_json=as_json)
    with writing_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            whose = technician_named(work, technician)
            known = [one for one in connections_of(work, whose.id) if one.address.rstrip("/") == url.rstrip("/")]
        try:
            if known:
                made = reconnect_calendar(house, meant.id, known[0].id, user, password)
            else:
                made = connect_calendar(house, meant.id, whose.id, SignIn(url, user, password))
        except (CalendarError, DeskError) as error:
            raise CommandRefused(str(error)) from error
        console.print(f"L'agenda « {made.name} » suit les passages de {whose.name}.")
        passed = _pass(house, meant.id, made)
    console.print(_sentence(passed))
    finish({"connection": made.id, **passed}, as_json=as_json, code=1 if passed["trouble"] else 0)


def sync_now(
    technician: AnyTechnician = "",
    firm: FirmOption = "",
    *,
    whole: Annotated[bool, typer.Option("--whole", help="Tout relire.")] = False,
    loss_is_meant: Annotated[
        bool, typer.Option("--loss-is-meant", help="Ce qui a disparu de l'agenda devait disparaître : continuer.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Mettre les agendas à jour maintenant ; un serveur en marche le fait de lui-même."""
    console = console_for(as_json=as_json)
    passes = []
    with writing_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            found = _connections(work, technician)
        if loss_is_meant:
            going_on = (partial(resume, connection_id=one.id, loss_is_meant=True) for one in found)
            found = [house.transactions.write(meant.id, command) for command in going_on]
        for one in found:
            passes.append({"connection": one.id, **_pass(house, meant.id, one, whole=whole)})
            console.print(f"{one.name} : {_sentence(passes[-1])}")
    if not passes:
        console.print(_NONE)
    finish({"passes": passes}, as_json=as_json, code=1 if any(one["trouble"] for one in passes) else 0)


def reset(
    technician: TechnicianArgument,
    firm: FirmOption = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui serait fait, sans rien changer.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Oublier ce qui était connu d'un agenda et tout relire ; rien n'y est doublé, tout est reconnu à son nom."""
    with writing_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            found = _connections(work, technician)
        if not found:
            raise CommandRefused(_NONE)
        (known,) = found
        if dry_run:
            passed = _rehearsed(house, meant.id, known)
        else:
            anew = house.transactions.write(meant.id, lambda work: forget_notes(work, known.id))
            passed = _pass(house, meant.id, anew)
    console_for(as_json=as_json).print(("Il serait fait : " if dry_run else "") + _sentence(passed))
    finish({"dry_run": dry_run, **passed}, as_json=as_json, code=1 if passed["trouble"] else 0)


def disconnect_calendar(technician: TechnicianArgument, firm: FirmOption = "", *, as_json: JsonOption = False) -> None:
    """Ne plus suivre l'agenda d'un technicien ; ce qui y est écrit y reste."""
    with writing_house() as house:
        meant = firm_named(house, firm)

        def command(work: Work) -> list[str]:
            found = [one.id for one in _connections(work, technician)]
            for one in found:
                disconnect(work, one)
            return list(found)

        gone = house.transactions.write(meant.id, command)
    console_for(as_json=as_json).print("L'agenda n'est plus suivi." if gone else _NONE)
    finish({"disconnected": gone}, as_json=as_json)


def _connections(work: Work, technician: str) -> list[Connection]:
    return connections_of(work, technician_named(work, technician).id if technician else None)


def _told(work: Work, one: Connection) -> dict[str, Any]:
    entries = work.of(MirroredEntry).find(connection_id=one.id)
    return {
        "connection": one.id,
        "technician": work.of(Technician).get(one.technician_id).name,
        "name": one.name,
        "address": one.address,
        "account": one.account,
        "synced_at": one.synced_at,
        "standing": len(entries),
        "sending": sum(bool(entry.sending) for entry in entries),
        "quarantined": [{"href": row.href, "reason": row.reason} for row in quarantined(work, one.id)],
        "halted": one.halt is not None,
        "trouble": one.trouble,
    }


def _state(told: dict[str, Any], firm: Firm) -> str:
    if told["trouble"]:
        return str(told["trouble"])
    at = told["synced_at"]
    return f"à jour le {at.astimezone(firm.zone):%d/%m/%Y à %H:%M}" if at else "pas encore lu"


def _pass(house: House, firm_id: FirmId, connection: Connection, *, whole: bool = False) -> dict[str, Any]:
    report = follow(house, firm_id, connection, whole=whole)
    if report is not None:
        return _counted(report)
    with house.transactions.read(firm_id) as work:
        return {**_counted(Report()), "trouble": work.of(Connection).get(connection.id).trouble}


def _counted(report: Report) -> dict[str, Any]:
    return {
        "created": len(report.created),
        "replaced": len(report.replaced),
        "deleted": len(report.deleted),
        "wishes": len(report.wishes),
        "waiting": len(report.waiting),
        "refused": report.refused,
        "trouble": "",
    }


def _sentence(passed: dict[str, Any]) -> str:
    if passed["trouble"]:
        return str(passed["trouble"])
    created, replaced, deleted = (passed[name] for name in ("created", "replaced", "deleted"))
    return f"{created} passages ajoutés, {replaced} changés, {deleted} retirés ; {passed['wishes']} demandes lues."


class _Unmoved(TechnicianAgenda):
    """Grants nothing and changes nothing: for rehearsals."""

    def decide(self, wish: Wish) -> CalendarEntry | None:
        """Refuse."""
        return wish.before


def _rehearsed(house: House, firm_id: FirmId, connection: Connection) -> dict[str, Any]:
    """Return what reading a calendar anew would do to it."""
    agenda = _Unmoved(house, firm_id, owner_of(house, connection))
    try:
        with calendar_of(house, firm_id, connection) as calendar:
            return _counted(sync(Rehearsal(calendar), agenda, MemoryLedger()))
    except BROKEN_OFF as error:
        return {**_counted(Report()), "trouble": str(error)}
