"""Each kind of table is read as people write it; a line that is not understood says why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.imports.errors import MissingColumns, UnrecognisedTable
from desk.imports.reading import Rejected, read_file
from desk.imports.rows import (
    BusyRow,
    CallRow,
    ContractRow,
    CustomerRow,
    PastAppointmentRow,
    SiteRow,
    TableKind,
    TechnicianRow,
)
from planner.appointments import State
from tests.desk.imports.making import a_customer_file, lines


def test_a_customer_is_read_from_the_columns_offices_have():
    """French titles, a number without its form, an address in three cells."""
    content = lines(
        ("N° client", "Nom", "Prénom", "Type de client", "Adresse", "CP", "Ville", "Tél.", "Portable", "E-mail",
         "Digicode"),
        ("C1", "Dupont", "Jean", "Particulier", "12, av. du Lac", "74000", "Annecy", "04 65 71 00 01", "0639980001",
         "Jean@Exemple.invalid", "12A4"),
    )  # fmt: skip
    reading = read_file(content)
    place = SiteRow(2, "C1", street="12, av. du Lac", postcode="74000", city="Annecy", access="12A4")
    expected = CustomerRow(
        2,
        "Jean Dupont",
        references=("C1",),
        kind="particulier",
        phones=("+33465710001", "+33639980001"),
        emails=("jean@exemple.invalid",),
        sites=(place,),
    )
    assert (expected,) == reading.records
    assert (1, 1, TableKind.CUSTOMERS) == (reading.rows, reading.kept, reading.kind)


@pytest.mark.parametrize(
    "title", ["Code postal", "CODE POSTAL", "code_postal", "Code Postal *", "CodePostal :", "C.P."]
)
def test_titles_are_recognised_however_they_are_written(title):
    """Accents, capitals, dots, stars and underscores are no part of a title."""
    reading = read_file(lines(("Nom", title), ("Dupont", "74000")))
    assert "74000" == reading.records_of(CustomerRow)[0].sites[0].postcode


def test_a_company_is_named_by_its_name():
    """The person is only whom to ask for there."""
    reading = read_file(lines(("Raison sociale", "Tél."), ("Société du Lac", "0465710001")))
    assert ["Société du Lac"] == [record.name for record in reading.records_of(CustomerRow)]


def test_a_whole_address_in_one_cell_is_split():
    """Postcode and city often stand behind the street."""
    reading = read_file(lines(("Client", "Adresse"), ("Dupont", "12 rue du Lac, 74000 Annecy")))
    assert (
        SiteRow(2, street="12 rue du Lac", postcode="74000", city="Annecy")
        == reading.records_of(CustomerRow)[0].sites[0]
    )


def test_half_a_position_is_no_position():
    """Latitude without longitude is a slip to mend."""
    reading = read_file(lines(("Client", "Ville", "Latitude", "Longitude"), ("Dupont", "Annecy", "45,9", "")))
    assert (Rejected(2, "", "il manque la latitude ou la longitude"),) == reading.rejected


def test_sites_of_known_customers():
    """Further places have a file of their own."""
    content = lines(
        ("Code client", "Nom du lieu", "Adresse", "CP", "Ville"), ("C1", "Chalet", "3 rue Haute", "74210", "Doussard")
    )
    expected = SiteRow(2, "C1", label="Chalet", street="3 rue Haute", postcode="74210", city="Doussard")
    assert (expected,) == read_file(content).records


def test_technicians():
    """Skills and clearances are lists in one cell."""
    content = lines(
        ("Matricule", "Prénom", "Dépôt", "Habilitations", "Compétences", "Fin d'habilitation"),
        ("T1", "Gaëtan", "annecy", "B1V, BR", "dépannage|irve_p2", "30/01/2027"),
    )
    expected = TechnicianRow(2, "Gaëtan", "T1", "annecy", ("dépannage", "irve_p2"), ("B1V", "BR"), date(2027, 1, 30))
    assert (expected,) == read_file(content).records


def test_contracts():
    """Euros become cents, a month may be a word."""
    content = lines(
        ("N° contrat", "N° client", "Type", "Formule", "Visites par an", "Date de début", "Mois de renouvellement",
         "Montant annuel", "Résilié"),
        ("K1", "C1", "VMC", "Argent", "2", "20/08/2022", "août", "1 234,50 €", "non"),
        ("K2", "C2", "VMC", "Or", "0", "20/08/2022", "8", "358", ""),
    )  # fmt: skip
    expected = ContractRow(2, "C1", "", "K1", "vmc", "argent", 2, date(2022, 8, 20), 8, 123_450)
    reading = read_file(content)
    assert (expected,) == reading.records
    assert (Rejected(3, "", "0 visites par an : il en faut de 1 à 52"),) == reading.rejected


def test_appointments_with_and_without_hour():
    """Past lists often know the day only; the hour may stand beside the date or in its own column."""
    content = lines(
        ("Date", "Heure", "Client", "Prestation", "Durée (min)", "Statut"),
        ("26/05/2025", "", "Dupont", "Dépannage", "75", "Fait"),
        ("26/05/2025", "8h30", "Martin", "Dépannage", "1h15", "Client absent"),
        ("26/05/2025 14:00", "", "Noël", "Entretien VMC", "", ""),
        ("26/05/2025", "", "", "Dépannage", "", "peut-être"),
    )
    first = PastAppointmentRow(
        2,
        date(2025, 5, 26),
        customer_name="Dupont",
        service="depannage",
        planned=timedelta(minutes=75),
        state=State.DONE,
    )
    reading = read_file(content)
    assert first == reading.records[0]
    hours = [datetime(2025, 5, 26, 6, 30, tzinfo=UTC), datetime(2025, 5, 26, 12, tzinfo=UTC)]
    assert hours == [record.starts_at for record in reading.records_of(PastAppointmentRow)[1:]]
    expected = (
        "Statut : « peut-être » n'est pas un statut connu (Fait, Sans accès, Annulé par le client, Annulé par nous, "
    )
    assert [Rejected(5, "Statut, Client", f"{expected}Confirmé) ; Client : à remplir")] == list(reading.rejected)


def test_calls_are_kept_even_from_withheld_numbers():
    """They count in the day's load; one without hour stands at midnight."""
    content = lines(
        ("Date et heure", "Appelant", "Motif", "Durée (s)", "Manqué"),
        ("26/05/2025 08:46:06", "anonymous", "Rendez-vous", "59", "non"),
        ("27/05/2025", "3631", "", "00:01:00", "oui"),
    )
    expected = (
        CallRow(
            2, datetime(2025, 5, 26, 6, 46, 6, tzinfo=UTC), "", "", "rendez_vous", timedelta(seconds=59), missed=False
        ),
        CallRow(3, datetime(2025, 5, 26, 22, tzinfo=UTC), "3631", "", "", timedelta(minutes=1), missed=True),
    )
    assert expected == read_file(content).records


