"""The guide tells every title that an import understands."""

from pathlib import Path

import pytest

from desk.imports.shapes import SHAPES

GUIDE = (Path(__file__).parents[3] / "docs" / "exploitant-import.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
def test_the_guide_names_every_title_of_a_table(shape):
    """A title added to the code is added to the guide, under the table it belongs to."""
    section = GUIDE.split(f"### {shape.name}\n", 1)[1].split("\n### ", 1)[0]
    assert [f"- {', '.join(column.headers)}" for column in shape.columns] == [
        line for line in section.splitlines() if line.startswith("- ")
    ]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
def test_the_guide_names_what_a_table_cannot_do_without(shape):
    """The usual titles of the required columns."""
    groups = (" ou ".join(f"**{shape.column(name).headers[0]}**" for name in group) for group in shape.required)
    assert f"Obligatoire : {' ; '.join(groups)}." in GUIDE.split(f"### {shape.name}\n", 1)[1].split("\n### ", 1)[0]
