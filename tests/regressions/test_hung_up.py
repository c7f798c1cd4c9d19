"""A telephone that lost its network while it wrote a calendar was logged as a fault of ours, and counted as one."""

import asyncio
from pathlib import Path

import structlog
from starlette.types import Message

from api.application import create_application
from api.middleware import HUNG_UP
from tests.support.house import a_house


async def _nobody() -> Message:
    """Whoever asked is gone."""
    return {"type": "http.disconnect"}


async def _into_the_void(_message: Message) -> None:
    """Nobody hears it."""


def test_whoever_hangs_up_is_no_fault(tmp_path: Path) -> None:
    """Its request is noted like any other, by a status of its own."""
    application = create_application(a_house(tmp_path, log_level="info"))
    scope = {
        "type": "http",
        "method": "PUT",
        "path": "/dav/calendars/x/y.ics",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"authorization", b"Basic eDp5"), (b"content-length", b"9")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }
    with structlog.testing.capture_logs() as lines:
        asyncio.run(application(scope, _nobody, _into_the_void))
    assert [("answered", HUNG_UP)] == [(line["event"], line.get("status")) for line in lines]
