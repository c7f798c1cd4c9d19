"""Every request passes here: it gets a number, is timed and logged, and its answer carries the safe headers."""

import time
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.sessions import VISITOR
from api.settings import Settings
from api.traces import Fact, Traces

UNMATCHED = "unmatched"
HUNG_UP = 499
"""The status, for whoever counts, of a request that nobody waited for: a telephone in a tunnel is no fault of ours."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LOCK = "__Host-"
"""Browsers keep a cookie of such a name for this host alone, over https alone, whatever a neighbour plants."""
_log = structlog.get_logger("creneau.request")

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""What every answer says unless its route says otherwise."""
TWO_YEARS = 63_072_000


class Observed:
    """Gives each request a number, logs its route, status and time, and counts it; never its address or its body."""

    def __init__(self, app: ASGIApp, metrics: Metrics, traces: Traces) -> None:
        self._app = app
        self._metrics, self._traces = metrics, traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, started, status = uuid4().hex, time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id), self._traces.span("request") as fact:
            fact("request_id", request_id)
            try:
                await self._app(scope, receive, sending)
            except ClientDisconnect:
                status = HUNG_UP
            except Exception:  # noqa: BLE001 - answered already by the error handler inside
                _log.exception("failed")
            self._note(scope, status, time.perf_counter() - started, fact)

    def _note(self, scope: Scope, status: int, seconds: float, fact: Fact) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route: str = getattr(scope.get("route"), "path", None) or scope.get("root_path") or UNMATCHED
        for name, value in (("method", method), ("route", route), ("status", status)):
            fact(name, value)
        self._metrics.answered(method, route, status, seconds)
        _log.info("answered", method=method, route=route, status=status, milliseconds=round(seconds * 1000, 1))


class SafeHeaders:
    """Adds the safe headers to every answer, and locks our cookies to this host: inside they have their plain names."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._https = settings.https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with an answer that will be completed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._https:
            scope["headers"] = [*map(_believed, scope["headers"])]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message), scope.get("state", {}).get("new_visitor"))
            await send(message)

        await self._app(scope, receive, sending)

    def _complete(self, headers: MutableHeaders, new_visitor: str | None) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if new_visitor:
            headers.append("set-cookie", f"{VISITOR}={new_visitor}; HttpOnly; Path=/; SameSite=lax")
        if not self._https:
            return
        headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}; includeSubDomains"
        cookies = headers.getlist("set-cookie")
        del headers["set-cookie"]
        for cookie in cookies:
            headers.append("set-cookie", _locked(cookie))


def _locked(cookie: str) -> str:
    """Return a Set-Cookie line whose cookie belongs to this host and travels over https only."""
    return f"{_LOCK}{cookie}; Secure"


def _believed(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Return a header of a request over https; of its cookies those that are locked, under their plain names."""
    name, value = header
    if name != b"cookie":
        return header
    crumbs = (crumb.strip() for crumb in value.decode("latin-1").split(";"))
    plain = "; ".join(crumb.removeprefix(_LOCK) for crumb in crumbs if crumb.startswith(_LOCK))
    return name, plain.encode("latin-1")
