"""Technicians, contracts and calendars of a file become what the planner plans with."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from calendar_sync.errors import UnreadableCalendar
from desk.contracts import MaintenanceContract, Tier
from desk.customers import Customer
from desk.imports.errors import TechnicianNeeded, UnreadableFile
from desk.imports.rows import TableKind
from desk.proposals import SKILL_LABELS, WEEK
from planner.errors import NotFound
from planner.events import TechnicianAbsent
from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.services import Service
from planner.sites import Site
from planner.staffing import save_technician
from planner.technicians import Absence, Clearance, Technician
from planner.working_days import WeeklyHours
from tests.desk.imports.making import a_customer_file, lines
from tests.support.planner import ANNECY, SEYNOD, a_technician

TECHNICIANS = ("Matricule", "Prénom", "Dépôt", "Habilitations", "Compétences", "Fin d'habilitation", "Portable")
GAETAN = ("T1", "Gaëtan", "annecy", "b1v|BR", "Dépannage|irve_p2", "30/01/2027", "0639980011")
CONTRACTS = ("N° contrat", "N° client", "Type", "Formule", "Visites par an", "Date de début", "Mois de renouvellement",
             "Montant annuel", "Résilié", "Interventions", "Réclamations")  # fmt: skip


def a_customer(office):
    """Bring the customer C1 and return it."""
    office.bring(lines(("N° client", "Nom", "Adresse", "Ville"), ("C1", "Dupont", "1 rue A", "Annecy")))
    return office.all(Customer)[0]


# ── technicians ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_technician_starts_from_his_depot_with_the_usual_week(office):
    """Skills with their level, clearances with their expiry, hours to be checked by a person."""
    before = office.version()
    done = office.bring(lines(TECHNICIANS, GAETAN))
    (technician,) = office.all(Technician)
    assert (ANNECY, ANNECY, WEEK) == (technician.start, technician.end, technician.shifts)
    assert ({"depannage": 1, "irve": 2}, "+33639980011") == (technician.skills, technician.phone)
    assert (Clearance("B1V", date(2027, 1, 30)), Clearance("BR", date(2027, 1, 30))) == technician.clearances
    assert "Horaires proposés : du lundi au vendredi, 8 h 30 à 17 h 30, pause à midi ; à vérifier." == done.notes[-1]
    assert {"T1": technician.id} == done.aliases
    assert before < office.version()


def test_what_a_technician_lacks_is_proposed_and_said(office):
    """Without skills he has them all; expired clearances are named."""
    rows = [("T1", "Marc", "annecy", "BR", "", "23/09/2025", ""), ("T2", "Karim", "", "", "SSI", "", "")]
    office.bring(a_customer_file(("Dupont", "", "1 rue A", "", "Annecy")))
    done = office.bring(lines(TECHNICIANS, *rows))
    karim, marc = sorted(office.all(Technician), key=lambda one: one.name)
    assert dict.fromkeys(SKILL_LABELS, 1) == marc.skills
    assert office.all(Site)[0].position == karim.start
    assert (
        "Compétences non indiquées : toutes proposées, à vérifier : ligne 2.",
        "Habilitations expirées : rien qui les demande ne sera proposé : ligne 2.",
    ) == tuple(sorted(done.notes[:2]))


def test_a_technician_without_known_depot_is_given_back(office):
    """Where would his routes start?"""
    rows = [("T1", "Marc", "Lune", "", "SSI", "", ""), ("T2", "Karim", "", "", "SSI", "", "")]
    done = office.bring(lines(TECHNICIANS, *rows))
    assert [
        "Dépôt : « Lune » est introuvable : indiquez une commune",
        "Dépôt : d'où part ce technicien ? Indiquez une commune",
    ] == [line.reason for line in done.rejections]


def test_without_depot_a_technician_starts_where_the_others_do(office):
    """One depot is the rule in small firms."""
    office.do(save_technician, a_technician(start=SEYNOD, end=SEYNOD))
    office.bring(lines(("Prénom", "Compétences"), ("Karim", "SSI")))
    assert {SEYNOD} == {technician.start for technician in office.all(Technician)}


def test_a_name_the_firm_has_already_is_given_back(office):
    """Also when the file itself says it twice."""
    done = office.bring(lines(TECHNICIANS, GAETAN, ("T9", "gaetan", "annecy", "", "SSI", "", "")))
    assert "Nom : un technicien s'appelle déjà « gaetan »" == done.rejections[0].reason
    assert 1 == office.bring(lines(TECHNICIANS, GAETAN)).rejected


def test_hours_the_law_forbids_are_given_back_in_words(office, monkeypatch):
    """A proposed week must hold in this firm."""
    night = (WeeklyHours(0, time(0), time(23)),)
    monkeypatch.setattr("desk.imports.draft_firm.WEEK", night)
    done = office.bring(lines(TECHNICIANS, GAETAN))
    assert (1, []) == (done.rejected, office.all(Technician))


# ── contracts and services ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_contract_books_the_service_of_its_type(office):
    """Its price in cents, its visits a year, and what the file knows of its past."""
    customer = a_customer(office)
    row = ("K1", "C1", "VMC", "Argent", "3", "20/08/2022", "8", "358,50 €", "non", "10", "2")
    done = office.bring(lines(CONTRACTS, row))
    (contract,) = office.all(MaintenanceContract)
    assert (customer.id, "vmc", 3, Tier.SILVER, 35_850) == (
        contract.customer_id,
        contract.kind,
        contract.visits_per_year,
        contract.tier,
        contract.annual_cents,
    )
    assert (office.all(Site)[0].id, date(2022, 8, 20), None) == (contract.site_id, contract.start, contract.ended_on)
    assert "Avant l'import : 10 interventions, 2 réclamations." == contract.note
    assert [("vmc", "Entretien de VMC")] == [(service.code, service.name) for service in office.all(Service)]
    assert ("Prestation proposée : « Entretien de VMC », à vérifier.",) == done.notes


@pytest.mark.parametrize("tier, visits", [("bronze", 1), ("Argent", 2), ("Or", 3), ("Platine", 1)])
def test_a_tier_alone_tells_the_visits(office, tier, visits):
    """An unknown tier stays in the note."""
    a_customer(office)
    office.bring(lines(CONTRACTS, ("K1", "C1", "VMC", tier, "", "20/08/2022", "", "", "", "", "")))
    (contract,) = office.all(MaintenanceContract)
    assert visits == contract.visits_per_year
    assert ("Formule : platine." if tier == "Platine" else "") == contract.note


@pytest.mark.parametrize(
    "start, month, ended",
    [
        ("20/08/2022", "8", date(2026, 8, 1)),
        ("20/12/2022", "", date(2025, 12, 1)),
        ("15/11/2026", "12", date(2026, 11, 15)),
    ],
)
def test_a_contract_said_to_be_over_ended_at_its_last_renewal(office, start, month, ended):
    """The file doesn't say when; never before it began."""
    a_customer(office)
    office.bring(lines(CONTRACTS, ("K1", "C1", "", "", "2", start, month, "", "oui", "", "")))
    (contract,) = office.all(MaintenanceContract)
    assert ended == contract.ended_on
    assert "Résilié ; la date exacte n'était pas dans le fichier." == contract.note
    assert ["entretien"] == [service.code for service in office.all(Service)]


