"""Spans tell what a request, a transaction and a delivery took, and nothing of whom; off, nothing is loaded."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.application import create_application
from api.errors import UnsafeSettings
from api.house import House
from api.traces import NoTraces, SentTraces, TracedTransactions, traces_to
from api.wiring import worker_of
from desk.setup import Founded
from tests.api.test_v1 import CAMILLE, book
from tests.support.client import Client


@pytest.fixture
def kept() -> InMemorySpanExporter:
    """A collector in a list."""
    return InMemorySpanExporter()


@pytest.fixture
def traced(house: House, kept: InMemorySpanExporter) -> House:
    """The house, with its spans collected."""
    traces = SentTraces(kept)
    return replace(house, traces=traces, transactions=TracedTransactions(house.transactions, traces))


def test_a_booking_is_seen_from_the_request_to_its_mail(traced: House, kept, duret: Founded) -> None:
    """Reading and writing inside the request that asked for them, then the delivery; no word of the person."""
    booking = book(Client(create_application(traced)))
    worker_of(traced).drain()
    traced.traces.close()
    spans = kept.get_finished_spans()
    by_id = {span.context.span_id: span for span in spans}
    inside = {(by_id[span.parent.span_id].name, span.name) for span in spans if span.parent}
    assert {("request", "read"), ("request", "write"), ("deliver", "read")} <= inside
    assert "/v1/appointments" in {span.attributes["route"] for span in spans if span.name == "request"}
    told = json.dumps([json.loads(span.to_json()) for span in spans], ensure_ascii=False)
    assert [] == [trace for trace in (*CAMILLE.values(), booking["token"]) if trace in told]


def test_a_failure_is_told_by_its_kind_alone(kept) -> None:
    """Its words may quote what a person typed."""
    traces = SentTraces(kept)
    with pytest.raises(ValueError, match="Camille"), traces.span("read"):
        raise ValueError("Camille")
    traces.close()
    (span,) = kept.get_finished_spans()
    assert ("ValueError", ()) == (span.status.description, span.events)


def test_nothing_is_loaded_where_nobody_collects() -> None:
    """Not even by the whole application."""
    program = "import sys, web.main; from api.traces import *; assert isinstance(traces_to(''), NoTraces); "
    loaded = "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    said = subprocess.run([sys.executable, "-c", program + loaded], capture_output=True, text=True, check=True)
    assert "[]" == said.stdout.strip()


def test_a_collector_without_the_extra_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence would look like a server without requests."""
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(UnsafeSettings, match=r"creneau\[traces\]"):
        traces_to("http://127.0.0.1:4318/v1/traces")
    assert isinstance(traces_to(""), NoTraces)
