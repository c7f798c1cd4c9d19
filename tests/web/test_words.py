"""How values are said, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import words


def plain(text: str) -> str:
    """The text with ordinary spaces, for tests to read."""
    return text.replace(words.NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    "seconds, french, english",
    [
        (0, "0 min", "0 min"),
        (61, "2 min", "2 min"),
        (2700, "45 min", "45 min"),
        (3600, "1 h", "1 h"),
        (5400, "1 h 30", "1 h 30 min"),
        (3900, "1 h 05", "1 h 05 min"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds, french, english):
    """Hours and minutes, never "2 heures" for an hour and a half."""
    assert french == plain(words.duration(seconds))
    assert english == plain(words.duration(seconds, "en"))


def test_an_arrival_window_is_a_sentence():
    """As on the portal and in mails."""
    start = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert "mardi 24 novembre" == words.day_name(start.date())
    assert "entre 8 h et 10 h 30" == plain(words.window(start, start + timedelta(hours=2, minutes=30)))
    assert "between 08:00 and 10:00" == words.window(start, start + timedelta(hours=2), "en")
    assert "8 h – 10 h" == plain(words.hours(start, start + timedelta(hours=2)))


def test_the_first_of_a_month_is_premier():
    """And only the first."""
    assert "mardi 1er décembre" == words.day_name(date(2026, 12, 1))
    assert "mer. 11 nov." == words.short_day(date(2026, 11, 11))
    assert "Tuesday 1 December" == words.day_name(date(2026, 12, 1), "en")


@pytest.mark.parametrize(
    "stored, shown",
    [
        ("+33639980001", "06 39 98 00 01"),
        ("06.39.98.00.01", "06 39 98 00 01"),
        ("+41 22 000 00 00", "+41 22 000 00 00"),
    ],
)
def test_french_numbers_are_read_in_pairs(stored, shown):
    """Others are left as they are."""
    assert shown == plain(words.phone(stored))


def test_money_and_distance_have_no_useless_decimals():
    """Cents only where there are some; a decimal of a kilometre only below ten."""
    assert ["95 €", "89,50 €", "1 290 €"] == [plain(words.money(cents)) for cents in (9500, 8950, 129000)]
    assert ["€95", "€89.50"] == [words.money(cents, "en") for cents in (9500, 8950)]
    assert ["0,4 km", "38 km"] == [plain(words.kilometres(metres)) for metres in (400, 38_400)]


def test_numbers_have_the_sign_of_the_readers_language():
    """Also one whose numbers nobody wrote rules for."""
    assert ["0,8", "0.8", "0.8"] == [words.decimal(0.8, language) for language in ("fr", "en", "xx")]


def test_a_share_is_a_whole_percentage():
    """A decimal would promise what no forecast keeps."""
    assert ["16 %", "−41 %"] == [plain(words.percent(share)) for share in (0.163, -0.41)]
    assert "16%" == words.percent(0.163, "en")


@given(st.integers(0, 10**6))
def test_a_duration_never_says_less_than_it_is(seconds):
    """Rounded up to the minute, and at most one minute more."""
    parts = plain(words.duration(seconds)).replace(" min", "").split(" h")
    minutes = int(parts[0]) if len(parts) == 1 else int(parts[0]) * 60 + int(parts[1] or 0)
    assert 0 <= minutes * 60 - seconds < 60
