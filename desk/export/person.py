"""All that a firm holds of one customer leaves as one archive: data, and a list in French (RGPD, articles 15, 20)."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from desk.customers import Customer
from desk.export.archive import Archive
from desk.export.columns import SECRET
from desk.persons import Trace, history_of, part_of, records, trace
from desk.register import TITLES
from planner.identifiers import CustomerId
from planner.ports import Entry, Work
from planner.store.codec import converter

_INDEX = """{firm} : ce que nous gardons de {name}
Établi le {day}.

Les fichiers du dossier donnees/ sont en JSON, pour un logiciel : heures en temps universel, durées en secondes.

{lines}

Ce que d'autres logiciels de l'entreprise gardent de vous (comptabilité, téléphonie, courriers) n'est pas ici.
"""


def export_customer(work: Work, customer_id: CustomerId) -> bytes:
    """Return everything the firm holds of a customer as a ZIP; what records say of other people is left out.

    Raises:
        NotFound: the firm has no such customer.
    """
    customer, found = work.of(Customer).get(customer_id), trace(work, customer_id)
    held = held_of(work, found)
    lines = [f"donnees/{table}.json : {TITLES[table]} ({len(entries)})" for table, entries in held.items()]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        archive = Archive(file, work.now.astimezone(work.firm.zone))
        day = archive.made_at.date().isoformat()
        index = _INDEX.format(firm=work.firm.name, name=customer.name, day=day, lines="\n".join(lines))
        archive.add("LISEZMOI.txt", index.encode())
        for table, entries in held.items():
            archive.add(f"donnees/{table}.json", _json(entries))
    return content.getvalue()


def held_of(work: Work, found: Trace) -> dict[str, list[Any]]:
    """Return what the firm holds of a customer as plain data, by table; a table without anything is left out."""
    held = {
        kind.table: [_plain(one, found, shared=personal.shared) for one in entries]
        for kind, personal, entries in records(work, found)
        if entries
    }
    lines = [_line(entry, found) for entry in history_of(work, found)]
    return {**held, **({"history": lines} if lines else {})}


def _plain(record: object, found: Trace, *, shared: bool) -> Any:  # noqa: ANN401 - plain data
    plain = {name: value for name, value in converter.unstructure(record).items() if name not in SECRET}
    if not shared:
        return plain
    tables = {name for name in plain if isinstance(getattr(record, name), Mapping)}
    own = {name: {key: one for key, one in plain[name].items() if found.mentioned(f"{key} {one}")} for name in tables}
    return part_of(plain, found) | own


def _line(entry: Entry, found: Trace) -> Any:  # noqa: ANN401 - plain data
    return part_of(converter.unstructure(entry), found)


def _json(entries: list[Any]) -> bytes:
    text = json.dumps(entries, ensure_ascii=False, sort_keys=True, indent=1, default=lambda raw: raw.decode("utf-8"))
    return f"{text}\n".encode()
