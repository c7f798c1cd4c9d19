"""A small HTTP server of our own on this machine: what it is asked, one function answers."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, whole."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        """Its body, read."""
        return json.loads(self.body or b"null")


@dataclass(frozen=True, slots=True)
class Told:
    """One answer, in JSON or as `text`; `lost` when it never arrives although what was asked was done."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False
    text: str = ""


def answering(answer: Callable[[Asked], Told]) -> ASGIApp:
    """The function as an application."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers = {key.lower(): value for key, value in request.headers.items()}
        asked = Asked(request.method, request.url.path, dict(request.query_params), headers, await request.body())
        told = await run_in_threadpool(answer, asked)
        body = told.text.encode() if told.body is None else json.dumps(told.body).encode()
        kind = "text/plain" if told.text else "application/json"
        response = Response(body, told.status, dict(told.headers), kind)
        if told.lost:  # a head that promises more than comes: the server closes the connection
            promised = [(b"content-length", b"9"), (b"connection", b"close")]
            await send({"type": "http.response.start", "status": 200, "headers": promised})
        else:
            await response(scope, receive, send)

    return application


@contextlib.contextmanager
def serving(application: ASGIApp) -> Iterator[str]:
    """The URL of the application until the end of the block."""
    config = uvicorn.Config(application, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
