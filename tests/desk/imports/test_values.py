"""Cells are understood as a French office writes them."""
# ruff: noqa: DTZ001 - a spreadsheet's moments have no zone

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.imports.dates import day, day_or_moment, hour, instant, month_number
from desk.imports.errors import NotUnderstood
from desk.imports.phones import caller, phones
from desk.imports.values import (
    cents,
    comment,
    duration,
    emails,
    integer,
    key,
    latitude,
    longitude,
    number,
    postcode,
    says_nothing,
    slug,
    slug_of,
    text,
    unguarded,
    words,
    yes_no,
)
from desk.imports.vocabulary import STATES, has_contract, month, state
from planner.appointments import State

MAY_26 = date(2025, 5, 26)
PARIS = ZoneInfo("Europe/Paris")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    "cell",
    [
        *("26/05/2025", "26/05/25", "26.05.2025", "26-5-2025", "2025-05-26", "2025/05/26", "20250526", "45803"),
        *("lundi 26 mai 2025", "26 mai 2025", "26-mai-25", "26/05/2025 00:00", "26/05/2025 à 8h30", " 26/05/2025 "),
        *(45803, 45803.0, date(2025, 5, 26), datetime(2025, 5, 26), datetime(2025, 5, 26, 8, 30)),
    ],
)
def test_one_day_written_in_many_ways(cell):
    """French, ISO and Excel dates are the same day."""
    assert MAY_26 == day(cell)


@pytest.mark.parametrize(
    "written, expected",
    [("1er mars 2025", date(2025, 3, 1)), ("12 févr. 2025", date(2025, 2, 12)), ("3 jui 2025", date(2025, 6, 3)),
     ("31-août-99", date(1999, 8, 31)), ("01/02/03", date(2003, 2, 1))],
)  # fmt: skip
def test_months_in_words_and_short_years(written, expected):
    """The day comes first, and two digits are this century until 69."""
    assert expected == day(written)


@pytest.mark.parametrize(
    "cell",
    ["31/02/2025", "05/26/2025", "hier", "26/05", "12", "01/01/0025", "26/05/2025 soir", "26/05/2025 25h",
     "3 brumaire 2025", True, 12, time(8), timedelta(1)],
)  # fmt: skip
def test_what_is_no_date_is_said(cell):
    """No date is ever guessed."""
    with pytest.raises(NotUnderstood, match="jour/mois/année"):
        day_or_moment(cell)


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("26/05/2025 8h30", datetime(2025, 5, 26, 8, 30)),
        ("26/05/2025 à 8h", datetime(2025, 5, 26, 8)),
        ("2025-05-26 08:46:06", datetime(2025, 5, 26, 8, 46, 6)),
        ("45803,5", datetime(2025, 5, 26, 12)),
        (45803.5, datetime(2025, 5, 26, 12)),
        ("2025-05-26T06:30:00Z", datetime(2025, 5, 26, 6, 30, tzinfo=UTC)),
        ("2025-05-26T08:30:00+0200", datetime(2025, 5, 26, 8, 30, tzinfo=timezone(timedelta(hours=2)))),
        ("26/05/2025 00:00", MAY_26),
    ],
)
def test_a_moment_keeps_its_hour(cell, expected):
    """The hour beside the date is read; midnight is none."""
    assert expected == day_or_moment(cell)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_any_day_is_read_back_from_each_form(any_day):
    """Day first, ISO, Excel's serial: the same day."""
    serial = (any_day - date(1899, 12, 30)).days
    forms = [f"{any_day:%d/%m/%Y}", f"{any_day:%d/%m/%y}", any_day.isoformat(), serial, f"{any_day:%Y%m%d}"]
    assert {any_day} == {day(form) for form in forms}


def test_local_hours_are_placed_on_the_world_clock():
    """Winter, summer, the doubled hour of autumn, and the one spring skips."""
    assert datetime(2027, 1, 4, 7, tzinfo=UTC) == instant(datetime(2027, 1, 4, 8), PARIS)
    assert datetime(2027, 7, 5, 6, tzinfo=UTC) == instant(datetime(2027, 7, 5, 8), PARIS)
    assert datetime(2027, 10, 31, 0, 30, tzinfo=UTC) == instant(datetime(2027, 10, 31, 2, 30), PARIS)
    assert datetime(2027, 7, 5, 8, tzinfo=UTC) == instant(datetime(2027, 7, 5, 8, tzinfo=UTC), PARIS)
    with pytest.raises(NotUnderstood, match="heure d'été"):
        instant(datetime(2027, 3, 28, 2, 30), PARIS)


