"""What could not be told elsewhere after many attempts: looked at, and told again once the reason is mended."""

from typing import Annotated

import typer

from api.commands.common import JsonOption, console, finish, reading_house, writing_house
from planner.ports import Queue

outbox = typer.Typer(no_args_is_help=True, help="Ce qui attend d'être dit ailleurs, et ce qui n'a pas pu l'être.")
_SHOWN = 1_000


@outbox.command("list")
def list_dead(*, as_json: JsonOption = False) -> None:
    """Montrer le retard de ce qui attend, et ce qui a été abandonné après trop d'essais."""
    with reading_house() as house:
        lag = house.queue.lag().total_seconds()
        slugs = {firm.id: firm.slug for firm in house.transactions.firms()}
        dead = [
            {
                "number": delivery.number,
                "firm": slugs.get(delivery.firm_id, ""),
                "listener": delivery.listener,
                "event": type(delivery.event).__name__,
                "happened_at": delivery.happened_at,
                "error": error,
            }
            for delivery, error in house.queue.dead(_SHOWN)
        ]
    more = " ou plus, dont voici les premiers" if len(dead) == _SHOWN else ""
    console.print(f"Retard : {lag:.0f} s.  Abandonnés : {len(dead)}{more}.")
    for one in dead:
        console.print(f"{one['number']}  {one['happened_at']:%d/%m/%Y %H:%M} UTC  {one['firm']}  ", end="")
        console.print(f"{one['listener']} ← {one['event']} : {one['error']}", markup=False)
    finish({"lag": lag, "dead": dead}, as_json=as_json)


@outbox.command("retry")
def retry(
    numbers: Annotated[list[int] | None, typer.Argument(help="Lesquels ; sans numéro : tous.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Réessayer depuis le début ce qui a été abandonné (serveur arrêté sur SQLite)."""
    with writing_house() as house:
        revived = house.queue.revive(numbers) if numbers else _revive_all(house.queue)
    console.print(f"Repris : {revived}.")
    finish({"revived": revived}, as_json=as_json)


def _revive_all(queue: Queue) -> int:
    revived = 0
    while dead := queue.dead(_SHOWN):
        revived += queue.revive([delivery.number for delivery, _ in dead])
    return revived
