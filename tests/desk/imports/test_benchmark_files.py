"""A real-shaped export of a firm comes in whole: every line is kept or comes back with its reason."""

import os
from pathlib import Path

import pytest

from connectors.places import place_finder
from desk.contracts import MaintenanceContract
from desk.customers import Customer
from desk.imports.rows import TableKind
from planner.board import Board
from planner.services import Service
from planner.sites import Site
from planner.slots import Wish, offer_slots
from planner.technicians import Technician
from tests.support.planner import SEYNOD

FILES = {
    "clients.csv": (TableKind.CUSTOMERS, 1_380),
    "technicians.csv": (TableKind.TECHNICIANS, 6),
    "contracts.csv": (TableKind.CONTRACTS, 280),
    "appointments.csv": (TableKind.APPOINTMENTS, 5_593),
    "calls.csv.gz": (TableKind.CALLS, 18_824),
}


@pytest.fixture
def exported() -> Path:
    """The folder of the export, where there is one."""
    folder = Path(os.environ.get("CRENEAU_BENCHMARK_DATA", "")) / "duret"
    if not os.environ.get("CRENEAU_BENCHMARK_DATA") or not folder.is_dir():
        pytest.skip("CRENEAU_BENCHMARK_DATA does not name a folder of benchmark data with a firm's export")
    return folder


@pytest.mark.slow
def test_the_five_tables_of_an_export_add_up(office, exported):
    """As many lines in as kept and rejected; each customer keeps one place; the firm can be planned."""
    office.places = place_finder("")
    for name, (kind, rows) in FILES.items():
        done = office.bring((exported / name).read_bytes(), file_name=name)
        assert (kind, rows) == (done.kind, done.rows)
        assert done.rows == done.kept + done.rejected
        assert (rows, 0) == (done.kept, done.merged), name
    assert [1_380, 1_380, 6, 280] == [
        len(office.all(kind)) for kind in (Customer, Site, Technician, MaintenanceContract)
    ]
    services = {service.code: service for service in office.all(Service)}
    assert {"depannage", "devis", "petits_travaux", "vmc"} <= services.keys()
    with office.transactions.read(office.firm.id) as work:
        assert offer_slots(work, Wish(services["depannage"].id, SEYNOD), Board())