OUTLOOK = ("Objet", "Début", "Début", "Fin", "Fin", "Journée entière", "Afficher la disponibilité")


def test_an_outlook_export_whose_titles_repeat():
    """The second "Début" is its hour; whole days end at midnight; who is marked free is free."""
    content = lines(
        OUTLOOK,
        ("Dentiste", "26/05/2025", "08:00:00", "26/05/2025", "09:30:00", "Faux", "2"),
        ("Congés", "27/05/2025", "00:00:00", "28/05/2025", "00:00:00", "Vrai", "4"),
        ("Anniversaire", "27/05/2025", "00:00:00", "28/05/2025", "00:00:00", "Vrai", "3"),
        ("Rangement", "27/05/2025", "10:00:00", "27/05/2025", "09:00:00", "Faux", "2"),
        separator=",",
    )
    reading = read_file(content)
    whole_day = datetime(2025, 5, 26, 22, tzinfo=UTC), datetime(2025, 5, 27, 22, tzinfo=UTC)
    assert (
        BusyRow(2, datetime(2025, 5, 26, 6, tzinfo=UTC), datetime(2025, 5, 26, 7, 30, tzinfo=UTC), "Dentiste"),
        BusyRow(3, *whole_day, "Congés"),
        BusyRow(4, *whole_day, "Anniversaire", free=True),
    ) == reading.records
    assert [Rejected(5, "", "la fin ne vient pas après le début")] == list(reading.rejected)


