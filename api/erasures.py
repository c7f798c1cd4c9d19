"""Who was erased stays erased: their numbers lie in a file beside the data, and a restored backup is erased again."""

import json
from collections.abc import Iterable
from pathlib import Path

from api.house import House
from desk.erasing import Erased, erase, erased
from planner.errors import NotFound
from planner.history import SYSTEM
from planner.identifiers import CustomerId, FirmId
from planner.ports import Actor

LIST = "effacements.json"


def erase_customer(house: House, firm_id: FirmId, customer_id: CustomerId, by: Actor) -> Erased:
    """Erase a customer from the records, the files and the copies of his messages, and note his number outside.

    Raises:
        NotFound: the firm has no such customer.
        NotAllowedNow: he is still expected somewhere.
    """
    gone = _erase(house, firm_id, customer_id, by)
    finish_erasures(house)
    return gone


def finish_erasures(house: House) -> None:
    """Once all who go have gone: write the files anew without them, and note their numbers outside."""
    house.transactions.scrub()
    note_erasures(house)


def _erase(house: House, firm_id: FirmId, customer_id: CustomerId, by: Actor, *, restored: bool = False) -> Erased:
    gone = house.transactions.write(firm_id, lambda work: erase(work, customer_id, by, restored=restored))
    remove_copies(house, gone.copies)
    return gone


def remove_copies(house: House, copies: Iterable[str]) -> None:
    """Remove copies of messages that lie in the data folder."""
    folder = house.settings.data_folder.absolute()
    for copy in map(Path, copies):
        if copy.absolute().is_relative_to(folder):
            copy.unlink(missing_ok=True)


def list_of(house: House) -> Path:
    """Return where the numbers of those who were erased lie: in no backup, so that none takes them back."""
    return house.settings.data_folder / LIST


def note_erasures(house: House) -> None:
    """Write down who was erased, beside those already written there: a database restored since may not know them."""
    known = {(firm_id, customer_id): at for firm_id, customer_id, at in _noted(list_of(house))}
    for firm in house.transactions.firms():
        with house.transactions.read(firm.id) as work:
            known |= {(firm.id, one.id): one.erased_at.isoformat() for one in erased(work)}
    lines = [[firm_id, customer_id, at] for (firm_id, customer_id), at in sorted(known.items())]
    part = list_of(house).with_suffix(".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(json.dumps(lines, indent=1), encoding="utf-8")
    part.replace(list_of(house))


def erase_again(house: House) -> int:
    """Erase those whom a restored backup has brought back, and return how many there were."""
    number = 0
    for firm_id, customer_id, _ in _noted(list_of(house)):
        try:
            _erase(house, FirmId(firm_id), CustomerId(customer_id), SYSTEM, restored=True)
        except NotFound:
            continue
        number += 1
    if number:
        finish_erasures(house)
    return number


def _noted(file: Path) -> list[tuple[str, str, str]]:
    return [(one[0], one[1], one[2]) for one in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []
