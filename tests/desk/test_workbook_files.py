"""A workbook opens as it was meant: dates are dates, text is text, and nothing runs."""

import io
from datetime import date, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.imports.workbooks import read_workbook
from desk.workbook_files import workbook_file

LINES = [("Date", "Arrivée", "Client", "N"), (date(2026, 11, 24), time(8, 30), "Élise", 3), ("", "", "Paul", 2.5)]


def cells(lines):
    """What somebody who opens the workbook finds in each cell."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_file("Planning", lines)))
    return book.worksheets[0]


def test_dates_hours_and_numbers_are_what_they_are():
    """So that a column can be sorted and summed; titles are bold and stay in sight."""
    sheet = cells(LINES)
    row = [cell.value for cell in sheet[2]]
    assert [date(2026, 11, 24), time(8, 30), "Élise", 3] == [row[0].date(), *row[1:]]
    assert ["dd/mm/yyyy", "hh:mm"] == [cell.number_format for cell in sheet[2][:2]]
    assert [None, None, "Paul", 2.5] == [cell.value for cell in sheet[3]]
    assert (True, False, "A2") == (sheet["A1"].font.bold, bool(sheet["A2"].font.bold), sheet.freeze_panes)


@pytest.mark.parametrize("text", ["=1+1", "+33639981234", "-2 étages", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1"])
def test_no_text_runs_as_a_formula(text):
    """It is stored as text, and stays so when somebody edits the cell."""
    cell = cells([("Client",), (text,)])["A2"]
    assert ("s", text, True) == (cell.data_type, cell.value, cell.quotePrefix)


@given(st.text())
def test_any_text_can_be_written(text):
    """Signs that no workbook may hold are left out, the rest comes back."""
    content = workbook_file("Planning", [("Client",), (text,)])
    found = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A2"]
    assert "f" != found.data_type


def test_our_own_import_reads_it_back():
    """As the table it was made of."""
    table = read_workbook(workbook_file("Planning", LINES))
    assert "Planning" == table.sheet
    assert 3 == len(table.lines)
