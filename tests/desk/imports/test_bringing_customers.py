"""Customers and sites of a file join those the firm has."""

import pytest

from desk.connections import Connection, Provider
from desk.customers import Customer, CustomerKind
from desk.events import CalendarNews
from desk.identifiers import ConnectionId
from desk.imports.draft_customers import KIND_WORDS
from desk.imports.reading import Rejected
from planner.sites import Site
from tests.desk.imports.making import a_customer_file, lines
from tests.support.planner import ANNECY, SUNDAY_NIGHT, a_technician

TITLES = ("N° client", "Nom", "Type", "Tél.", "Portable", "E-mail", "Adresse", "CP", "Ville", "Contrat", "Notes")
DUPONT = ("C1", "Jean Dupont", "Particulier", "0465710001", "", "", "12 rue du Lac", "74000", "Annecy", "", "")


def test_a_new_customer_gets_all_that_his_line_tells(office):
    """Name, kind, numbers, address, reference and notes."""
    row = ("C2", "Les Tilleuls", "Copropriété", "0465710002", "0639980002", "a@exemple.invalid", "1 rue A", "74000",
           "Annecy", "oui", "sonner chez le gardien")  # fmt: skip
    done = office.bring(lines(TITLES, row), file_name="clients.csv")
    (customer,) = office.all(Customer)
    (site,) = office.all(Site)
    assert ("Les Tilleuls", CustomerKind.CO_OWNERSHIP, "C2") == (customer.name, customer.kind, customer.external_ref)
    assert ("+33465710002", "+33639980002") == (customer.phone, customer.second_phone)
    assert "sonner chez le gardien\nSous contrat, d'après le fichier des clients." == customer.note
    assert (customer.id, "commune", "1 rue A", ANNECY) == (site.customer_id, site.precision, site.street, site.position)
    assert ("clients.csv", 1, 1, 0, 0) == (done.file_name, done.rows, done.kept, done.merged, done.rejected)


def test_coordinates_of_the_file_are_taken_as_they_are(office):
    """Nobody is asked where a place is when the file says it."""
    office.bring(lines(("Client", "Adresse", "Latitude", "Longitude"), ("Dupont", "1 rue A", "45,9", "6,1")))
    (site,) = office.all(Site)
    assert (45.9, 6.1, "house") == (site.position.lat, site.position.lon, site.precision)
    assert 0 == office.places.asked


def test_an_address_nobody_can_place_stays_in_the_note(office):
    """The customer is kept, his address too, and the person is told of it."""
    done = office.bring(a_customer_file(("Dupont", "0465710001", "1 rue A", "99999", "Nulle-Part")))
    (customer,) = office.all(Customer)
    assert [] == office.all(Site)
    assert "Adresse à situer : 1 rue A, 99999 Nulle-Part" == customer.note
    assert ("Adresse introuvable, gardée en note, à placer sur la carte : ligne 2.",) == done.notes


def test_the_same_address_is_looked_up_once(office):
    """A finder across the network is asked as little as possible."""
    rows = [(f"Client {number}", "", "1 rue A", "74000", "Annecy") for number in range(5)]
    office.bring(a_customer_file(*rows))
    assert 1 == office.places.asked


def test_a_known_customer_learns_only_what_he_lacked(office):
    """His name and number stay; a second number, an e-mail, a further place and a note are added."""
    office.bring(lines(TITLES, DUPONT))
    more = (
        "",
        "M. DUPONT",
        "",
        "0465710001",
        "0639980009",
        "j@exemple.invalid",
        "3 rue B",
        "74000",
        "Annecy",
        "",
        "chien",
    )
    done = office.bring(lines(TITLES, more))
    (customer,) = office.all(Customer)
    assert ("Jean Dupont", "+33465710001", "+33639980009") == (customer.name, customer.phone, customer.second_phone)
    assert ("j@exemple.invalid", "chien\nAutre nom : M. DUPONT") == (customer.email, customer.note)
    assert ["12 rue du Lac", "3 rue B"] == sorted(site.street for site in office.all(Site))
    assert (1, 1, 1) == (done.rows, done.kept, done.merged)


def test_the_same_file_sent_again_changes_nothing(office):
    """Each line is known, and counted so."""
    content = lines(TITLES, DUPONT, ("C2", "Noël", "Mairie", "", "", "", "", "99999", "Nulle-Part", "", "note"))
    office.bring(content)
    before = office.all(Customer), office.all(Site)
    done = office.bring(content)
    assert before == (office.all(Customer), office.all(Site))
    assert (2, 2, 2, 0) == (done.rows, done.kept, done.merged, done.rejected)


