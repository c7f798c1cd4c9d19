"""Forecast a file of counts from the command line."""

import json
import sys
from pathlib import Path
from subprocess import run

import pytest

from tests.forecasting.samples import daily
from tests.support.command_line import Creneau, typed

KEYS = [
    "champion",
    "wape",
    "baseline_wape",
    "weighted_quantile_loss",
    "baseline_weighted_quantile_loss",
    "coverage80",
    "coverage95",
    "floor",
    "forecast",
]


@pytest.fixture
def creneau(monkeypatch, tmp_path, capsys) -> Creneau:
    """Type a command; its exit code, what it said, and its JSON line."""
    monkeypatch.setenv("CRENEAU_LOG_LEVEL", "error")
    monkeypatch.chdir(tmp_path)

    def answered(*words):
        code, out, err = typed(words, monkeypatch, capsys)
        return code, out + err, json.loads(out.splitlines()[-1]) if "--json" in words and out else {}

    return answered


def write(days=200, promo=None):
    """Write a series as a French spreadsheet would, and say where."""
    series = daily(days)
    times = series.times(0, days)
    rows = [f"{time:%d/%m/%Y};{count:.0f}" for time, count in zip(times, series.counts, strict=True)]
    lines = ["Jour;Appels", *rows]
    if promo is not None:
        ahead = series.times(days, days + promo)
        lines = ["Jour;Appels;Promo", *(f"{row};0" for row in rows), *(f"{time:%d/%m/%Y};;1" for time in ahead)]
    Path("appels.csv").write_text("\n".join(lines), encoding="utf-8")
    return "appels.csv"


def test_the_last_line_tells_what_is_to_come_and_how_good_that_is(creneau):
    """Every key that is promised; quantiles whole and in order; the same on every run."""
    code, said, answer = creneau("forecast", write(), "--horizon", "10", "--backtest", "--json")

    assert (0, KEYS, 10) == (code, list(answer), len(answer["forecast"]))
    assert 0 < answer["weighted_quantile_loss"] < answer["baseline_weighted_quantile_loss"]
    assert 0 < answer["floor"] < answer["wape"] < 1
    assert "2024-07-19T00:00:00" == answer["forecast"][0]["time"]
    quantiles = list(answer["forecast"][0]["quantiles"].values())
    assert quantiles == sorted(quantiles)
    assert {int} == {type(count) for count in quantiles}
    (low, high), (lowest, highest) = (answer["forecast"][0][f"interval{share}"] for share in (80, 95))
    assert lowest < low < answer["forecast"][0]["quantiles"]["0.5"] < high < highest
    assert "moyenne des huit dernières semaines" in said
    assert (code, said, answer) == creneau("forecast", "appels.csv", "--horizon", "10", "--backtest", "--json")


def test_people_read_what_serves_and_what_to_expect(creneau):
    """In French, with French figures."""
    said = creneau("forecast", write(), "--horizon", "40", "--zone", "A")[1]
    assert "Méthode : " in said
    assert "le hasard seul en fait" in said
    assert "19/07/2024" in said
    assert "… et 9 autres pas" in said


def test_a_short_past_is_said_to_be_short(creneau):
    """Figures that nobody can know are null."""
    code, said, answer = creneau("forecast", write(20), "--json")
    assert (0, "seasonal_naive", None, 14) == (code, answer["champion"], answer["wape"], len(answer["forecast"]))
    assert "Trop peu de passé" in said


def test_what_is_known_in_advance_is_used_when_it_is_named(creneau):
    """And has to reach to the horizon."""
    file = write(100, promo=14)
    assert 0 == creneau("forecast", file, "--known", "Promo", "--json")[0]
    code, said, _ = creneau("forecast", file, "--known", "Promo", "--horizon", "30")
    assert (2, True) == (code, "« Promo »" in said)


def test_an_empty_column_is_said_to_be_of_no_use(creneau):
    """Nobody filled it in."""
    series = daily(60)
    rows = [f"{time:%d/%m/%Y};{count:.0f};" for time, count in zip(series.times(0, 60), series.counts, strict=True)]
    Path("appels.csv").write_text("\n".join(["Jour;Appels;Promo", *rows]), encoding="utf-8")
    code, said, _ = creneau("forecast", "appels.csv", "--known", "Promo")
    assert (0, True) == (code, "« Promo » est vide" in said)


@pytest.mark.parametrize(
    "words,code,sentence",
    [
        (("nulle-part.csv",), 3, "n'existe pas"),
        (("texte.csv",), 3, "texte.csv : Ce fichier n’est pas un tableau"),
        (("trois.csv",), 3, "il en faut au moins 7"),
        (("trois.csv", "--horizon", "0"), 2, "compris entre 1 et 20000"),
        (("trois.csv", "--count", "rien"), 2, "« rien »"),
        (("trois.csv", "--timezone", "Lune/Mer"), 2, "Lune/Mer"),
    ],
)
def test_what_cannot_be_forecast_is_said_in_a_sentence(creneau, words, code, sentence):
    """Unreadable input is 3, wrong use 2."""
    Path("texte.csv").write_text("Bonjour,\nà demain.\n", encoding="utf-8")
    Path("trois.csv").write_text("d,n\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n", encoding="utf-8")
    ended, said, _ = creneau("forecast", *words)
    assert (code, True) == (ended, sentence in " ".join(said.split()))


def test_other_commands_do_not_wait_for_what_forecasts_need():
    """Nothing heavy is loaded before the command runs."""
    script = """
import sys
import api.command_line
print([name for name in ("sklearn", "scipy", "forecasting.series", "forecasting.predicting") if name in sys.modules])
"""
    assert "[]" == run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
