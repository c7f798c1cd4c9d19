"""Every line of a file is kept or comes back with its reason, and can be sent again."""
# ruff: noqa: DTZ001 - a spreadsheet's moments have no zone

import csv
import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.imports.corrections import correction_file
from desk.imports.errors import MissingColumns, UnrecognisedTable
from desk.imports.merging import Merged
from desk.imports.reading import Rejected, read_file, read_lines
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
from desk.imports.shapes import CUSTOMERS, SHAPES
from desk.imports.tables import FileFormat, Line, Table
from planner.appointments import State


def lines(*rows, separator=";"):
    """Return CSV bytes as a French Excel saves them."""
    return "\r\n".join(separator.join(row) for row in rows).encode("cp1252")


def a_customer_file(*rows):
    """Return a customers' file with the columns most offices have."""
    return lines(("Nom du client", "Tél.", "Adresse", "CP", "Ville"), *rows)


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


# ── duplicates ───────────────────────────────────────────────────────────────────────────────────────────────────────


def merged_into_first(*rows):
    """Tell whether two customer lines became one, and return the reading."""
    reading = read_file(a_customer_file(*rows))
    assert reading.rows == reading.kept
    return reading.merged == (Merged(3, 2),), reading


@pytest.mark.parametrize(
    "one, other",
    [
        (("Jean Dupont", "0465710001", "", "", ""), ("M. DUPONT Jean", "04.65.71.00.01", "", "", "")),
        (("Jean Dupont", "0465710001", "", "", ""), ("Dupont", "04 65 71 00 01", "", "", "")),
        (
            ("Jean Dupont", "", "12, av. du Lac", "74000", ""),
            ("Dupont Jean", "", "12 Avenue du lac", "74000", "Annecy"),
        ),
        (
            ("M. Dupont", "0465710001", "12 r. du Lac", "74000", ""),
            ("Mme Martin", "0465710001", "12 rue du Lac", "74000", ""),
        ),
    ],
)
def test_the_same_customer_written_twice_becomes_one(one, other):
    """By number with name or address, or by name and address, whatever the writing."""
    assert merged_into_first(one, other)[0]


@pytest.mark.parametrize(
    "one, other",
    [
        (
            ("Copropriété Les Tilleuls", "0465710001", "1 rue A", "", ""),
            ("Copropriété du Port", "0465710001", "2 rue B", "", ""),
        ),
        (("Jean Dupont", "", "1 rue A", "74000", ""), ("Jean Dupont", "", "2 rue B", "74000", "")),
        (("Jean Dupont", "", "", "", ""), ("Jean Dupont", "", "", "", "")),
        (("Jean Dupont", "", "1 rue A", "74000", ""), ("Paul Martin", "", "1 rue A", "74000", "")),
    ],
)
def test_different_customers_stay_apart(one, other):
    """A property manager answers for many buildings; namesakes and neighbours are not one person."""
    assert not merged_into_first(one, other)[0]


def test_merging_loses_nothing():
    """The second number, the second place, the other name and the other reference stay known."""
    content = lines(
        ("N° client", "Nom", "Tél.", "Portable", "E-mail", "Adresse", "CP", "Sous contrat", "Remarques"),
        ("C1", "Jean Dupont", "0465710001", "", "", "1 rue A", "74000", "", "sonner deux fois"),
        ("C9", "Dupont", "0465710001", "0639980001", "j@exemple.invalid", "2 rue B", "74000", "oui", "chien"),
        ("C9", "Dupont", "0639980001", "", "", "", "", "", ""),
    )
    reading = read_file(content)
    (customer,) = reading.records_of(CustomerRow)
    assert (Merged(3, 2), Merged(4, 2)) == reading.merged
    assert (("C1", "C9"), ("Dupont",)) == (customer.references, customer.other_names)
    assert (("+33465710001", "+33639980001"), ("j@exemple.invalid",)) == (customer.phones, customer.emails)
    assert ["1 rue A", "2 rue B"] == [place.street for place in customer.sites]
    assert (True, "sonner deux fois\nchien") == (customer.under_contract, customer.comment)


def test_a_reference_given_to_two_customers_is_rejected():
    """It would attach a contract to the wrong person."""
    content = lines(("N° client", "Nom", "Tél."), ("C1", "Dupont", "0465710001"), ("C1", "Martin", "0465710002"))
    expected = (Rejected(3, "N° client", "déjà donné à un autre client, ligne 2"),)
    assert expected == read_file(content).rejected


def test_the_same_line_pasted_twice_counts_once():
    """In the other tables only lines that say exactly the same are one."""
    row = ("26/05/2025 08:46:06", "0465710001", "59")
    reading = read_file(lines(("Date", "Appelant", "Durée"), row, (*row[:2], "60"), row))
    assert (3, 3, (Merged(4, 2),)) == (reading.rows, reading.kept, reading.merged)


