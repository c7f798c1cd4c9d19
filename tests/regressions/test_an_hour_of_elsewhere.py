"""An hour with an offset (`08:30+02:00`) among those of a technician was answered 500: it compares with no other.

Found by fuzzing the forms of the settings.
"""

from datetime import time

import pytest

from api.actions.typed import read_opening, read_time
from api.views import OpeningForm


def test_an_hour_is_of_here() -> None:
    """What says where it is meant is not what the field asks for."""
    assert [time(8, 30), None, None, None] == [read_time(text) for text in ("08:30", "08:30+02:00", "08:30Z", "8h")]


@pytest.mark.parametrize("opens, closes", [("08:30+02:00", "17:30"), ("08:30", "17:30Z"), ("17:30", "08:30")])
def test_hours_that_cannot_be_compared_are_told_beside_the_field(opens: str, closes: str) -> None:
    """Like any other that cannot be read."""
    fields: dict[str, str] = {}
    assert ((), ["opens-0"]) == (read_opening([OpeningForm(0, opens, closes)], fields), list(fields))
