"""What requests, transactions, searches and deliveries took, for a collector of OpenTelemetry traces; off by default.

Nothing of OpenTelemetry is loaded where no collector is named. A span carries routes and numbers, never a person.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar

from api.errors import UnsafeSettings
from planner.identifiers import FirmId
from planner.ports import Transactions, Work

T = TypeVar("T")
Fact = Callable[[str, str | int], None]
"""Adds a fact to a span that is open."""


class Traces(Protocol):
    """Where spans go."""

    def span(self, name: str) -> AbstractContextManager[Fact]:
        """Open a span inside the one that is open, if one is; it ends with the block, as failed if that raises."""
        ...

    def close(self) -> None:
        """Send what is left."""
        ...


class NoTraces:
    """Nobody asked for any."""

    @contextmanager
    def span(self, name: str) -> Iterator[Fact]:
        """Open nothing."""
        del name
        yield lambda _name, _value: None

    def close(self) -> None:
        """Send nothing."""


class SentTraces:
    """Sends spans to a collector, from a thread of its own; a collector that is away costs spans, never an answer."""

    def __init__(self, exporter: Any) -> None:  # noqa: ANN401 - a SpanExporter, which is loaded only here
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - only where a collector is named
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        self._provider = TracerProvider(resource=Resource.create({"service.name": "creneau"}), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("creneau")

    @contextmanager
    def span(self, name: str) -> Iterator[Fact]:
        """Open a span; an exception marks it failed by its kind, for its words may quote a person."""
        from opentelemetry.trace import StatusCode  # noqa: PLC0415

        with self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
            try:
                yield span.set_attribute
            except BaseException as error:
                span.set_status(StatusCode.ERROR, type(error).__name__)
                raise

    def close(self) -> None:
        """Send what is left and end the thread."""
        self._provider.shutdown()


class TracedTransactions:
    """Transactions whose reading and writing are spans; everything else is the database's own."""

    def __init__(self, database: Transactions, traces: Traces) -> None:
        self._database, self._traces = database, traces

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the database answers
        return getattr(self._database, name)

    @contextmanager
    def read(self, firm_id: FirmId) -> Iterator[Work]:
        """Open a view."""
        with self._traces.span("read"), self._database.read(firm_id) as work:
            yield work

    def write(self, firm_id: FirmId, command: Callable[[Work], T]) -> T:
        """Run a command."""
        with self._traces.span("write"):
            return self._database.write(firm_id, command)


def traces_to(url: str) -> Traces:
    """Return where spans go: to the collector of this address, or nowhere.

    Raises:
        UnsafeSettings: `creneau[traces]` is not installed.
    """
    if not url:
        return NoTraces()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    except ImportError as error:
        raise UnsafeSettings("CRENEAU_TRACES_URL demande creneau[traces] : pip install 'creneau[traces]'") from error
    return SentTraces(OTLPSpanExporter(endpoint=url))
