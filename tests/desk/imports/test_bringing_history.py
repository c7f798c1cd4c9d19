"""Appointments and calls of a file: the past becomes history, the future goes on the routes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.calls import Call, Reason
from desk.customers import Customer
from desk.imports.draft_history import REASON_WORDS
from desk.past import PastAppointment
from planner.appointments import Appointment, State
from planner.services import PriceClass, Service
from planner.staffing import save_technician
from tests.desk.imports.making import lines
from tests.support.planner import a_technician

TITLES = ("Date", "Heure", "N° client", "Prestation", "Technicien", "Durée prévue (min)", "Durée réelle (min)",
          "Statut", "Demandé le", "Délai de confirmation (h)", "Deuxième passage", "Remarques")  # fmt: skip
TOMORROW = date(2026, 11, 24)


@pytest.fixture
def customer(office):
    """The customer C1, with an address and a number."""
    content = lines(
        ("N° client", "Nom", "Tél.", "Adresse", "Ville"), ("C1", "Dupont", "0465710001", "1 rue A", "Annecy")
    )
    office.bring(content)
    return office.all(Customer)[0]


def appointment(*, day="26/05/2025", hour="", service="Dépannage", technician="", planned="75", state="Fait"):
    """Return the line of an appointment."""
    return (day, hour, "C1", service, technician, planned, "48", state, "21/05/2025", "36,5", "non", "")


def coming(hour="8h", *, technician="Gaëtan", **more):
    """Return the line of an appointment still to come."""
    return appointment(day="24/11/2026", hour=hour, technician=technician, state="", **more)


def test_a_past_appointment_becomes_history(office, customer):
    """Minutes planned and spent, how long confirming took, how it ended."""
    done = office.bring(lines(TITLES, appointment()))
    expected = PastAppointment(
        office.all(PastAppointment)[0].id,
        date(2025, 5, 26),
        "depannage",
        customer.id,
        75,
        State.DONE,
        48,
        date(2025, 5, 21),
        36 * 60 + 30,
    )
    assert [expected] == office.all(PastAppointment)
    assert (1, 1, 0) == (done.rows, done.kept, done.rejected)


def test_a_cancelled_appointment_took_no_time(office, customer):
    """The zero minutes of the file would pull every average down."""
    office.bring(lines(TITLES, appointment(state="Annulé par nous"), appointment(state="Client absent")))
    told = {past.state: past.actual_minutes for past in office.all(PastAppointment)}
    assert {State.CANCELLED_BY_FIRM: None, State.NO_ACCESS: 48} == told


def test_services_are_proposed_from_what_the_firm_does(office, customer):
    """Known words give proposed services, as long as the firm plans them; others wait for somebody to look."""
    named = {"Relevé devis": "45", "Entretien piscine": "", "Dalle": "30"}
    rows = [appointment(planned="75"), appointment(planned="78")]
    rows += [appointment(service=service, planned=planned) for service, planned in named.items()]
    office.bring(lines(TITLES, *rows))
    services = {service.code: service for service in office.all(Service)}
    assert {"depannage", "devis", "entretien_piscine", "dalle"} == set(services)
    assert [75, 45, 60, 30] == [
        services[code].duration / timedelta(minutes=1) for code in ("depannage", "devis", "entretien_piscine", "dalle")
    ]
    assert (True, False) == (services["depannage"].online, services["dalle"].online)
    assert (PriceClass.CONTRACT, PriceClass.QUOTE) == (
        services["entretien_piscine"].price_class,
        services["dalle"].price_class,
    )
    assert "Entretien piscine" == services["entretien_piscine"].name
    assert {"devis"} <= {past.service_code for past in office.all(PastAppointment)}


def test_services_the_firm_has_are_left_as_they_are(office, customer):
    """An import never changes a setting."""
    office.bring(lines(TITLES, appointment(planned="75")))
    before = office.all(Service)
    office.bring(lines(TITLES, appointment(planned="200")))
    assert before == office.all(Service)


def test_what_history_does_not_keep_is_said(office, customer):
    """An hour, a technician or a remark of a past appointment."""
    done = office.bring(lines(TITLES, appointment(hour="8h30"), appointment(planned="45")))
    assert (
        "L'heure, le technicien et la remarque d'un rendez-vous passé ne sont pas gardés : ligne 2." == done.notes[-1]
    )


def test_the_same_history_sent_again_adds_nothing(office, customer):
    """Yet two visits on one day that the firm had are two."""
    first = lines(TITLES, appointment(), appointment(planned="45"))
    office.bring(first)
    done = office.bring(lines(TITLES, appointment(), appointment(planned="45"), appointment(planned="60")))
    assert (3, 3, 2) == (done.rows, done.kept, done.merged)
    assert 3 == len(office.all(PastAppointment))


def test_an_appointment_to_come_goes_on_its_technicians_route(office, customer):
    """At its hour, promised for the service's window; nobody is mailed about what he knows already."""
    office.do(save_technician, a_technician())
    office.bring(lines(TITLES, coming("14h"), coming("8h30", planned="")))
    first, second = office.route("gaëtan", TOMORROW).visits
    assert [datetime(2026, 11, 24, 7, 30, tzinfo=UTC), datetime(2026, 11, 24, 13, tzinfo=UTC)] == [
        first.start,
        second.start,
    ]
    by_id = {one.id: one for one in office.all(Appointment)}
    assert {(State.CONFIRMED, customer.id)} == {(one.state, one.customer_id) for one in by_id.values()}
    assert timedelta(hours=2) == by_id[first.appointment_id].window.length
    assert timedelta(minutes=75) == by_id[second.appointment_id].duration
    assert ["RouteSaved"] == [type(event).__name__ for event in office.events]