@pytest.mark.parametrize(
    "cell", ["8h30", "08:30", "8 h 30", "08:30:00", time(8, 30), datetime(2025, 1, 1, 8, 30), 8.5 / 24]
)
def test_hours_of_the_day(cell):
    """As people and spreadsheets write them."""
    assert time(8, 30) == hour(cell)


@pytest.mark.parametrize("cell", ["25:00", "830", "matin", "8h30Z", 3.5, None])
def test_what_is_no_hour_is_said(cell):
    """An hour is never guessed either."""
    with pytest.raises(NotUnderstood):
        hour(cell)


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("06 39 98 12 34", ("+33639981234",)),
        ("06.39.98.12.34", ("+33639981234",)),
        ("04/65/71/00/01", ("+33465710001",)),
        ("+33 (0)6 39 98 12 34", ("+33639981234",)),
        ("0033639981234", ("+33639981234",)),
        (639981234, ("+33639981234",)),
        (639981234.0, ("+33639981234",)),
        ("06 39 98 12 34 (bureau)", ("+33639981234",)),
        ("Tél : 06 39 98 12 34", ("+33639981234",)),
        ("04 65 71 00 01 / 06 39 98 00 01", ("+33465710001", "+33639980001")),
        ("0465710001 ou 0639980001", ("+33465710001", "+33639980001")),
        ("+41 22 345 67 89", ("+41223456789",)),
    ],
)
def test_telephones_in_every_usual_writing(cell, expected):
    """One E.164 form, several numbers in one cell, the zero that Excel ate."""
    assert expected == phones(cell)


@pytest.mark.parametrize("cell", ["06 39 98", "3631", "abc", "0465710001 / 12"])
def test_what_is_no_telephone_is_said(cell):
    """A number cut short is told, not kept."""
    with pytest.raises(NotUnderstood, match="n'est pas un numéro"):
        phones(cell)


def test_a_telephone_damaged_by_the_spreadsheet_is_explained():
    """4,65E+08 has lost its digits for good."""
    with pytest.raises(NotUnderstood, match="abîmé par le tableur"):
        phones("4,6571E+08")


def test_callers_are_kept_whatever_they_are():
    """A call counts even when its number is withheld or short."""
    assert ["", "", "112", "+33465710001"] == [caller(cell) for cell in ("anonymous", "Masqué", 112, "04 65 71 00 01")]


@pytest.mark.parametrize(
    "cell, expected",
    [("1 234,56 €", 123_456), ("1.234,56", 123_456), ("1,234.56", 123_456), ("358", 35_800), ("12,5", 1_250),
     (12.345, 1_235), ("-3,00", -300), ("358 euros HT", 35_800), ("1\u202f200", 120_000), (358, 35_800)],
)  # fmt: skip
def test_money_becomes_cents(cell, expected):
    """Comma or point, spaces and signs as people type them."""
    assert expected == cents(cell)


def test_an_amount_that_may_mean_two_things_is_refused():
    """1.234 is a thousand to one person and one to another."""
    with pytest.raises(NotUnderstood, match="ambigu"):
        cents("1.234")


def test_numbers():
    """Decimal comma, thousands, and no invention."""
    assert [Decimal("45.915"), Decimal("1234.5"), 7] == [number("45,915"), number("1 234,5"), number(7)]
    assert 3 == integer("3,0")
    for cell in ("3,5", "-1", "trois", True, date(2025, 1, 1), "1.2.3"):
        with pytest.raises(NotUnderstood):
            integer(cell)


def test_coordinates_stay_on_earth():
    """Degrees with comma or point, within their range."""
    assert [45.915, 6.1] == [latitude("45,915"), longitude(6.1)]
    with pytest.raises(NotUnderstood, match="coordonnée"):
        latitude("95")


@pytest.mark.parametrize(
    "expected, cells",
    [(True, ["oui", "O", "x", 1, "Vrai", "true", True]), (False, ["Non", "n", "FAUX", 0, "False", False])],
)
def test_yes_and_no(expected, cells):
    """As forms, Excel and programs write them."""
    assert {expected} == {yes_no(cell) for cell in cells}