def test_a_line_rejected_later_takes_those_merged_into_it_along():
    """What is known only when the whole firm is at hand may still reject a line; counts hold."""
    rows = [("Jean Dupont", "0465710001", "", "", ""), ("Dupont", "0465710001", "", "", ""), ("Noël", "", "", "", "")]
    reading = read_file(a_customer_file(*rows)).without([Rejected(2, "Ville", "introuvable")])
    expected = (Rejected(2, "Ville", "introuvable"), Rejected(3, "Ville", "comme la ligne 2 : introuvable"))
    assert expected == reading.rejected
    assert (3, 1) == (reading.rows, reading.kept)


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rejected_lines_go_back_with_their_reason():
    """Only they, under the same titles, for a French Excel."""
    content = a_customer_file(
        ("Dupont", "0465710001", "", "", ""), ("", "0465710002", "", "", "Annecy"), ("Noël", "abc", "", "", "")
    )
    correction = correction_file(read_file(content)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(correction), delimiter=";"))
    assert ["Nom du client", "Tél.", "Adresse", "CP", "Ville", "à corriger"] == rows[0]
    assert ["", "0465710002", "", "", "Annecy", "Nom du client : à remplir"] == rows[1]
    assert ["Noël", "abc", "", "", "", "Tél. : « abc » n'est pas un numéro de téléphone"] == rows[2]
    assert 3 == len(rows)


def test_a_mended_correction_file_is_read_without_its_last_column():
    """The reason's column is no unknown column, and is replaced when it comes back again."""
    content = lines(("Nom", "Tél.", "à corriger"), ("Noël", "abc", "Tél. : faux"), ("Dupont", "0465710001", "ancien"))
    reading = read_file(content)
    assert () == reading.ignored
    assert "à corriger" == correction_file(reading).decode("utf-8-sig").splitlines()[0].split(";")[-1]
    assert 1 == correction_file(reading).decode("utf-8-sig").count("à corriger")


def test_a_workbook_comes_back_as_a_workbook():
    """Dates stay dates, formulas stay text."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("RDV", 0)
    sheet.append(["Date", "Client", "Remarque"])
    sheet.append([datetime(2025, 5, 26), None, "=1+1"])
    sheet["C2"].data_type = "s"
    content = io.BytesIO()
    book.save(content)
    reading = read_file(content.getvalue())
    sheet = openpyxl.load_workbook(io.BytesIO(correction_file(reading)))["à corriger"]
    assert [datetime(2025, 5, 26), None, "=1+1", "Client : à remplir"] == [cell.value for cell in sheet[2]]
    assert "s" == sheet["C2"].data_type


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "=HYPERLINK(1)"])
def test_no_cell_of_a_correction_runs_as_a_formula(text):
    """What a stranger typed in a form may not run on Claire's computer."""
    rows = read_lines(Table(FileFormat.CSV, (Line(1, ("Nom", "CP")), Line(2, (text, "?!")))), kind=TableKind.CUSTOMERS)
    correction = list(csv.reader(io.StringIO(correction_file(rows).decode("utf-8-sig")), delimiter=";"))
    assert f"'{text}" == correction[1][0]


# ── nothing is ever lost ─────────────────────────────────────────────────────────────────────────────────────────────

CELLS = st.one_of(
    st.sampled_from(
        ["", "Dupont", "Martin Jean", "0465710001", "26/05/2025", "oui", "=1+1", "-", "C1", "74000", "abc", "12,5"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
)
TITLES = [header for shape in SHAPES for column in shape.columns for header in column.headers[:2]]


@st.composite
def any_table(draw):
    """A table of any kind with any cells under titles of that kind, in any order."""
    shape = draw(st.sampled_from(SHAPES))
    fields = draw(st.lists(st.sampled_from(shape.columns), unique_by=lambda column: column.field))
    needed = [shape.column(group[0]) for group in shape.required]
    titles = [column.headers[0] for column in dict.fromkeys((*needed, *fields))]
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(titles) + 1), max_size=8))
    return shape.kind, titles, rows


@given(any_table())
def test_lines_in_are_lines_kept_and_lines_rejected(made):
    """Whatever the cells hold, every line is a record, is merged into one, or comes back, exactly once."""
    kind, titles, rows = made
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([titles, *rows])
    reading = read_file(text.getvalue().encode(), kind=kind)
    assert reading.rows == reading.kept + len(reading.rejected)
    outcomes = [item.row for group in (reading.records, reading.merged, reading.rejected) for item in group]
    below = [line.number for line in reading.table.lines if line.number > reading.layout.header.number]
    assert below == sorted(outcomes)


@given(any_table())
def test_a_correction_file_says_the_same_again(made):
    """Sent back unmended, its lines are rejected for the same reasons."""
    kind, titles, rows = made
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([titles, *rows])
    reading = read_file(text.getvalue().encode(), kind=kind)
    wide = [line.row for line in reading.rejected if "plus de cases" in line.reason or "déjà donné" in line.reason]
    reasons = [line.reason for line in reading.rejected if line.row not in wide]
    again = read_file(correction_file(reading), kind=kind)
    assert [reason for reason in reasons if reason not in {line.reason for line in again.rejected}] == []


def test_every_required_field_has_a_column():
    """A shape can't ask for what no title fills."""
    for shape in SHAPES:
        for field in {*shape.telling, *(name for group in shape.required for name in group)}:
            assert shape.column(field).headers


def test_a_text_longer_than_any_title_is_no_title():
    """A long remark in the first lines doesn't stop the search for titles."""
    reading = read_file(lines(("Nom", "Tél.", "Remarques"), ("Dupont", "0465710001", "x" * 5_001)))
    assert [Rejected(2, "Remarques", "Remarques : ce texte dépasse 5000 caractères")] == list(reading.rejected)


def test_no_title_means_two_things_in_one_table():
    """Each title of a shape leads to one field."""
    for shape in SHAPES:
        assert len(shape.by_title()) == sum(len({*column.headers}) for column in shape.columns), shape.name
    assert "Nom" == CUSTOMERS.column("name").headers[0]
