"""A file is looked at, kept whole or not at all, remembered, and taken back."""
# ruff: noqa: DTZ001 - a spreadsheet's moments have no zone

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.calls import Call
from desk.contracts import MaintenanceContract, owe_visits
from desk.customers import Customer
from desk.feeds import Feed
from desk.imports.errors import AlreadySettled, LinesRejected, MissingColumns, Overtaken, UndoRefused
from desk.imports.importing import corrections, import_file, imports, keep, keep_preview, previewed
from desk.imports.journal import Import, ImportFile, ImportState
from desk.imports.looks import look
from desk.imports.preparing import Sent
from desk.imports.sampling import show
from planner.appointments import Appointment
from planner.board import Board
from planner.maintenance import MaintenanceDue
from planner.services import Service
from planner.sites import Site
from planner.slots import Wish, offer_slots
from planner.technicians import Technician
from tests.desk.imports.conftest import CLAIRE
from tests.desk.imports.making import a_customer_file, lines
from tests.support.planner import SEYNOD, a_service, a_technician

GOOD = ("Dupont", "0465710001", "1 rue A", "74000", "Annecy")
BAD = ("Noël", "abc", "", "", "")
MIXED = a_customer_file(GOOD, BAD)


def preview(office, content=MIXED):
    """Remember a file to be confirmed later."""
    return office.do(keep_preview, office.look(content, file_name="clients.csv"), actor=CLAIRE)


def confirm(office, remembered):
    """Confirm a remembered file as a page does."""
    with office.transactions.read(office.firm.id) as work:
        sent = previewed(work, remembered.id)
    prepared = office.look(sent.content, file_name=sent.file_name, kind=sent.kind)
    return office.do(keep, prepared, actor=CLAIRE, preview=remembered.id)


def stock(office):
    """Return how many things of each kind an import may make the firm has."""
    return [
        len(office.all(kind)) for kind in (Customer, Site, Technician, Service, MaintenanceContract, Call, Appointment)
    ]


# ── looking and keeping ──────────────────────────────────────────────────────────────────────────────────────────────


def test_looking_changes_nothing(office):
    """What would be kept is shown as it was understood; the firm stays as it is."""
    prepared = office.look(MIXED)
    assert (2, 1, 1) == (prepared.summary.rows, prepared.summary.kept, prepared.summary.rejected)
    assert ("Nom du client", "Tél.", "Adresse", "CP", "Ville") == prepared.summary.headers
    assert (("Dupont", "04 65 71 00 01", "1 rue A", "74000", "Annecy"),) == prepared.summary.sample
    assert [0] * 7 == stock(office)
    assert [] == office.all(Import)


def test_a_preview_is_remembered_and_confirmed_later(office):
    """The page may be left and found again; what was shown of people is forgotten once kept."""
    remembered = preview(office)
    assert (ImportState.PREVIEWED, "claire", "clients.csv") == (remembered.state, remembered.who, remembered.file_name)
    done = confirm(office, remembered)
    assert (remembered.id, ImportState.IMPORTED, ()) == (done.id, done.state, done.sample)
    assert [done] == office.all(Import)
    assert b"" == office.all(ImportFile)[0].content
    assert 1 == len(office.all(Customer))


def test_a_preview_is_confirmed_once(office):
    """A second tap on the button finds it settled, even if it was prepared before."""
    remembered = preview(office)
    prepared = office.look(MIXED)
    confirm(office, remembered)
    with pytest.raises(AlreadySettled):
        confirm(office, remembered)
    with pytest.raises(AlreadySettled):
        office.do(keep, prepared, actor=CLAIRE, preview=remembered.id)


def test_two_files_prepared_together_are_not_kept_blindly(office):
    """The second was worked out for a firm that has changed since."""
    one, other = office.look(MIXED), office.look(MIXED)
    office.do(keep, one, actor=CLAIRE)
    with pytest.raises(Overtaken):
        office.do(keep, other, actor=CLAIRE)
    assert 1 == len(office.all(Customer))


def test_good_lines_are_kept_and_the_others_given_back(office):
    """The correction file waits with the import."""
    done = office.bring(MIXED)
    with office.transactions.read(office.firm.id) as work:
        correction = corrections(work, done.id).decode("utf-8-sig")
    assert (1, 1) == (done.kept, done.rejected)
    assert 'Noël;abc;;;;"Tél. : « abc »' in correction.replace(";Tél.", ';"Tél.')


