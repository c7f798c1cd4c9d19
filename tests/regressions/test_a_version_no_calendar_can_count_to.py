"""An event with SEQUENCE:99999999999999999999 was read, and then no feed and no object could be written with it.

RFC 5545 (3.3.8) counts to 2 147 483 647. A number beyond counts as no version at all.
"""

import pytest

from calendar_sync import render_feed
from tests.calendar_sync.samples import PARIS, an_event, reading


@pytest.mark.parametrize("text, sequence", [("2147483647", 2_147_483_647), ("2147483648", 0), ("9" * 5_000, 0)])
def test_what_was_read_can_be_written(text: str, sequence: int):
    """The largest version is kept, a larger one is none."""
    (entry,) = reading(an_event("DTSTART:20261124T080000Z", f"SEQUENCE:{text}")).entries
    assert sequence == entry.sequence
    assert f"SEQUENCE:{sequence}".encode() in render_feed([entry], name="Agenda", zone=PARIS)
