"""A firm can leave with everything it has, readable by people and by programs, and with no secret inside."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.accounts import Newcomer, Role, add_account, open_session
from desk.calls import Call, Reason
from desk.contracts import MaintenanceContract, Tier
from desk.csv_files import csv_file, harmless
from desk.customers import Customer, CustomerKind
from desk.export import TABLES, export_firm
from desk.export.columns import columns
from desk.identifiers import CallId, ContractId
from desk.store import KINDS
from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId, CustomerId, ServiceId, SiteId
from planner.sites import Site
from tests.support.planner import ANNECY, PARIS, SUNDAY_NIGHT, a_service, a_technician, between

ANNE = Customer(
    CustomerId("c1"), "=Anne; Durand", SUNDAY_NIGHT, CustomerKind.CO_OWNERSHIP, "+33639980001", note="-2 étages"
)


@pytest.fixture
def archive(desk):
    """The export of a firm with a little of everything."""
    staff = Newcomer("claire@duret.invalid", "Claire", frozenset(Role), None, "$argon2id$secret")
    _, token = desk.do(open_session, desk.do(add_account, staff))
    desk.keep(
        ANNE,
        Site(SiteId("s1"), ANNE.id, ANNECY, "house", "3 rue des Pommiers", "74600", "Annecy"),
        MaintenanceContract(ContractId("k1"), ANNE.id, "vmc", 2, date(2025, 1, 1), Tier.SILVER, 35_800),
        Call(CallId("t1"), SUNDAY_NIGHT, "+33639980001", ANNE.id, Reason.COMPLAINT, 125, missed=True),
        a_technician(),
        a_service(),
        Appointment(
            AppointmentId("a1"), ServiceId("d"), between(8, 10), timedelta(minutes=70), State.CONFIRMED, SUNDAY_NIGHT
        ),
    )
    content = desk.do(export_firm)
    assert content == desk.do(export_firm)
    assert token.encode() not in content
    return zipfile.ZipFile(io.BytesIO(content))


def table(archive, name):
    """The lines of one CSV file, by title."""
    text = archive.read(f"csv/{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_everything_the_firm_has_is_inside(archive):
    """Each table twice, and what only a program can use once."""
    assert archive.testzip() is None
    names = {f"csv/{name}.csv" for name in TABLES} | {f"json/{name}.json" for name in TABLES}
    once = {"LISEZMOI.txt", "json/entreprise.json", "json/tournees.json", "json/historique.json"}
    assert names | once == set(archive.namelist())


def test_every_kind_of_the_desk_is_exported_or_a_secret_or_a_working_paper():
    """A kind added later is exported too, or this test asks why not."""
    left_out = {kind.entity.__name__ for kind in KINDS} - {kind.__name__ for kind in TABLES.values()}
    secrets = {"Session", "Link", "ApiToken", "Attempt", "Feed", "Connection", "Opening", "Device", "PersonalEvent"}
    secrets |= {"Webhook", "PendingSignIn", "SecondFactor", "IdentityProvider"}
    working_papers = {"Erasure", "Import", "ImportFile", "MirroredEntry", "ForeignEntry", "LearnedLengths"}
    for_direction = {"CallForecast", "RolledBack", "Indicators", "ReportReader", "ChurnList"}
    file_of_its_own = {"Logo"}
    assert secrets | working_papers | for_direction | file_of_its_own == left_out


@pytest.mark.parametrize("kind", TABLES.values(), ids=lambda kind: kind.__name__)
def test_every_column_has_a_french_title(kind):
    """A field added later is exported under its own name until somebody gives it one: now."""
    titles = [title for title, _ in columns(kind, PARIS)]
    assert [] == [title for title in titles if not title[:1].isupper()]
    assert len(titles) == len(set(titles))


def test_a_spreadsheet_shows_what_people_read(archive):
    """French titles and words, local hours, national telephones, minutes, decimal commas."""
    (customer,) = table(archive, "clients")
    assert ("copropriété", "06 39 98 00 01") == (customer["Type"], customer["Téléphone"])
    (site,) = table(archive, "lieux")
    assert ("45,8992", "6,1294", "74600") == (site["Latitude"], site["Longitude"], site["Code postal"])
    (appointment,) = table(archive, "rendez-vous")
    assert ("2026-11-23 08:00:00", "70") == (appointment["Début"], appointment["Durée"])
    (call,) = table(archive, "appels")
    assert ("oui", "réclamation", "2026-11-22 21:00:00") == (call["Manqué"], call["Motif"], call["Appelé le"])
    (contract,) = table(archive, "contrats")
    assert ("argent", "2025-01-01", "") == (contract["Formule"], contract["Début"], contract["Terminé le"])
    (technician,) = table(archive, "techniciens")
    assert ("45,8992", "11:30") == (technician["Début : Latitude"], technician["Déjeuner : Au plus tôt"])


def test_no_cell_runs_as_a_formula(archive):
    """A customer may be called anything."""
    (customer,) = table(archive, "clients")
    assert ("'=Anne; Durand", "'-2 étages") == (customer["Nom"], customer["Remarque"])


def test_a_program_reads_the_same_exactly(archive):
    """Instants in UTC, numbers as numbers."""
    (call,) = json.loads(archive.read("json/appels.json"))
    assert ("2026-11-22T20:00:00+00:00", 125, True) == (call["started_at"], call["duration_s"], call["missed"])
    assert "Duret Électricité" == json.loads(archive.read("json/entreprise.json"))["name"]


def test_secrets_stay(archive):
    """No file holds a hash, a session or a link."""
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"argon2" not in everything
    assert b"password" not in everything
    assert b"claire@duret.invalid" in everything


def test_a_later_export_tells_the_later_change(desk):
    """Nothing is kept from one export to the next."""
    desk.keep(ANNE)
    before = desk.do(export_firm)
    desk.keep(replace(ANNE, name="Anne Roux"))
    assert before != desk.do(export_firm)


@given(st.text())
def test_a_harmless_cell_is_the_text_or_the_text_behind_an_apostrophe(text):
    """Nothing is lost, and nothing that a spreadsheet would run comes first."""
    cell = harmless(text)
    assert cell in {text, f"'{text}"}
    assert str(cell)[:1] not in {"=", "@", "\t", "\r", "\n"}


def test_numbers_stay_numbers():
    """A negative amount is no formula."""
    assert [-3, "-3,5", "+12", 4.5] == [harmless(cell) for cell in (-3, "-3,5", "+12", 4.5)]


def test_a_french_excel_opens_the_file_by_a_double_click():
    """UTF-8 with its mark and semicolons."""
    assert "\ufeffNom;Ville\r\nZoé;Annecy\r\n".encode() == csv_file([["Nom", "Ville"], ["Zoé", "Annecy"]])
