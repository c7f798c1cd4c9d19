"""The same customer written several times becomes one, and others stay apart."""

import pytest

from desk.imports.merging import Merged
from desk.imports.reading import Rejected, read_file
from desk.imports.rows import (
    CustomerRow,
)
from tests.desk.imports.making import a_customer_file, lines


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
