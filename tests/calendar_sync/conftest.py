"""What several tests of calendars start from."""

from collections.abc import Iterator

import pytest

from calendar_sync.ledger import MemoryLedger
from tests.calendar_sync.agendas import MemoryAgenda
from tests.calendar_sync.outlook import Outlook
from tests.support.graph_server import GraphServer, graph_server


@pytest.fixture(scope="module")
def graph() -> Iterator[GraphServer]:
    """One server; each test has a mailbox of its own."""
    with graph_server() as running:
        yield running


@pytest.fixture
def outlook(graph: GraphServer, request: pytest.FixtureRequest) -> Iterator[Outlook]:
    """A mailbox nobody has used yet, in good weather."""
    address = f"{request.node.name}@duret.invalid"
    with graph.signed_in(address) as client:
        graph.service.asked.clear()
        yield Outlook(graph, client, graph.service.mailbox(address), MemoryAgenda(), MemoryLedger())
    graph.service.trouble = lambda _: None