def test_neither_yes_nor_no_is_said():
    """Perhaps is neither."""
    with pytest.raises(NotUnderstood, match="oui ou non"):
        yes_no("peut-être")


@pytest.mark.parametrize("cell", ["a|b", "a, b", "a / b", "a;b;", "a\nb", "a|b|a"])
def test_lists(cell):
    """Bars, commas, slashes, lines: each word once."""
    assert ("a", "b") == words(cell)


def test_emails():
    """Several addresses, names around them, capitals."""
    assert ("jean@exemple.invalid",) == emails("Jean Dupont <Jean@Exemple.invalid>")
    assert ("a@exemple.invalid", "b@exemple.invalid") == emails("a@exemple.invalid; mailto:b@exemple.invalid")
    for cell in ("jean@exemple", "jean", "a@@b.fr"):
        with pytest.raises(NotUnderstood, match="adresse e-mail"):
            emails(cell)


def test_postcodes():
    """The zero comes back; what is too short or foreign is said."""
    assert ["01000", "74000", "74000", "74000"] == [postcode(cell) for cell in (1000, "74 000", 74000.0, "F-74000")]
    with pytest.raises(NotUnderstood, match="code postal"):
        postcode("7400A")


@pytest.mark.parametrize(
    "cell, unit, expected",
    [("75", MINUTE, 75 * MINUTE), (75, MINUTE, 75 * MINUTE), ("1h15", MINUTE, 75 * MINUTE), ("1 h", MINUTE, HOUR),
     ("01:15", MINUTE, 75 * MINUTE), ("75 min", HOUR, 75 * MINUTE), (time(1, 15), MINUTE, 75 * MINUTE),
     (timedelta(minutes=75), MINUTE, 75 * MINUTE), ("36,4", HOUR, 36.4 * HOUR), ("00:03:12", MINUTE, 3.2 * MINUTE)],
)  # fmt: skip
def test_durations(cell, unit, expected):
    """A bare number is of its column's unit; hours and minutes speak for themselves."""
    assert expected == duration(cell, unit)


def test_a_duration_is_never_negative():
    """Time does not run backwards."""
    with pytest.raises(NotUnderstood, match="durée"):
        duration("-5", MINUTE)


def test_the_apostrophe_before_a_formula_is_taken_off():
    """We put it there in a correction file; an apostrophe of the language stays."""
    assert ["=1+1", "+33639981234", "'Oustal", 3] == [
        unguarded(cell) for cell in ("'=1+1", "'+33639981234", "'Oustal", 3)
    ]


def test_texts_lose_their_double_spaces():
    """Numbers, dates and truth values are texts too where a text is wanted."""
    cells = (" Jean\n Dupont ", 74000.0, True, datetime(2025, 5, 26))
    assert ["Jean Dupont", "74000", "oui", "26/05/2025"] == [text(cell) for cell in cells]
    assert "porte bleue\ncode 12" == comment("  porte bleue \n code 12")
    with pytest.raises(NotUnderstood, match="dépasse"):
        text("x" * 501)


def test_words_that_say_nothing():
    """A dash or "néant" is an empty cell."""
    assert all(says_nothing(cell) for cell in (None, "", "  ", "-", "N/A", "Néant", "#N/A"))
    assert not says_nothing(0)


def test_keys_and_slugs():
    """Titles are compared by key, kinds become words for programs."""
    assert key("Code  Postal") == key("code_postal") == "codepostal"
    assert "pose_de_borne_irve" == slug("Pose de borne (IRVE)") == slug_of("Pose de borne (IRVE)")


def test_months_and_states_in_words():
    """A month by number or name; a state as people say it, whatever the gender."""
    assert [9, 9, 9] == [month(cell) for cell in ("9", "septembre", 9)]
    assert 0 == month_number("brumaire")
    assert [State.DONE, State.NO_ACCESS] == [state("Terminée"), state("client absent")]
    assert {meant for meant, said in STATES.items() for word in said if state(word) is not meant} == set()
    for read, cell in ((month, "13"), (month, "brumaire"), (state, "peut-être")):
        with pytest.raises(NotUnderstood):
            read(cell)


def test_a_contract_column_may_hold_a_formula_name():
    """The word "Or" in the column "Contrat" means that there is one."""
    assert [True, True, False] == [has_contract(cell) for cell in ("oui", "Or", "non")]
