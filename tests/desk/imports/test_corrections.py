"""What was rejected comes back in a file that can be mended and sent again."""
# ruff: noqa: DTZ001 - a spreadsheet's moments have no zone

import csv
import io
from datetime import datetime

import openpyxl
import pytest

from desk.imports.corrections import correction_file
from desk.imports.reading import read_file, read_lines
from desk.imports.rows import (
    TableKind,
)
from desk.imports.tables import FileFormat, Line, Table
from tests.desk.imports.making import a_customer_file, lines


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
