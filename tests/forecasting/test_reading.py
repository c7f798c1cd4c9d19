"""Files as people export them become series, and broken ones are told where."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from forecasting.errors import (
    ColumnUnknown,
    CountUnreadable,
    KnownColumnGap,
    NegativeCount,
    NoCountColumn,
    NotATable,
    NothingOpen,
    NoTimeColumn,
    StepIrregular,
    TimeTwice,
    TimeUnreadable,
)
from forecasting.reading import Wanted, read_series


@pytest.fixture
def read(tmp_path):
    """Read a text as if it were a file."""

    def reading(text, wanted=None, encoding="utf-8"):
        (tmp_path / "x.csv").write_bytes(text.encode(encoding))
        return read_series(tmp_path / "x.csv", wanted)

    return reading


@pytest.mark.parametrize(
    "text",
    [
        "ds,y\n2024-01-08,5\n2024-01-09,1234\n2024-01-10,7\n",
        "Jour;Appels reçus\n08/01/2024;5\n09/01/2024;1 234\n10/01/2024;7\n",
        "Jour;Région;Appels\n08/01/2024;Nord;5,0\n09/01/2024;Sud;1.234,0\n10/01/2024;Nord;7\n",
        'date\tn\n8.1.2024\t5\n9.1.2024\t"1234"\n\n10.1.2024\t7\n',
        'day,calls\n01/08/2024,5\n01/09/2024,"1,234.0"\n01/10/2024,7\n01/13/2024,\n',
        "agent|calls|day\n9|5|20240108\n9|1234|20240109\n8|7|20240110\n",
    ],
)
def test_whatever_the_headers_and_the_country(read, text):
    """The same three days."""
    series = read(text)
    assert (timedelta(days=1), "2024-01-08") == (series.step, f"{series.start:%Y-%m-%d}")
    assert [5.0, 1234.0, 7.0] == list(series.counts)


def test_an_old_export_with_accents_is_read(read):
    """Excel still writes in the encoding of Windows."""
    assert [5.0, 6.0] == list(read("Début;Qté\n08/01/2024;5\n09/01/2024;6\n", encoding="cp1252").counts)


def test_a_date_and_an_hour_in_two_columns_are_one_moment(read):
    """As telephone systems write."""
    series = read("Date;Heure;Appels\n08/01/2024;08:00;5\n08/01/2024;8h30;6\n08/01/2024;09:00;7\n")
    assert (timedelta(minutes=30), 8) == (series.step, series.start.hour)


def test_lines_may_come_in_any_order_and_leave_some_out(read):
    """What is missing is a gap, not a zero; so is an empty cell."""
    series = read("d,n\n2024-01-05,5\n2024-01-01,1\n2024-01-02,\n2024-01-03,3\n")
    assert np.array_equal([1, np.nan, 3, np.nan, 5], series.counts, equal_nan=True)


@pytest.mark.parametrize(
    "lines",
    [
        [f"2024-10-27 {hour:02}:00" for hour in (0, 1, 2, 2, 3, 4)],
        [f"2024-10-{27 - (hour < 2)}T{(hour + 22) % 24:02}:00Z" for hour in range(6)],
        ["2024-10-27T00:00+02:00", "2024-10-27T01:00+02:00", "2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00"],
    ],
)
def test_the_hour_that_comes_twice_is_two_hours(read, lines):
    """Six hours, one after the other, whoever wrote them down."""
    series = read("\n".join(["t,n", *(f"{line},{row}" for row, line in enumerate(lines))]) + "\n")
    times = series.times(0, len(series))
    assert list(range(len(lines))) == list(series.counts)
    assert ["00:00", "01:00", "02:00", "02:00"] == [f"{time:%H:%M}" for time in times[:4]]


def test_columns_known_in_advance_go_on_after_the_last_count(read):
    """Only when they are named."""
    text = "d,n,promo\n2024-01-01,4,0\n2024-01-02,5,1\n2024-01-03,,1\n"
    series = read(text, Wanted(known=("promo",)))
    assert ([4.0, 5.0], [0.0, 1.0, 1.0]) == (list(series.counts), list(series.known["promo"]))
    assert {} == read(text).known
    empty = "jour;appels;promo\n2024-01-01;4;\n2024-01-02;5;\n"
    assert np.isnan(read(empty, Wanted(known=("promo",))).known["promo"]).all()


def test_columns_can_be_named(read):
    """Where the guess would be another."""
    wanted = Wanted(time="fin", count="b", zone=ZoneInfo("UTC"))
    series = read("debut,fin,a,b\n2024-01-01,2024-02-01,1,2\n2024-01-02,2024-02-02,1,3\n", wanted)
    assert (2, [2.0, 3.0]) == (series.start.month, list(series.counts))


DAYS = "2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n2024-01-04,4\n"


@pytest.mark.parametrize(
    "text,error,sentence",
    [
        ("", NotATable, "n’est pas un tableau"),
        ("2024-01-01\n2024-01-02\n2024-01-03\n", NotATable, "n’est pas un tableau"),
        ("\0\0,\0\n\0,\0\n,,\n", NotATable, "n’est pas un tableau"),
        ('d,n\n"2024-01-01,1\n2024-01-02,2\n', NotATable, "n’est pas un tableau"),
        ("a,b\n1,2\n3,4\n", NoTimeColumn, "colonnes lues : a, b"),
        ("d,who\n2024-01-01,x\n2024-01-02,y\n", NoCountColumn, "colonnes lues : d, who"),
        ("d,n\n" + DAYS + "demain,5\n", TimeUnreadable, "Ligne 6 : « demain »"),
        ("d,n\n" + DAYS + "2024-01-05,beaucoup\n", CountUnreadable, "Ligne 6 : « beaucoup »"),
        ("d,n\n" + DAYS + "2024-01-03,9\n", TimeTwice, "Ligne 6 : 03/01/2024 00:00 figure deux fois"),
        ("d,n\n" + DAYS + "2024-01-04 11:17,9\n", StepIrregular, "04/01/2024 11:17"),
        ("d,n\n2024-01-01,1\n2024-02-01,2\n2024-03-01,3\n", StepIrregular, "pas régulier"),
        ("d,n\n" + DAYS + "2024-01-05,-9\n", NegativeCount, "-9.0 le 2024-01-05"),
        ("d,n\n2024-01-01,\n2024-01-02,\n2024-01-03,\n", NoCountColumn, "Aucune colonne"),
    ],
)
def test_a_broken_file_is_told_where(read, text, error, sentence):
    """One sentence, in French, that helps to mend it."""
    with pytest.raises(error, match=sentence):
        read(text)


@pytest.mark.parametrize(
    "wanted,error",
    [
        (Wanted(time="quand"), ColumnUnknown),
        (Wanted(count="combien"), ColumnUnknown),
        (Wanted(known=("promo", "quoi")), ColumnUnknown),
        (Wanted(known=("promo",)), KnownColumnGap),
        (Wanted(count="vide"), NothingOpen),
        (Wanted(time="n"), NoTimeColumn),
    ],
)
def test_a_column_that_is_not_as_said_is_told(read, wanted, error):
    """By its name."""
    with pytest.raises(error):
        read("d,n,promo,vide\n2024-01-01,1,1,\n2024-01-02,2,,\n", wanted)
