"""What machines ask: is it alive, is it ready, and its numbers."""

import hmac
import ipaddress
import sqlite3

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.doctor import wal_is_mended
from api.errors import Forbidden
from api.house import House
from api.metrics import Metrics
from api.security import house_of

router = APIRouter(include_in_schema=False)
_DEAD_SHOWN = 100


@router.get("/health")
def health() -> Response:
    """Say that the process answers."""
    return PlainTextResponse("ok")


@router.get("/ready")
def ready(request: Request) -> Response:
    """Say whether the database answers too, so that a proxy may send people here."""
    try:
        house_of(request).queue.dead(1)
    except Exception:  # noqa: BLE001 - whatever keeps the database from answering
        return JSONResponse({"ready": False}, 503)
    return JSONResponse({"ready": True})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Return the numbers to this machine's own Prometheus, or to whoever knows the password."""
    house: House = house_of(request)
    if not (_from_this_machine(request) or _knows(request, house.settings.metrics_token.get_secret_value())):
        raise Forbidden
    numbers: Metrics = request.app.state.metrics
    numbers.watchers.set(house.hub.watchers())
    numbers.dead.set(len(house.queue.dead(_DEAD_SHOWN)))
    numbers.lag.set(house.queue.lag().total_seconds())
    if house.settings.on_sqlite:
        numbers.sqlite.labels(sqlite3.sqlite_version).set(wal_is_mended(sqlite3.sqlite_version_info))
    return Response(numbers.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _from_this_machine(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _knows(request: Request, password: str) -> bool:
    sent = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(password) and hmac.compare_digest(sent.encode(), password.encode())
