"""Every line of any file is kept or comes back with its reason."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from desk.imports.corrections import correction_file
from desk.imports.reading import Rejected, read_file
from desk.imports.shapes import CUSTOMERS, SHAPES
from tests.desk.imports.making import lines

CELLS = st.one_of(
    st.sampled_from(
        ["", "Dupont", "Martin Jean", "0465710001", "26/05/2025", "oui", "=1+1", "-", "C1", "74000", "abc", "12,5"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\t"), max_size=12),
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
