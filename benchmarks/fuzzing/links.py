"""What follows what: links between the routes of /v1, so that a fuzzer does after a booking what people do after one.

Bodies hold expressions inside, which OpenAPI leaves open and schemathesis reads; that is why the document itself has
no links.
"""

from typing import Any

FIRM, OURS = "$request.path.firm", "$response.body#/firm/slug"
_BOOKING = {"firm": FIRM, "token": "$request.path.token"}
_BOOKED = {"firm": "$request.body#/firm", "token": "$response.body#/token"}
_ITSELF = {"appointment": "$request.path.appointment"}
_BASED = {**_ITSELF, "If-Match": "$response.header.ETag"}
_IMPORTED = {"number": "$response.body#/number"}

FOLLOWS: tuple[tuple[str, str, dict[str, str], dict[str, Any] | None], ...] = (
    # a customer
    ("GET /v1/firms/{firm}", "GET /v1/slots", {"firm": FIRM, "service": "$response.body#/services/0/service"}, None),
    ("GET /v1/slots", "POST /v1/holds", {}, {"firm": "$request.query.firm", "offer": "$response.body#/slots/0/offer"}),
    ("GET /v1/slots", "POST /v1/holds", {}, {"firm": "$request.query.firm", "offer": "$response.body#/slots/5/offer"}),
    ("POST /v1/holds", "POST /v1/appointments", {}, {"firm": OURS, "hold": "$response.body#/hold"}),
    ("POST /v1/appointments", "GET /v1/firms/{firm}/bookings/{token}", _BOOKED, None),
    ("POST /v1/appointments", "GET /v1/firms/{firm}/bookings/{token}/calendar", _BOOKED, None),
    ("POST /v1/appointments", "GET /v1/firms/{firm}/bookings/{token}/slots", _BOOKED, None),
    ("POST /v1/appointments", "POST /v1/firms/{firm}/bookings/{token}/cancel", _BOOKED, None),
    ("GET /v1/firms/{firm}/bookings/{token}", "POST /v1/firms/{firm}/bookings/{token}/cancel", _BOOKING, None),
    (
        "GET /v1/firms/{firm}/bookings/{token}/slots",
        "POST /v1/firms/{firm}/bookings/{token}/move",
        _BOOKING,
        {"offer": "$response.body#/slots/0/offer"},
    ),
    ("POST /v1/firms/{firm}/bookings/{token}/move", "GET /v1/firms/{firm}/bookings/{token}/calendar", _BOOKING, None),
    ("POST /v1/firms/{firm}/bookings/{token}/cancel", "GET /v1/firms/{firm}/bookings/{token}", _BOOKING, None),
    ("POST /v1/firms/{firm}/bookings/{token}/cancel", "GET /v1/firms/{firm}/bookings/{token}/slots", _BOOKING, None),
    # the office
    (
        "POST /v1/appointments",
        "GET /v1/appointments/{appointment}",
        {"appointment": "$response.body#/appointment"},
        None,
    ),
    (
        "GET /v1/search",
        "GET /v1/appointments/{appointment}",
        {"appointment": "$response.body#/found/0/appointment"},
        None,
    ),
    (
        "GET /v1/appointments/{appointment}",
        "GET /v1/appointments/{appointment}/verdicts",
        {**_ITSELF, "day": "$response.body#/visit/window_start#regex:([0-9-]+)"},
        None,
    ),
    ("GET /v1/appointments/{appointment}", "POST /v1/appointments/{appointment}/cancel", _BASED, None),
    ("GET /v1/appointments/{appointment}", "PUT /v1/appointments/{appointment}/place", _BASED, None),
    ("GET /v1/appointments/{appointment}", "POST /v1/appointments/{appointment}/pin", _ITSELF, None),
    (
        "GET /v1/appointments/{appointment}/verdicts",
        "POST /v1/appointments/{appointment}/move",
        {**_ITSELF, "If-Match": "*"},
        {"offer": "$response.body#/verdicts/1/offer"},
    ),
    ("POST /v1/appointments/{appointment}/move", "GET /v1/appointments/{appointment}", _ITSELF, None),
    ("POST /v1/appointments/{appointment}/cancel", "GET /v1/appointments/{appointment}/verdicts", _ITSELF, None),
    ("POST /v1/appointments/{appointment}/cancel", "POST /v1/undo", {}, None),
    ("PUT /v1/appointments/{appointment}/place", "POST /v1/undo", {}, None),
    ("POST /v1/appointments/{appointment}/pin", "POST /v1/undo", {}, None),
    ("GET /v1/days/{day}", "GET /v1/days/{day}/history", {"day": "$request.path.day"}, None),
    ("GET /v1/days/{day}", "POST /v1/proposals", {}, {"day": "$response.body#/day"}),
    ("POST /v1/proposals", "POST /v1/proposals/stop", {}, {"day": "$request.body#/day"}),
    ("POST /v1/proposals/stop", "GET /v1/days/{day}", {"day": "$request.body#/day"}, None),
    (
        "GET /v1/days/{day}",
        "POST /v1/proposals/{proposal}/accept",
        {"proposal": "$response.body#/proposal/proposal"},
        {"changes": ["$response.body#/proposal/changes/0/change"]},
    ),
    (
        "GET /v1/days/{day}",
        "POST /v1/proposals/{proposal}/refuse",
        {"proposal": "$response.body#/proposal/proposal"},
        None,
    ),
    (
        "GET /v1/days/{day}/history",
        "POST /v1/history/{number}/undo",
        {"number": "$response.body#/lines/0/number"},
        None,
    ),
    ("POST /v1/history/{number}/undo", "POST /v1/history/{number}/redo", {"number": "$request.path.number"}, None),
    ("POST /v1/history/{number}/redo", "POST /v1/history/{number}/undo", {"number": "$request.path.number"}, None),
    ("GET /v1/technicians", "POST /v1/calendars", {}, {"technician": "$response.body#/items/0/technician"}),
    ("GET /v1/customers", "GET /v1/customers", {"cursor": "$response.body#/next"}, None),
    ("POST /v1/calendars", "DELETE /v1/calendars/{calendar}", {"calendar": "$response.body#/calendar"}, None),
    ("POST /v1/imports", "POST /v1/imports/{number}/confirm", _IMPORTED, None),
    ("POST /v1/imports", "GET /v1/imports/{number}/corrections", _IMPORTED, None),
    ("POST /v1/imports/{number}/confirm", "POST /v1/imports/{number}/undo", {"number": "$request.path.number"}, None),
)
"""Route, the route after it, what that one's parameters are and, where more than chance decides, its body."""


def linked(document: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document with every link that it can have."""
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    for number, (before, after, parameters, body) in enumerate(FOLLOWS):
        done = next(answer for status, answer in operations[before]["responses"].items() if status < "300")
        link = {"operationId": operations[after]["operationId"], "parameters": parameters}
        done.setdefault("links", {})[f"{number} {after}"] = link | ({"requestBody": body} if body else {})
    return document