def test_contracts_of_nobody_or_without_start_are_given_back(office):
    """And a reference known already is not made twice."""
    a_customer(office)
    good = ("K1", "C1", "VMC", "", "2", "20/08/2022", "", "", "", "", "")
    bad = [("K2", "C9", *good[2:]), ("K3", "C1", "VMC", "", "2", "", "", "", "", "", "")]
    done = office.bring(lines(CONTRACTS, good, *bad))
    assert ["N° client", "Date de début"] == [line.column for line in done.rejections]
    assert (1, 1, 0) == ((again := office.bring(lines(CONTRACTS, good))).kept, again.merged, again.rejected)
    assert 1 == len(office.all(MaintenanceContract))


# ── calendars ────────────────────────────────────────────────────────────────────────────────────────────────────────

OUTLOOK = ("Objet", "Début", "Début", "Fin", "Fin", "Journée entière", "Afficher la disponibilité")


def test_an_outlook_table_becomes_absences_of_its_technician(office):
    """What is past or marked free makes none; what touches is one."""
    office.do(save_technician, a_technician())
    content = lines(
        OUTLOOK,
        ("Passé", "02/11/2026", "08:00", "02/11/2026", "09:00", "Faux", "2"),
        ("Dentiste", "24/11/2026", "08:00", "24/11/2026", "09:00", "Faux", "2"),
        ("Suite", "24/11/2026", "09:00", "24/11/2026", "10:00", "Faux", "2"),
        ("Libre", "25/11/2026", "09:00", "25/11/2026", "10:00", "Faux", "3"),
    )
    done = office.bring(content, technician_id="gaëtan")
    (absence,) = office.all(Absence)
    expected = Interval(datetime(2026, 11, 24, 7, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert ("gaëtan", expected, "import") == (absence.technician_id, absence.interval, absence.source)
    assert (4, 4, TableKind.BUSY) == (done.rows, done.kept, done.kind)
    assert [TechnicianAbsent(TechnicianId("gaëtan"), expected.start, expected.end)] == [
        event for event in office.events if isinstance(event, TechnicianAbsent)
    ]
    office.bring(content, technician_id="gaëtan")
    assert 1 == len(office.all(Absence))


def test_a_calendar_of_the_past_makes_no_absence(office):
    """Its lines are read and kept all the same."""
    office.do(save_technician, a_technician())
    content = lines(OUTLOOK, ("Passé", "02/11/2026", "08:00", "02/11/2026", "09:00", "Faux", "2"))
    assert (1, []) == (office.bring(content, technician_id="gaëtan").kept, office.all(Absence))


ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//test//FR\r
BEGIN:VEVENT\r
UID:one@exemple.invalid\r
DTSTAMP:20261101T080000Z\r
DTSTART:20261124T080000Z\r
DTEND:20261124T100000Z\r
RRULE:FREQ=DAILY;COUNT=2\r
SUMMARY:Formation\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:broken@exemple.invalid\r
DTSTAMP:20261101T080000Z\r
DTSTART:whenever\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendar_file_becomes_absences_and_names_what_it_could_not_use(office):
    """One broken event costs only itself."""
    office.do(save_technician, a_technician())
    prepared = office.look(ICS, technician_id="gaëtan")
    assert ["broken@exemple.invalid"] == [one.uid for one in prepared.quarantined]
    assert [timedelta(hours=2)] * 2 == [interval.length for interval in prepared.busy]
    assert (2, 1, 1) == (prepared.summary.rows, prepared.summary.kept, prepared.summary.rejected)
    assert prepared.rejected[0].reason.startswith("broken@exemple.invalid : ")
    office.bring(ICS, technician_id="gaëtan")
    assert 2 == len(office.all(Absence))


def test_a_calendar_needs_its_technician(office):
    """Nobody's absences are nobody's; and he must be of this firm."""
    for content in (ICS, lines(OUTLOOK, ("x", "24/11/2026", "08:00", "24/11/2026", "09:00", "Faux", "2"))):
        with pytest.raises(TechnicianNeeded, match="de quel technicien"):
            office.look(content)
        with pytest.raises(NotFound):
            office.look(content, technician_id="nobody")


def test_a_calendar_only_looked_at_may_be_nobodys(office):
    """Its busy times and what it could not use are told; no absence would come of it."""
    prepared = office.look(ICS, only_looked_at=True)
    assert (2, 1, ()) == (len(prepared.busy), len(prepared.quarantined), prepared.puts)
    table = lines(OUTLOOK, ("x", "24/11/2026", "08:00", "24/11/2026", "09:00", "Faux", "2"))
    assert (1, ()) == (
        office.look(table, only_looked_at=True).summary.kept,
        office.look(table, only_looked_at=True).puts,
    )


def test_a_calendar_imported_again_during_one_of_its_events_doubles_no_time(office):
    """What is left of an event under way is already absent; what was added since is new."""
    office.do(save_technician, a_technician())
    office.bring(ICS, technician_id="gaëtan")
    office.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    office.bring(ICS.replace(b"DTEND:20261124T100000Z", b"DTEND:20261124T110000Z"), technician_id="gaëtan")
    times = sorted((one.interval.start, one.interval.end) for one in office.all(Absence))
    hours = [(start.day, start.hour, end.hour) for start, end in times]
    assert [(24, 8, 10), (24, 10, 11), (25, 8, 10), (25, 10, 11)] == hours


def test_a_calendar_too_large_to_read_is_refused(office, monkeypatch):
    """In the words of whoever reads calendars."""

    def refuse(content, *, zone):
        raise UnreadableCalendar("Ce calendrier est trop gros.")

    office.do(save_technician, a_technician())
    monkeypatch.setattr("desk.imports.preparing.read_calendar", refuse)
    with pytest.raises(UnreadableFile, match="trop gros"):
        office.look(ICS, technician_id="gaëtan")
