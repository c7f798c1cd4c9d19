"""An address that held a backslash before an n broke its line for programs that read such pairs as a line end."""

from icalendar import Calendar

from calendar_sync import Person, render_feed
from tests.calendar_sync.samples import PARIS, an_entry


def test_no_backslash_stands_in_an_address():
    """The event is read without a fault, and the address is what is left."""
    hostile = an_entry(url="https://exemple.invalid/a\\nb", organizer=Person("a\\n@exemple.invalid", "A"))
    (event,) = Calendar.from_ical(render_feed([hostile], name="G", zone=PARIS)).walk("VEVENT")
    assert [] == event.errors
    assert "https://exemple.invalid/anb" == str(event["URL"])
