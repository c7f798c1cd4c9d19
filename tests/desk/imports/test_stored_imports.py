"""Imports survive a database: what was made looks the same when it comes back, so it can be undone."""

from contextlib import closing
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import NullPool, create_engine

from desk.customers import Customer
from desk.imports.importing import import_file, keep_preview, previewed
from desk.imports.journal import KINDS as JOURNAL
from desk.imports.journal import Import, ImportFile
from desk.imports.preparing import Sent, prepare
from desk.imports.undoing import undo
from desk.store import KINDS
from planner.store import Database
from planner.store.tables import Tables
from tests.desk.imports.conftest import CLAIRE, Annecy
from tests.desk.imports.making import lines
from tests.support.planner import a_firm

ALL_KINDS = (*KINDS, *(kind for kind in JOURNAL if kind not in KINDS))
CUSTOMERS = lines(
    ("N° client", "Nom", "Tél.", "Adresse", "Ville", "CP"),
    ("C1", "Dupont", "0465710001", "1 rue A", "Annecy", ""),
    ("C2", "Noël", "abc", "", "", ""),
)
MORE = lines(("N° client", "Nom", "Portable"), ("C1", "Dupont", "0639980001"))
TECHNICIANS = lines(
    ("Matricule", "Prénom", "Dépôt", "Habilitations", "Compétences", "Fin d'habilitation"),
    ("T1", "Gaëtan", "annecy", "B1V|BR", "depannage|irve_p2", "30/01/2027"),
)
CONTRACTS = lines(
    ("N° contrat", "N° client", "Type", "Date de début", "Visites par an"), ("K1", "C1", "VMC", "1/2/2026", "4")
)
COMING = lines(
    ("Date", "Heure", "N° client", "Prestation", "Technicien", "Durée prévue"),
    ("24/11/2026", "8h", "C1", "Dépannage", "T1", "75"),
    ("26/05/2025", "", "C1", "Dépannage", "", "75"),
)
CALLS = lines(("Date et heure", "Appelant"), ("26/05/2025 08:46:06", "0465710001"))


@pytest.fixture
def store(tmp_path):
    """A SQLite file that keeps the firm "duret"."""
    url = f"sqlite:///{tmp_path / 'firm.sqlite'}"
    engine = create_engine(url, poolclass=NullPool)
    Tables(ALL_KINDS).metadata.create_all(engine)
    engine.dispose()
    with closing(Database(url, kinds=ALL_KINDS, clock=lambda: datetime(2026, 11, 22, 20, tzinfo=UTC))) as database:
        database.create_firm(a_firm())
        yield database


def test_every_kind_of_file_comes_and_goes_on_a_database(store):
    """Each import is kept, read back and undone, the last first."""
    firm = a_firm().id
    kept = [
        store.write(firm, partial(import_file, sent=Sent(content), places=Annecy(), actor=CLAIRE))
        for content in (CUSTOMERS, MORE, TECHNICIANS, CONTRACTS, COMING, CALLS)
    ]
    assert [1, 1, 1, 1, 2, 1] == [done.kept for done in kept]
    with store.read(firm) as work:
        assert sorted(kept, key=lambda done: done.id) == work.of(Import).find()
    for done in reversed(kept):
        store.write(firm, partial(undo, import_id=done.id, actor=CLAIRE))
    with store.read(firm) as work:
        left = {
            kind.table: work.of(kind.entity).find() for kind in ALL_KINDS if kind.entity not in {Import, ImportFile}
        }
    assert {table: [] for table in left} == left


def test_a_preview_waits_in_the_database_as_it_was_sent(store):
    """Bytes for bytes, with the first lines as understood."""
    firm = a_firm().id
    with store.read(firm) as work:
        prepared = prepare(work, Sent(CUSTOMERS, "clients.csv"), Annecy())
    remembered = store.write(firm, lambda work: keep_preview(work, prepared, actor=CLAIRE))
    with store.read(firm) as work:
        assert [remembered] == work.of(Import).find()
        assert CUSTOMERS == previewed(work, remembered.id).content
        assert [] == work.of(Customer).find()
