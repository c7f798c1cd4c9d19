"""The dashboard and the alerts ask for numbers that exist, and send people to what exists (0055)."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from api.metrics import Metrics
from tests.architecture.house import ROOT
from tests.architecture.test_deployment import unknown
from tests.architecture.test_docs import complaints

FOLDER = ROOT / "docs" / "deployment"
ALERTS = FOLDER / "alerts.yaml"


def panels() -> list[dict[str, Any]]:
    """What the dashboard shows."""
    read: list[dict[str, Any]] = json.loads((FOLDER / "grafana.json").read_text(encoding="utf-8"))["panels"]
    return read


def rules() -> Iterator[dict[str, Any]]:
    """What somebody is told of."""
    for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]:
        yield from group["rules"]


def questions() -> list[str]:
    """Everything that is asked of Prometheus."""
    return [target["expr"] for panel in panels() for target in panel["targets"]] + [rule["expr"] for rule in rules()]


def missing(question: str) -> set[str]:
    """The numbers of ours that nobody counts, and labels that they do not have."""
    counted = {family.name: set(family.labels) for family in described()}
    asked = re.findall(r"\b(creneau_\w+)(?:\{([^}]*)\})?", question)
    unknown_numbers = {name for name, _ in asked if name not in counted}
    labels = {(name, label) for name, inside in asked for label in re.findall(r"(\w+)(?:=|!)", inside)}
    return unknown_numbers | {label for name, label in labels if label not in counted.get(name, set()) | {"job", "le"}}


class _Family:
    def __init__(self, name: str, labels: tuple[str, ...]) -> None:
        self.name, self.labels = name, labels


def described() -> list[_Family]:
    """Every number that `/metrics` gives, as Prometheus names it."""
    metrics = Metrics()
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    return [
        _Family(f"{one._name}{suffix}", one._labelnames)
        for one in vars(metrics).values()
        if hasattr(one, "_labelnames")
        for suffix in suffixes[one._type]
    ]


@pytest.mark.parametrize("question", questions())
def test_every_number_that_is_asked_for_exists(question: str) -> None:
    """A panel of a number nobody counts stays empty, and an alert silent."""
    assert set() == missing(question)


@pytest.mark.parametrize("planted", ["rate(creneau_request_total[5m])", 'creneau_requests_total{path="/"}'])
def test_a_planted_number_is_seen(planted: str) -> None:
    """By its name or by its label."""
    assert set() != missing(planted)


def test_every_number_is_shown() -> None:
    """What is counted and never looked at need not be counted."""
    asked = " ".join(questions())
    shown = {name for name in vars(Metrics()) if name != "registry" and vars(Metrics())[name]._name in asked}
    assert shown == set(vars(Metrics())) - {"registry"}


def test_panels_stand_apart_and_have_their_own_number() -> None:
    """Grafana lays them out as the file says."""
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels())
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert len(panels()) == len({panel["id"] for panel in panels()})


def test_every_alert_says_what_to_do_first() -> None:
    """With commands and settings that exist."""
    for rule in rules():
        advice = rule["annotations"]["description"]
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert ([], set()) == (complaints(ALERTS, advice), unknown(advice))
