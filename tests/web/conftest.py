"""Every test of the pages plays on the same stage: sample actions, real pages, real headers."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.stage import application, dress, served

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def stage() -> Iterator[Any]:
    """The application with samples behind its pages."""
    with pytest.MonkeyPatch.context() as patch:
        dress(patch)
        yield application()


@pytest.fixture(scope="module")
def address(stage: Any) -> Iterator[str]:
    """Where the stage is served on this machine."""
    with served(stage) as served_at:
        yield served_at


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """A browser without script: it asks for HTML and keeps cookies."""
    with httpx.Client(base_url=address, headers={"Accept": "text/html"}) as asking:
        yield asking
