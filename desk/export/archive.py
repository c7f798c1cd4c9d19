"""Everything a firm has leaves as one archive: tables for a spreadsheet, and the same exactly for a program.

Secrets stay: password hashes, second factors, sessions, links, connections to calendars and identity providers, and
what tokens and feeds were made of.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from desk.accounts import Account, SignInRules
from desk.calls import Call
from desk.contracts import MaintenanceContract
from desk.csv_files import csv_file
from desk.customers import Contact, Customer
from desk.export.columns import SECRET, Column, columns
from desk.inviting import DueInvitation
from desk.messages import Message, MessageRules, MessageTemplate
from desk.notices import Notice
from desk.occasions import Occasion
from desk.past import PastAppointment
from desk.repromises import Repromise
from desk.storefront import Logo, Storefront
from desk.visit_lengths import VisitLength
from desk.visit_notes import VisitNote
from planner.appointments import Appointment
from planner.maintenance import MaintenanceDue
from planner.ports import Work
from planner.services import Service
from planner.sites import Site
from planner.store.codec import converter
from planner.technicians import Absence, Technician

TABLES: Mapping[str, type] = {
    "clients": Customer,
    "lieux": Site,
    "coordonnees": Contact,
    "contrats": MaintenanceContract,
    "entretiens": MaintenanceDue,
    "invitations": DueInvitation,
    "prestations": Service,
    "techniciens": Technician,
    "absences": Absence,
    "rendez-vous": Appointment,
    "rendez-vous-anciens": PastAppointment,
    "appels": Call,
    "evenements": Occasion,
    "messages": Message,
    "modeles": MessageTemplate,
    "regles-des-messages": MessageRules,
    "notes-de-passage": VisitNote,
    "durees-des-passages": VisitLength,
    "a-voir": Notice,
    "autres-moments": Repromise,
    "page-des-clients": Storefront,
    "personnes": Account,
    "regles-de-connexion": SignInRules,
}
"""The name of each file and what it holds."""

_NOTE = """{firm} : export du {day}

csv/   les tableaux, à ouvrir dans un tableur : séparateur ; heures locales ({zone}), durées en minutes.
json/  les mêmes données, complètes et exactes, pour un logiciel : heures en temps universel, durées en secondes.

json/tournees.json et json/historique.json n'ont pas de tableau : ce sont les tournées et le journal des changements.
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP whose bytes depend on its content and the moment of the export alone."""

    file: zipfile.ZipFile
    made_at: datetime

    def add(self, name: str, content: bytes) -> None:
        """Put a file into it."""
        entry = zipfile.ZipInfo(name, self.made_at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.file.writestr(entry, content)


def export_firm(work: Work) -> bytes:
    """Return everything of a firm as a ZIP of CSV and JSON files, with a note that explains them."""
    firm, content = work.firm, io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        archive = Archive(file, work.now.astimezone(firm.zone))
        note = _NOTE.format(firm=firm.name, day=archive.made_at.date().isoformat(), zone=firm.zone_name)
        archive.add("LISEZMOI.txt", note.encode())
        archive.add("json/entreprise.json", _json(converter.unstructure(firm)))
        archive.add("json/tournees.json", _json(converter.unstructure(work.routes.between(date.min, date.max))))
        archive.add("json/historique.json", _json(converter.unstructure(work.history.latest(sys.maxsize))))
        for logo in work.of(Logo).find():
            archive.add("logo.png", logo.content)
        for name, kind in TABLES.items():
            entities: list[object] = work.of(kind).find()
            archive.add(f"csv/{name}.csv", csv_file(_lines(columns(kind, firm.zone), entities)))
            archive.add(f"json/{name}.json", _json([_without_secrets(entity) for entity in entities]))
    return content.getvalue()


def _lines(shown: Sequence[Column], entities: Sequence[object]) -> Iterator[list[object]]:
    """Yield the titles, then one line for each entity."""
    yield [title for title, _ in shown]
    for entity in entities:
        yield [read(entity) for _, read in shown]


def _without_secrets(entity: object) -> dict[str, object]:
    return {name: value for name, value in converter.unstructure(entity).items() if name not in SECRET}


def _json(plain: object) -> bytes:
    """Return JSON; a list has each of its elements on a line of its own."""
    text = ",\n".join(map(_dumps, plain)).join(("[\n", "\n]")) if isinstance(plain, list) else _dumps(plain)
    return f"{text}\n".encode()


_dumps = partial(json.dumps, ensure_ascii=False, sort_keys=True)
