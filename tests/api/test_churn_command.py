"""Judge a file of customers from the command line."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support.command_line import Creneau, typed

KEYS = {"auc", "brier_skill", "ece", "slope", "rows", "leavers", "leak_suspects"}


@pytest.fixture
def creneau(monkeypatch, tmp_path, capsys) -> Creneau:
    """Type a command; its exit code, what it said, and its JSON line."""
    monkeypatch.setenv("CRENEAU_LOG_LEVEL", "error")
    monkeypatch.chdir(tmp_path)

    def answered(*words):
        code, out, err = typed(words, monkeypatch, capsys)
        return code, out + err, json.loads(out.splitlines()[-1]) if "--json" in words and out else {}

    return answered


def write(*, leaking=False):
    """Write 600 customers of whom complaints tell something, as a French spreadsheet would."""
    random = np.random.default_rng(3)
    complaints, months = random.poisson(1, 600), random.uniform(0, 24, 600)
    left = (random.random(600) < 1 / (1 + np.exp(3 - complaints - months / 24))).astype(int)
    titles = ["Client", "Réclamations", "Mois", "Formule", "Parti", *(["Motif de résiliation"] if leaking else [])]
    lines = [";".join(titles)]
    for number in range(600):
        spent = f"{months[number]:.2f}".replace(".", ",") if number % 50 else ""
        cells = [f"C{number}", complaints[number], spent, ("or", "argent")[number % 2], ("non", "oui")[left[number]]]
        lines.append(";".join(map(str, [*cells, *([("", "déménage")[left[number]]] if leaking else [])])))
    Path("clients.csv").write_text("\n".join(lines), encoding="utf-8")
    return "clients.csv"


def test_the_last_line_tells_how_well_leaving_is_told(creneau):
    """Better than the base rate, by a slope near one; whoever customers are called tells nothing."""
    code, _, answer = creneau("churn", write(), "--json")
    assert 0 == code
    assert answer.keys() >= KEYS
    assert ("Parti", 600, []) == (answer["target"], answer["rows"], answer["leak_suspects"])
    assert 0.65 < answer["auc"] < 0.9
    assert answer["brier_skill"] > 0
    assert 0.7 < answer["slope"] < 1.4
    assert answer["auc"] > answer["boosted_auc"] - 0.02
    assert "« Client » ne dit rien de commun" in " ".join(creneau("churn", "clients.csv")[1].split())
    assert answer == creneau("churn", "clients.csv", "--target", "Parti", "--json")[2]


def test_a_column_that_was_known_only_afterwards_is_suspected(creneau):
    """The reason why somebody left, for example."""
    code, _, answer = creneau("churn", write(leaking=True), "--json")
    assert (0, ["Motif de résiliation"]) == (code, answer["leak_suspects"])
    assert answer["auc"] > 0.95


@pytest.mark.parametrize(
    "content,sentence",
    [
        ("", "n’est pas un tableau CSV"),
        ("a;b\n1;2\n3;4\n", "Aucune colonne ne dit par oui ou non"),
        ("a;b\noui;non\nnon;oui\n", "Plusieurs colonnes pourraient dire"),
        ("parti;b\noui;2\nnon;4\n", "Il faut au moins 20 départs"),
        ("parti;nom\noui;x\nnon;x\n", "aucune colonne ne distingue"),
    ],
)
def test_a_broken_file_is_told_what_is_wrong_with_it(creneau, content, sentence):
    """Exit 3, and no figures."""
    Path("broken.csv").write_text(content, encoding="utf-8")
    code, said, answer = creneau("churn", "broken.csv", "--json")
    assert (3, {}) == (code, answer)
    assert sentence in " ".join(said.split())


@pytest.mark.parametrize("value,line", [("peut-être", 3), ("", 3)])
def test_a_line_that_says_neither_yes_nor_no_is_named(creneau, value, line):
    """By its number in the file."""
    Path("broken.csv").write_text(f"parti;mois\noui;2\n{value};4\nnon;5\n", encoding="utf-8")
    code, said, _ = creneau("churn", "broken.csv", "--target", "parti", "--json")
    assert 3 == code
    assert f"Ligne {line}" in " ".join(said.split())


def test_a_column_that_is_not_there_is_a_word_typed_wrongly(creneau):
    """Exit 2."""
    code, said, _ = creneau("churn", write(), "--target", "Départ", "--json")
    assert 2 == code
    assert "Départ" in said
