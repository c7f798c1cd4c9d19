"""Every test of the pages plays on the same stage: sample actions, real pages, real headers."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.pages import PAGES
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


class Posted(NamedTuple):
    """A form that was sent: where to, and its fields."""

    path: str
    fields: dict[str, list[str]]


@pytest.fixture
def desk_height() -> int:
    """The height of Claire's screen, in pixels."""
    return 1000


@pytest.fixture
def empty_desk(chromium: Any, desk_height: int) -> Iterator[Any]:
    """An empty page on Claire's wide screen, which can also be touched; `posted` gathers the forms it sends."""
    size = {"width": 1440, "height": desk_height}
    with chromium.new_context(viewport=size, locale="fr-FR", timezone_id="Europe/Paris", has_touch=True) as context:
        page = context.new_page()
        page.posted = []
        page.on(
            "request",
            lambda sent: (
                page.posted.append(Posted(urlsplit(sent.url).path, parse_qs(sent.post_data)))
                if sent.method == "POST"
                else None
            ),
        )
        yield page
        page.unroute_all(behavior="ignoreErrors")


@pytest.fixture
def desk(empty_desk: Any, address: str) -> Any:
    """Claire's Tuesday laid along the hours, on her desk."""
    empty_desk.goto(address + PAGES["day"])
    expect(empty_desk.locator("plan-timeline.ready[data-view=timeline]")).to_be_visible()
    return empty_desk