def test_all_or_nothing_keeps_nothing_of_a_file_with_mistakes(office):
    """For whoever wants the file clean first."""
    with pytest.raises(LinesRejected):
        office.do(keep, office.look(MIXED), actor=CLAIRE, all_or_nothing=True)
    assert [0] * 7 == stock(office)
    assert 1 == office.do(keep, office.look(a_customer_file(GOOD)), actor=CLAIRE, all_or_nothing=True).kept


def test_a_file_that_is_no_table_of_ours_keeps_nothing(office):
    """The error says what is missing."""
    with pytest.raises(MissingColumns):
        office.bring(lines(("Ville", "CP"), ("Annecy", "74000")))
    assert [] == office.all(Import)


def test_imports_are_listed_latest_first(office):
    """With what became of each."""
    office.bring(MIXED, file_name="un.csv")
    office.bring(MIXED, file_name="deux.csv")
    with office.transactions.read(office.firm.id) as work:
        assert ["deux.csv", "un.csv"] == [done.file_name for done in imports(work)]


def test_a_command_reads_and_keeps_in_one_go(office):
    """What `creneau import` does."""
    done = office.do(import_file, Sent(MIXED), office.places, actor=CLAIRE)
    assert (ImportState.IMPORTED, 1) == (done.state, len(office.all(Customer)))


@pytest.mark.parametrize(
    "value, shown",
    [
        (None, ""),
        (True, "oui"),
        (date(2026, 11, 23), "23/11/2026"),
        (datetime(2026, 11, 23, 7, 30, tzinfo=UTC), "23/11/2026 08:30"),
        (datetime(2026, 11, 23, 7, 30), "23/11/2026 07:30"),
        (time(8, 30), "08:30"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=75), "75 min"),
        (timedelta(hours=36, minutes=24), "36 h 24"),
        (45.9, "45,9"),
        (("+33465710001", "C1"), "04 65 71 00 01, C1"),
    ],
)
def test_values_are_shown_in_french(value, shown):
    """As a French page writes them."""
    assert shown == show(value, ZoneInfo("Europe/Paris"))


def test_amounts_are_shown_in_euros(office):
    """Cents are for the tables."""
    content = lines(("N° contrat", "N° client", "Date de début", "Montant annuel"), ("K1", "C1", "1/2/2026", "358,5"))
    office.bring(lines(("N° client", "Nom"), ("C1", "Dupont")))
    assert (("K1", "C1", "01/02/2026", "358,50 €"),) == office.look(content).summary.sample


def test_a_firm_brought_in_files_can_be_booked(office):
    """Customers, a technician and what he did: then there are slots to offer."""
    titles = ("Prénom", "Dépôt", "Habilitations", "Compétences", "Fin d'habilitation")
    office.bring(lines(("N° client", "Nom"), ("C1", "Dupont")))
    office.bring(lines(titles, ("Gaëtan", "annecy", "BR", "depannage", "30/01/2028")))
    office.bring(lines(("Date", "N° client", "Prestation"), ("26/05/2025", "C1", "Dépannage")))
    (repair,) = office.all(Service)
    with office.transactions.read(office.firm.id) as work:
        slots = offer_slots(work, Wish(repair.id, SEYNOD), Board())
    assert {"Gaëtan"} == {
        one.name for one in office.all(Technician) if one.id in {slot.technician_id for slot in slots}
    }


# ── undoing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

CUSTOMER = lines(("N° client", "Nom", "Tél.", "Adresse", "Ville"), ("C1", "Dupont", "0465710001", "1 rue A", "Annecy"))
TECHNICIAN = lines(("Matricule", "Prénom", "Dépôt", "Compétences"), ("T1", "Gaëtan", "annecy", "SSI"))
CONTRACT = lines(
    ("N° contrat", "N° client", "Type", "Date de début", "Visites par an"), ("K1", "C1", "VMC", "1/2/2026", "4")
)
CALL = lines(("Date et heure", "Appelant", "N° client"), ("26/05/2025 08:46:06", "0465710001", "C1"))
COMING = lines(
    ("Date", "Heure", "N° client", "Prestation", "Technicien"), ("24/11/2026", "8h", "C1", "Dépannage", "Gaëtan")
)


def test_undoing_all_imports_leaves_nothing(office):
    """Last in, first out: the firm stands as before the first file."""
    done = [office.bring(content) for content in (CUSTOMER, TECHNICIAN, CONTRACT, CALL, COMING)]
    assert [1, 1, 1, 2, 1, 1, 1] == stock(office)
    assert [ImportState.UNDONE] * 5 == [office.undo(one).state for one in reversed(done)]
    assert [0] * 7 == stock(office)
    assert () == office.route(office.all(Import)[0].id, date(2026, 11, 24)).visits