def test_several_lines_may_tell_of_one_known_customer(office):
    """What each adds is kept."""
    office.bring(lines(TITLES, DUPONT))
    office.bring(
        a_customer_file(
            ("Dupont", "0465710001", "", "", ""), ("Dupont Jean", "0639980009", "12 rue du lac", "74000", "")
        )
    )
    (customer,) = office.all(Customer)
    assert ("+33465710001", "+33639980009") == (customer.phone, customer.second_phone)


def test_what_has_no_field_goes_into_the_note(office):
    """A third number, a second e-mail, another reference and an unknown kind are not lost."""
    rows = (
        (
            "C1",
            "Jean Dupont",
            "Ami",
            "0465710001",
            "0639980001",
            "a@exemple.invalid",
            "1 rue A",
            "74000",
            "Annecy",
            "",
            "",
        ),
        ("C9", "Jean Dupont", "", "0465710003", "", "b@exemple.invalid", "1 rue A", "74000", "Annecy", "", ""),
    )
    done = office.bring(lines(TITLES, *rows))
    (customer,) = office.all(Customer)
    assert [
        "Autre téléphone : 04 65 71 00 03",
        "Autre e-mail : b@exemple.invalid",
        "Autre n° client : C9",
        "Type de client : ami",
    ] == customer.note.splitlines()
    assert {"C9": customer.id} == done.aliases


def test_a_reference_of_another_known_customer_is_rejected(office):
    """It would give one customer's contract to another."""
    office.bring(lines(TITLES, DUPONT))
    done = office.bring(lines(("N° client", "Nom", "Tél."), ("C1", "Martin", "0465710009")))
    expected = Rejected(2, "N° client", "N° client : ce numéro appartient à un autre client")
    assert (expected,) == done.rejections


@pytest.mark.parametrize("kind", CustomerKind)
def test_kinds_of_customers_in_words(office, kind):
    """Each word of a kind is read as that kind."""
    rows = [("", f"Client {number}", word, *[""] * 8) for number, word in enumerate(KIND_WORDS[kind])]
    office.bring(lines(TITLES, *rows))
    assert {kind} == {customer.kind for customer in office.all(Customer)}


def test_further_sites_of_known_customers(office):
    """By reference or name; an address he has already, or that nobody finds, is told."""
    office.bring(lines(TITLES, DUPONT))
    content = lines(
        ("N° client", "Nom du client", "Lieu", "Adresse", "CP", "Ville", "Digicode"),
        ("C1", "", "Chalet", "3 rue Haute", "74000", "Annecy", "12A"),
        ("", "DUPONT Jean", "Maison", "12, rue du lac", "74000", "Annecy", ""),
        ("C1", "", "Cave", "4 rue Basse", "99999", "Nulle-Part", ""),
        ("C7", "", "Grange", "5 rue Basse", "74000", "Annecy", ""),
        ("", "Inconnu", "Grange", "5 rue Basse", "74000", "Annecy", ""),
    )
    done = office.bring(content)
    assert [("Chalet", "12A")] == [(site.label, site.access) for site in office.all(Site) if site.label]
    assert (5, 2, 1, 3) == (done.rows, done.kept, done.merged, done.rejected)
    reasons = [line.reason for line in done.rejections]
    assert "Ville : adresse introuvable : vérifiez le code postal et la ville" == reasons[0]
    assert "N° client : aucun client n'a le numéro « C7 » : importez d'abord les clients" == reasons[1]
    assert "N° client : aucun client ne s'appelle « Inconnu » : importez d'abord les clients" == reasons[2]


def test_a_name_of_several_customers_is_not_guessed(office):
    """Two people are called Jean Dupont: which one?"""
    rows = [("Jean Dupont", "0465710001", "1 rue A", "", ""), ("Jean Dupont", "0465710002", "2 rue B", "", "")]
    office.bring(a_customer_file(*rows))
    done = office.bring(lines(("Client", "Lieu", "Ville"), ("Jean Dupont", "Cave", "Annecy")))
    assert "Client : 2 clients s'appellent « Jean Dupont » : indiquez le N° client" == done.rejections[0].reason


def test_calendars_are_looked_at_when_a_file_changes_what_they_show_of_a_customer(office):
    """And again when it is taken back; a file that only adds customers rings nobody."""
    gaetan = a_technician().id
    url = "https://agenda.invalid/"
    known = Connection(ConnectionId("c"), gaetan, Provider.CALDAV, "Agenda", url, "gaetan", b"", SUNDAY_NIGHT)
    office.do(lambda work: work.of(Connection).put(known))
    office.bring(lines(TITLES, DUPONT))
    assert [] == office.events
    more = ("", "M. DUPONT", "", "0465710001", "0639980009", "", "", "", "", "", "")
    done = office.bring(lines(TITLES, more))
    assert [CalendarNews(gaetan)] == office.events
    office.undo(done)
    assert [CalendarNews(gaetan)] * 2 == office.events