def test_an_outlook_whole_day_without_end_lasts_its_day():
    """Another export has one column for each end and no hours."""
    reading = read_file(lines(("Objet", "Date de début", "Journée entière"), ("Congés", "27/05/2025", "oui")))
    (whole_day,) = reading.records_of(BusyRow)
    assert timedelta(days=1) == whole_day.end - whole_day.start


def test_lines_above_the_titles_are_passed_over_and_said():
    """A report's title and date don't hide the table."""
    content = lines(("Liste des clients",), ("au 26/05/2025",), ("Nom", "Tél."), ("Dupont", "0465710001"))
    reading = read_file(content)
    assert (4, ("Au-dessus des titres, pas lu : ligne 1, 2.",)) == (reading.records[0].row, reading.notes)
    assert 1 == reading.rows


def test_columns_nothing_is_made_of_are_named():
    """Unknown titles, titles without a word, and meanings told twice."""
    content = lines(("Nom", "Tél.", "Couleur", "", "Client"), ("Dupont", "0465710001", "bleu", "x", "Martin"))
    expected = ("Couleur", "colonne D, sans titre", "Client (déjà dit par une autre colonne)")
    assert expected == read_file(content).ignored


def test_a_required_column_that_lacks_is_named_with_its_titles():
    """The person learns how to title it."""
    with pytest.raises(MissingColumns) as refusal:
        read_file(lines(("Tél.", "Ville"), ("0465710001", "Annecy")), kind=TableKind.CUSTOMERS)
    assert "Raison sociale" in refusal.value.accepted[0]
    assert "il manque la colonne « Nom » (titres compris : Nom, " in str(refusal.value)
    assert "Colonnes trouvées : Tél., Ville." in str(refusal.value)


def test_titles_of_nothing_we_know_are_refused():
    """Recipes are not imported; nor is a table that may be two things."""
    with pytest.raises(UnrecognisedTable, match="choisissez"):
        read_file(lines(("Farine", "Sucre"), ("200", "100")))
    with pytest.raises(UnrecognisedTable, match="choisissez"):
        read_file(lines(("Nom", "Insee"), ("Annecy", "74010")))
    with pytest.raises(UnrecognisedTable, match="plusieurs choses : « Rendez-vous », « Appels »"):
        read_file(lines(("Date", "Heure", "N° client", "Statut", "Manqué"), ("26/05/2025", "8h", "C1", "Fait", "non")))
    with pytest.raises(MissingColumns, match="Colonnes trouvées : x"):
        read_file(lines(("", "x")), kind=TableKind.CALLS)


def test_the_caller_may_say_what_the_file_is():
    """Names and numbers alone may be customers or technicians."""
    content = lines(("Nom", "Portable"), ("Gaëtan", "0639980001"))
    assert TableKind.CUSTOMERS is read_file(content).kind
    assert TableKind.TECHNICIANS is read_file(content, kind=TableKind.TECHNICIANS).kind


def test_a_line_says_all_that_is_wrong_with_it_at_once():
    """Nobody wants to mend a line three times."""
    reading = read_file(a_customer_file(("", "abc", "", "7400A", "Annecy")))
    reason = (
        "Tél. : « abc » n'est pas un numéro de téléphone ; CP : « 7400A » n'est pas un code postal ; "
        "Nom du client : à remplir"
    )
    assert (Rejected(2, "Tél., CP, Nom du client", reason),) == reading.rejected


def test_a_line_with_too_many_cells_is_not_guessed():
    """An unquoted separator has pushed the cells out of their columns."""
    reading = read_file(a_customer_file(("Dupont", "0465710001", "12", "74000", "Annecy", "rue du Lac")))
    assert "plus de cases que de titres" in reading.rejected[0].reason


def test_titles_repeated_on_each_page_are_rejected_lines():
    """Nothing leaves the count, not even a second line of titles."""
    content = lines(("Nom", "Tél."), ("Dupont", "0465710001"), ("Nom", "Tél."), ("Martin", "0465710002"))
    reading = read_file(content)
    assert (3, 2, Rejected(3, "", "les titres sont répétés ici")) == (reading.rows, reading.kept, reading.rejected[0])