def test_an_import_is_undone_once(office):
    """And a preview was never done."""
    done = office.bring(CUSTOMER)
    office.undo(done)
    for settled in (done, preview(office)):
        with pytest.raises(AlreadySettled):
            office.undo(settled)


@pytest.mark.parametrize(
    "later, words",
    [(CONTRACT, "des contrats"), (CALL, "des appels"), (COMING.replace(b"2026", b"2025"), "des rendez-vous passés"),
     (lines(("N° client", "Lieu", "Adresse", "Ville"), ("C1", "Cave", "2 rue B", "Annecy")), "des lieux")],
)  # fmt: skip
def test_customers_that_something_was_built_on_stay(office, later, words):
    """The person learns what, and may undo that first."""
    done = office.bring(CUSTOMER)
    office.bring(later)
    with pytest.raises(UndoRefused, match=f"{words} s’appuient sur lui"):
        office.undo(done)
    assert 1 == len(office.all(Customer))


def test_technicians_with_visits_or_a_shared_calendar_stay(office):
    """Their routes would be nobody's."""
    office.bring(CUSTOMER)
    done = office.bring(TECHNICIAN)
    coming = office.bring(COMING)
    with pytest.raises(UndoRefused, match="tournées"):
        office.undo(done)
    office.undo(coming)
    (technician,) = office.all(Technician)
    feed = Feed("feed", technician.id, "digest", office.now)
    office.do(lambda work: work.of(Feed).put(feed))
    with pytest.raises(UndoRefused, match="agendas partagés"):
        office.undo(done)


def test_services_with_appointments_stay(office):
    """A promise needs to know what was promised."""
    office.bring(CUSTOMER)
    office.bring(TECHNICIAN)
    done = office.bring(lines(("Date", "N° client", "Prestation"), ("26/05/2025", "C1", "Dépannage")))
    office.bring(COMING)
    with pytest.raises(UndoRefused, match="des rendez-vous s’appuient"):
        office.undo(done)


def test_what_was_changed_since_is_not_taken_back(office):
    """Claire's correction of a name is work of hers."""
    done = office.bring(CUSTOMER)
    (customer,) = office.all(Customer)
    office.do(lambda work: work.of(Customer).put(replace(customer, note="rappeler lundi")))
    with pytest.raises(UndoRefused, match="« Dupont » a été modifié"):
        office.undo(done)


def test_what_was_removed_since_is_no_obstacle(office):
    """It is gone already."""
    done = office.bring(CUSTOMER)
    (customer,) = office.all(Customer)
    office.do(lambda work: work.of(Customer).remove(customer.id))
    assert ImportState.UNDONE is office.undo(done).state


def test_a_known_customer_forgets_what_a_file_had_added(office):
    """Unless he was changed since."""
    office.bring(CUSTOMER)
    before = office.all(Customer)
    more = lines(("N° client", "Nom", "Portable"), ("C1", "Dupont", "0639980001"))
    office.undo(office.bring(more))
    assert before == office.all(Customer)
    again = office.bring(more)
    office.do(lambda work: work.of(Customer).put(replace(office.all(Customer)[0], note="rappeler lundi")))
    with pytest.raises(UndoRefused, match="modifié"):
        office.undo(again)


def test_visits_owed_by_a_contract_go_with_it_unless_one_is_taken(office):
    """Due dates nobody has booked are only reckoning."""
    office.bring(CUSTOMER)
    done = office.bring(CONTRACT)
    day = date(2026, 11, 23)
    office.do(lambda work: owe_visits(work, first=day, last=day + timedelta(days=200)))
    due = office.all(MaintenanceDue)[0]
    office.do(lambda work: work.of(MaintenanceDue).put(replace(due, appointment_id="booked")))
    with pytest.raises(UndoRefused, match="déjà prises"):
        office.undo(done)
    office.do(lambda work: work.of(MaintenanceDue).put(due))
    office.undo(done)
    assert [] == office.all(MaintenanceDue)


def test_a_look_depends_on_every_field_and_on_nothing_else():
    """Sets and mappings look the same whatever their order, instants whatever their zone."""
    one = a_technician(skills={"vmc": 1, "ssi": 2}, areas=frozenset({"a", "b"}))
    assert look(one) == look(replace(one, skills={"ssi": 2, "vmc": 1}, areas=frozenset({"b", "a"})))
    assert look(one) != look(replace(one, name="Marc"))
    noon = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Paris"))
    assert look(noon) == look(noon.astimezone(UTC))
    assert look(a_service()) != look(a_service(online=False))
