"""Whatever saved the file, its table is read, or the person learns what to do."""
# ruff: noqa: DTZ001 - a spreadsheet's moments have no zone

import gzip
import io
import zipfile
from contextlib import suppress
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.imports import files, tables, text_files
from desk.imports.errors import FileTooLarge, UnreadableFile
from desk.imports.files import expand, is_calendar, read_table
from desk.imports.tables import FileFormat

ACCENTS = "Nom;Ville;Téléphone\nÉlodie Lefèvre;Thônes;04 65 71 00 01\nFrançois Noël;Sévrier;\n"


def cells(content):
    """Return all cells of a file, line by line."""
    return [line.cells for line in read_table(content).lines]


def a_workbook(*sheets, **hidden):
    """Return XLSX bytes; each sheet is a list of rows."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Feuille {number + 1}")
        sheet.sheet_state = hidden.get(f"sheet{number + 1}", "visible")
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "cp850", "utf-16"])
def test_accents_survive_every_usual_encoding(encoding):
    """Windows, Mac, DOS and Unicode files all say Élodie."""
    assert ("Élodie Lefèvre", "Thônes", "04 65 71 00 01") == cells(ACCENTS.encode(encoding))[1]


@pytest.mark.parametrize("wrong", ["cp1252", "mac_roman", "latin-1"])
def test_letters_encoded_twice_are_repaired_and_said(wrong):
    """A program that took UTF-8 for something else and saved it again is undone."""
    table = read_table(ACCENTS.encode().decode(wrong).encode())
    assert ("Élodie Lefèvre", "Thônes", "04 65 71 00 01") == table.lines[1].cells
    assert ("Des accents abîmés (« Ã© ») ont été réparés.",) == table.notes


def test_a_file_half_encoded_twice_is_repaired_where_needed():
    """Two exports pasted together: only the broken lines change."""
    content = "Nom;Ville\nÉlodie;Thônes\nGaÃ«tan;SÃ©vrier\n".encode()
    assert [("Élodie", "Thônes"), ("Gaëtan", "Sévrier")] == cells(content)[1:]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(separator):
    """Semicolon, comma and tab files give the same table."""
    rows = [["Nom", "Adresse", "Montant"], ["Dupont", "rue du Lac", "12"], ["Martin", "", "7"]]
    content = "\r\n".join(separator.join(row) for row in rows).encode()
    assert separator == read_table(content).separator
    assert [tuple(row) for row in rows] == cells(content)


def test_commas_inside_texts_do_not_hide_the_semicolon():
    """An address and an amount hold commas; the columns are still those of the titles."""
    content = b"Nom;Adresse\nDupont;12, rue du Lac, Annecy, France\nMartin;3, rue Centrale, Thones, France\n"
    assert ";" == read_table(content).separator


def test_a_separator_announced_for_excel_is_obeyed_and_not_counted():
    """`sep=,` on the first line is an order to the spreadsheet, not a line of the table."""
    table = read_table(b"sep=,\nNom,Ville\nDupont,Annecy\n")
    assert [(1, ("Nom", "Ville")), (2, ("Dupont", "Annecy"))] == [(line.number, line.cells) for line in table.lines]


def test_lines_are_numbered_as_in_the_margin_of_a_spreadsheet():
    """A blank line counts, a line break inside quotes does not, empty ends vanish."""
    table = read_table(b'Nom;Remarque;;\n\n"Dupont";"porte\nbleue";;\nMartin;;;\n;;;\n\n')
    expected = [(1, ("Nom", "Remarque")), (3, ("Dupont", "porte\nbleue")), (4, ("Martin",))]
    assert expected == [(line.number, line.cells) for line in table.lines]


@pytest.mark.parametrize("tail", ['"jamais refermé;x\n', '"jamais refermé;x\n' + "a;b\n" * 200])
def test_a_quote_never_closed_is_refused_with_its_line(tail):
    """An open quote would swallow the rest of the file without a word."""
    with pytest.raises(UnreadableFile, match="ligne 3"):
        read_table(f"Nom;Ville\nDupont;Annecy\n{tail}".encode())


def test_a_quote_closed_far_below_is_refused_too():
    """Sixty lines in one cell are a missing quote, not a comment."""
    middle = "a;b\n" * 100
    with pytest.raises(UnreadableFile, match="ligne 2"):
        read_table(f'Nom;Ville\n"Dupont;Annecy\n{middle}Martin";Annecy\nNoël;x\n'.encode())


def test_workbooks_keep_dates_and_numbers():
    """Excel knows a date is a date; nothing is turned into text on the way."""
    table = read_table(a_workbook([["Date", "Montant"], [datetime(2025, 5, 26), 12.5]]))
    assert (FileFormat.XLSX, "Feuille 1") == (table.format, table.sheet)
    assert (datetime(2025, 5, 26), 12.5) == table.lines[1].cells


def test_the_first_visible_sheet_that_holds_something_is_read_and_the_others_are_named():
    """A hidden list and an empty sheet are passed over; what is not read is said."""
    content = a_workbook([["caché"]], [], [["Nom"], ["Dupont"]], [["autre"]], sheet1="hidden")
    table = read_table(content)
    assert "Feuille 3" == table.sheet
    assert ("Seule la feuille « Feuille 3 » a été lue ; pas lues : « Feuille 4 ».",) == table.notes


def test_a_workbook_whose_sheet_lies_about_its_size_is_read_whole():
    """Some programs write A1 as the dimension of every sheet."""
    content = a_workbook([["Nom", "Ville"], ["Dupont", "Annecy"]])
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"'))
    assert [("Nom", "Ville"), ("Dupont", "Annecy")] == cells(changed.getvalue())


def test_a_compressed_file_is_read():
    """`.gz` is how programs send large exports."""
    assert cells(ACCENTS.encode()) == cells(gzip.compress(ACCENTS.encode(), mtime=0))


def test_bombs_are_refused_before_they_grow(monkeypatch):
    """A small file that unfolds into a huge one costs no more than the limit."""
    monkeypatch.setattr(files, "MAX_UNZIPPED_BYTES", 10_000)
    with pytest.raises(FileTooLarge):
        read_table(gzip.compress(b"a;b\n" * 10_000, mtime=0))
    with pytest.raises(FileTooLarge):
        read_table(a_zip({"xl/workbook.xml": b""} | {f"xl/{number}.xml": b"" for number in range(2_001)}))


@pytest.mark.parametrize("limit", ["MAX_LINES", "MAX_COLUMNS"])
def test_tables_beyond_the_limits_are_refused(monkeypatch, limit):
    """A table longer or wider than any firm's is refused in words, as text or as a workbook."""
    monkeypatch.setattr(tables, limit, 2)
    rows = [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]
    for content in (b"a;b;c\nd;e;f\ng;h;i\n", a_workbook(rows)):
        with pytest.raises(FileTooLarge):
            read_table(content)