def test_an_appointment_to_come_needs_hour_technician_and_place(office, customer):
    """And two can't share one hour of one technician."""
    office.do(save_technician, a_technician())
    office.bring(lines(("N° client", "Nom"), ("C2", "Noël")))
    elsewhere = (*coming()[:2], "C2", *coming()[3:])
    rows = (coming(""), coming(technician=""), coming(technician="Zoé"), elsewhere, coming("8h"), coming("9h"))
    done = office.bring(lines(TITLES, *rows))
    assert [
        "Heure : un rendez-vous à venir a besoin de son heure",
        "Technicien : un rendez-vous à venir a besoin de son technicien",
        "Technicien : aucun technicien ne s'appelle « Zoé » : importez d'abord les techniciens",
        "N° client : ce client n'a pas d'adresse : complétez d'abord les clients",
        "Heure : ce technicien a déjà un rendez-vous à cette heure",
    ] == [line.reason for line in done.rejections]
    assert (6, 1) == (done.rows, done.kept)


def test_a_route_that_gains_nothing_is_not_saved(office, customer):
    """The same future sent twice is refused line by line and touches no version."""
    office.do(save_technician, a_technician())
    office.bring(lines(TITLES, coming()))
    again = office.bring(lines(TITLES, coming()))
    assert (1, 1) == (again.rejected, office.route("gaëtan", TOMORROW).version)


def test_a_technician_is_known_by_the_reference_of_his_own_file(office, customer):
    """The list of appointments says T1 where the list of technicians said Gaëtan."""
    office.bring(lines(("Matricule", "Prénom", "Dépôt", "Compétences"), ("T1", "Gaëtan", "annecy", "SSI")))
    done = office.bring(lines(TITLES, coming(technician="T1")))
    assert (1, 0) == (done.kept, done.rejected)


CALLS = ("Date et heure", "Appelant", "N° client", "Motif", "Durée (s)", "Manqué")


def test_calls_find_their_customer(office, customer):
    """By reference, else by the only customer with the number; a withheld number is nobody's."""
    rows = (
        ("26/05/2025 08:46:06", "04 65 71 00 01", "", "rdv_sav", "59", "non"),
        ("26/05/2025 08:50:00", "anonymous", "C1", "Réclamation", "0", "oui"),
        ("26/05/2025 08:51:00", "3631", "", "Pourquoi", "", ""),
        ("26/05/2025 08:52:00", "anonymous", "C9", "devis", "5", "non"),
    )
    done = office.bring(lines(CALLS, *rows))
    calls = sorted(office.all(Call), key=lambda call: call.started_at)
    assert [customer.id, customer.id, None] == [call.customer_id for call in calls]
    assert [Reason.APPOINTMENT, Reason.COMPLAINT, Reason.OTHER] == [call.reason for call in calls]
    assert [("+33465710001", 59, False), ("", 0, True), ("", 0, False)] == [
        (call.caller, call.duration_s, call.missed) for call in calls
    ]
    assert "N° client : aucun client n'a le numéro « C9 » : importez d'abord les clients" == done.rejections[0].reason
    again = office.bring(lines(CALLS, *rows))
    assert (4, 3, 3, 3) == (again.rows, again.kept, again.merged, len(office.all(Call)))


def test_a_number_of_several_customers_tells_nobody(office, customer):
    """A family or a property manager: the call is kept, for nobody in particular."""
    office.bring(lines(("Nom", "Tél.", "Adresse", "CP"), ("Martin", "0465710001", "9 rue Z", "74000")))
    office.bring(lines(CALLS, ("26/05/2025 08:46:06", "04 65 71 00 01", "", "", "59", "non")))
    assert [None] == [call.customer_id for call in office.all(Call)]


def test_each_reason_is_read_in_its_words():
    """No word means two reasons."""
    words = [word for group in REASON_WORDS.values() for word in group]
    assert len(words) == len(set(words))
    assert set(Reason) == set(REASON_WORDS)
