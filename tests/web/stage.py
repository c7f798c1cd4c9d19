"""Puts the pages on a stage without a database: every action answers with samples, the doors are the real ones."""

import asyncio
import importlib
import inspect
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.responses import StreamingResponse

from api import actions
from api.middleware import SafeHeaders
from tests.web import (
    sample_actions,
    sample_calendars,
    sample_calling,
    sample_capacity,
    sample_churn,
    sample_contracts,
    sample_days,
    sample_direction,
    sample_journal,
    sample_own_account,
    sample_persons,
    sample_programs,
    sample_proposals,
    sample_repromising,
    sample_settings,
    sample_storefront,
    sample_waiting,
)


def played() -> dict[str, Callable[..., Any]]:
    """Every action a page may call, as the samples play it."""
    return {
        name: thing
        for module in (
            sample_actions,
            sample_calendars,
            sample_calling,
            sample_capacity,
            sample_churn,
            sample_contracts,
            sample_days,
            sample_direction,
            sample_journal,
            sample_own_account,
            sample_persons,
            sample_programs,
            sample_proposals,
            sample_repromising,
            sample_settings,
            sample_storefront,
            sample_waiting,
        )
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and not name.startswith("_")
    }


def dress(patch: pytest.MonkeyPatch) -> None:
    """Let the sample actions play the real ones."""
    for name, sample in played().items():
        patch.setattr(actions, name, sample, raising=False)


def application() -> Any:
    """The pages inside the real safe headers, and a live stream on which nothing ever happens."""
    faces = importlib.import_module("web.faces")
    app = faces.furnish(FastAPI(openapi_url=None))
    app.add_api_route("/v1/live", lambda: StreamingResponse(_quiet(), media_type="text/event-stream"))
    return SafeHeaders(app, SimpleNamespace(https=False))  # type: ignore[arg-type]


async def _quiet() -> AsyncIterator[str]:
    yield ": rien\n\n"
    await asyncio.Event().wait()


@contextmanager
def served(app: Any, port: int = 0) -> Iterator[str]:
    """An application on a loopback port of its own; gives its address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