def test_a_file_too_large_is_refused_at_once(monkeypatch):
    """Nothing of it is read."""
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 10)
    with pytest.raises(FileTooLarge, match="coupez-le"):
        expand(b"a;b\n" * 10)


def a_zip(parts):
    """Return the bytes of a zip archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(
    "content, hint",
    [
        (b"", "vide"),
        (b"\n;;\n", "vide"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "mot de passe"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1", "document de texte"),
        (b"BEGIN:VCARD\r\n", "cartes de visite"),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", "agenda"),
        (b"<html><table>", "page web"),
        (b"Nom;Ville\x00\x01\nDupont;x", "enregistrez-le"),
        ("Nom;Ville".encode("utf-16")[:-1], "enregistrez-le"),
        (a_zip({"content.xml": b""}), "LibreOffice"),
        (a_zip({"lettre.txt": b""}), "archive"),
        (a_zip({"xl/workbook.xml": b"<broken"}), "enregistrez-le"),
        (b"PK\x03\x04 cut short", "enregistrez-le"),
        (gzip.compress(b"Nom;Ville\n", mtime=0)[:-4], "abîmé"),
        (b"Nom;Ville\n" + b"x" * 140_000, "guillemet"),
    ],
)
def test_what_is_no_table_says_what_to_do(content, hint):
    """Each refusal names the way out."""
    with pytest.raises(UnreadableFile, match=hint):
        read_table(content)


def test_an_empty_workbook_is_empty():
    """A workbook without a filled sheet is told from an unreadable one."""
    with pytest.raises(UnreadableFile, match="vide"):
        read_table(a_workbook([]))


def test_calendars_are_told_from_tables():
    """An .ics goes another way."""
    assert is_calendar(b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nVERSION:2.0")
    assert is_calendar(b"BEGIN:VEVENT\nDTSTART:20261124T083000Z\nEND:VEVENT\n")
    assert not is_calendar(b"BEGIN:VCARD\r\nVERSION:4.0")
    assert not is_calendar(ACCENTS.encode())


@given(st.binary(max_size=300))
def test_no_bytes_ever_break_the_reading(content):
    """Whatever arrives, the answer is a table or a refusal."""
    with suppress(UnreadableFile, FileTooLarge):
        assert read_table(content).lines


def test_a_repair_into_another_script_is_no_repair():
    """These three letters would make one Chinese sign."""
    assert "ÈàÉ" == text_files.decode("ÈàÉ".encode()).text


@given(st.text(alphabet="éèàêçôîùÉÈ aZ'-", min_size=1, max_size=40), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_french_words_are_read_as_they_were_written(word, encoding):
    """No repair ever changes a good text."""
    assert word == text_files.decode(word.encode(encoding)).text
