"""A feed is the same bytes for the same entries, and no single value can break it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from calendar_sync import Person, Status, entity_tag, read_calendar, render_feed
from calendar_sync.errors import FeedTooLarge
from calendar_sync.feed import MAX_ENTRIES
from calendar_sync.text import one_line, plain_text
from tests.calendar_sync.samples import PARIS, an_entry, at

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)  # lone surrogates included


def test_the_order_in_which_entries_are_given_does_not_change_a_byte():
    """Sorted by start, then identity; and a second call answers the same."""
    entries = [an_entry(f"{n}@x", start=at("2026-11-24 07:30") + timedelta(hours=n % 3)) for n in range(6)]
    first = render_feed(entries, name="Gaëtan", zone=PARIS)
    assert first == render_feed(reversed(entries), name="Gaëtan", zone=PARIS)
    assert entity_tag(first) == entity_tag(render_feed(entries, name="Gaëtan", zone=PARIS))


def test_the_etag_is_strong_and_changes_with_the_content():
    """Quoted, without W/, and another one for another entry."""
    one, other = (render_feed([an_entry(summary=text)], name="G", zone=PARIS) for text in ("a", "b"))
    assert '"' == entity_tag(one)[0] == entity_tag(one)[-1]
    assert entity_tag(one) != entity_tag(other)


def test_the_stamp_of_an_entry_is_its_last_change():
    """No clock is read, or the ETag would change at every fetch."""
    body = render_feed([an_entry(last_modified=at("2026-11-20 09:00"))], name="G", zone=PARIS).decode()
    assert "DTSTAMP:20261120T090000Z" in body
    assert "LAST-MODIFIED:20261120T090000Z" in body


def test_a_feed_says_its_name_its_zone_and_when_to_come_back():
    """RFC 7986 and what Outlook and Apple read instead, before any component."""
    body = render_feed([an_entry()], name="Tournée de Gaëtan", zone=PARIS, refresh=timedelta(minutes=30)).decode()
    head = body[: body.index("BEGIN:VTIMEZONE")]
    for line in (
        "NAME:Tournée de Gaëtan",
        "X-WR-CALNAME:Tournée de Gaëtan",
        "X-WR-TIMEZONE:Europe/Paris",
        "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
        "X-PUBLISHED-TTL:PT30M",
    ):
        assert line in head


def test_each_zone_is_defined_once_even_in_an_empty_feed():
    """A subscriber who has nothing today still learns the zone."""
    empty = render_feed([], name="G", zone=PARIS).decode()
    assert 1 == empty.count("TZID:Europe/Paris")
    both = render_feed([an_entry("a"), an_entry("b", zone="Europe/London")], name="G", zone=PARIS).decode()
    assert 2 == both.count("BEGIN:VTIMEZONE")


def test_lines_are_folded_at_75_octets_and_end_in_crlf():
    """Also when the text is all accents: no line is too long, no character is cut."""
    body = render_feed([an_entry(summary="é" * 300)], name="G", zone=PARIS)
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 and line.decode("utf-8") is not None for line in lines)
    assert b"\n" not in b"".join(lines)


def test_a_cancelled_entry_stays_and_frees_its_time():
    """Subscribers see it struck out instead of wondering."""
    body = render_feed([an_entry(status=Status.CANCELLED)], name="G", zone=PARIS).decode()
    assert "STATUS:CANCELLED" in body
    assert "TRANSP:TRANSPARENT" in body


@given(text=ANY_TEXT)
def test_no_value_whatever_breaks_the_feed_or_reaches_another_line(text: str):
    """Control characters, lone surrogates, line ends, quotes: the other entry is there, and nothing was injected."""
    odd = an_entry(
        "odd" + text,
        summary=text,
        location=text,
        description=text,
        url=text,
        organizer=Person("a" + text, text),
        attendee=Person("b" + text, text),
    )
    body = render_feed([odd, an_entry("sound")], name=text, zone=PARIS)
    assert ["sound"] == [entry.uid for entry in read_calendar(body, zone=PARIS).entries if entry.uid == "sound"]
    events = Calendar.from_ical(body).walk("VEVENT")
    assert 2 == len(events)
    assert {()} == {tuple(event.errors) for event in events}


def test_a_line_end_in_a_text_injects_no_property():
    """What looks like a new event stays a word in the summary."""
    hostile = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil"
    body = render_feed(
        [an_entry(hostile, summary=hostile, url=hostile, organizer=Person(hostile, hostile))], name=hostile, zone=PARIS
    )
    assert 1 == body.replace(b"\r\n ", b"").count(b"\r\nBEGIN:VEVENT")
    assert b"\r\nUID:evil" not in body.replace(b"\r\n ", b"")


def test_texts_are_cut_and_entries_counted_so_that_a_feed_stays_small():
    """A description of a megabyte is shortened; more than 5 000 entries are refused in words."""
    assert 20_000 > len(render_feed([an_entry(description="x" * 1_000_000)], name="G", zone=PARIS))
    with pytest.raises(FeedTooLarge, match="trop d’entrées"):
        render_feed([an_entry(f"{n}@x") for n in range(MAX_ENTRIES + 1)], name="G", zone=PARIS)


def test_an_entry_keeps_everything_through_the_feed_and_back():
    """Reading our own feed gives the same entries."""
    entry = an_entry(
        sequence=3,
        location="12 rue Centrale, 74000 Annecy; fond de cour",
        description="Code : 12A\nSonnez deux fois",
        url="https://example.invalid/suivi/1?a=b,c",
        status=Status.TENTATIVE,
        occurrence=at("2026-11-24 07:30"),
        organizer=Person("contact@duret.invalid", "Duret Électricité; Annecy"),
        attendee=Person("c@example.invalid", "Marie O'Neil"),
    )
    assert (entry,) == read_calendar(render_feed([entry], name="G", zone=PARIS), zone=PARIS).entries


@given(ANY_TEXT, ANY_TEXT)
def test_every_text_is_read_again_as_it_was_made_harmless(summary, description):
    """Semicolons, commas, backslashes and folds within characters of several octets."""
    entry = an_entry(summary=summary, description=description, location="é" * 80, url="https://x.invalid/" + "ü" * 70)
    body = render_feed([entry], name="Tournée", zone=PARIS)
    assert max(map(len, body.split(b"\r\n"))) <= 75
    (read,) = Calendar.from_ical(body).events
    assert (one_line(summary, 500), plain_text(description, 8_000), entry.location, entry.url) == tuple(
        str(read.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "URL")
    )
