"""HTTP in, HTTP out: which method of which address is what, and what refusals look like to a device."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.caldav.access import Visitor, visitor
from api.caldav.places import CALENDAR, ROOT
from api.caldav.properties import Shown, Values, of_calendar, of_home, of_object, of_root, said
from api.caldav.reports import report
from api.caldav.shelf import Member, Shelf
from api.caldav.writes import Condition, delete, put
from api.problems import problem_response
from calendar_sync.dav.answers import Said, multistatus, unmet
from calendar_sync.dav.requests import FreeBusyQuery, read_propfind, read_proppatch, read_report
from calendar_sync.errors import ConditionUnmet, UnreadableRequest
from calendar_sync.remote.multistatus import CALDAV, DAV
from desk.errors import SignInRefused
from planner.errors import NotFound
from planner.technicians import Technician

router = APIRouter(include_in_schema=False)

CLASSES = "1, 3, access-control, calendar-access"
"""What the door is good for (RFC 4918, 18; RFC 3744; RFC 4791, 5.1)."""

_XML, _ICS = "application/xml; charset=utf-8", "text/calendar; charset=utf-8"
_READING = ("OPTIONS", "PROPFIND", "PROPPATCH")
ALLOWED = {
    "root": _READING,
    "home": _READING,
    "calendar": (*_READING, "REPORT"),
    "object": (*_READING, "GET", "HEAD", "PUT", "DELETE"),
}
_KINDS = tuple(ALLOWED)
"""What an address is by how deep it lies."""

_EVERY = ["MKCALENDAR", "MKCOL", "MOVE", "COPY", "POST", "LOCK", "UNLOCK", "ACL", *ALLOWED["object"], "REPORT"]
_CHALLENGE = 'Basic realm="Creneau", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a device, signed in: `kind` says what its address is, `href` which object."""

    visitor: Visitor
    kind: str
    href: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def condition(self) -> Condition:
        """Return which version is meant."""
        return Condition(self.headers.get("if-match", ""), self.headers.get("if-none-match", ""))

    @contextmanager
    def shelf(self) -> Iterator[Shelf]:
        """Open the calendar to read it."""
        house, owner = self.visitor.house, self.visitor.owner
        with house.transactions.read(self.visitor.firm_id) as work:
            yield Shelf(house, work, owner)


async def _body(request: Request) -> bytes:
    return await request.body()


@router.api_route("/.well-known/caldav", methods=_EVERY)
def well_known() -> Response:
    """Where the door is (RFC 6764, 5)."""
    return RedirectResponse(ROOT, HTTPStatus.MOVED_PERMANENTLY)


@router.api_route(f"{ROOT}{{path:path}}", methods=_EVERY)
def door(request: Request, path: str, body: Annotated[bytes, Depends(_body)]) -> Response:
    """One request of a device."""
    if request.method == "OPTIONS":
        return Response(headers={"DAV": CLASSES, "Allow": ", ".join(ALLOWED[_kind(path)])})
    try:
        return _answer(request, path, body)
    except SignInRefused as error:
        response = problem_response(error)
        response.headers["WWW-Authenticate"] = _CHALLENGE
        return response
    except UnreadableRequest as error:
        return Response(str(error), HTTPStatus.BAD_REQUEST, media_type="text/plain")
    except ConditionUnmet as error:
        return Response(unmet(error.condition, path=error.path), HTTPStatus.FORBIDDEN, media_type=_XML)


def _answer(request: Request, path: str, body: bytes) -> Response:
    who = visitor(request)
    names = path.rstrip("/").split("/") if path else []
    kind = _kind(path)
    if names[:2] != [who.device.technician_id, CALENDAR][: len(names)] or len(names) >= len(_KINDS):
        raise NotFound
    if request.method in {"MKCALENDAR", "MKCOL"}:
        raise ConditionUnmet(f"{CALDAV}calendar-collection-location-ok")
    if request.method not in ALLOWED[kind]:
        return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(ALLOWED[kind])})
    href = names[-1] if kind == "object" else ""
    return _METHODS[request.method](Asked(who, kind, href, request.headers, body))


def _kind(path: str) -> str:
    """Return what an address within the door is."""
    depth = path.rstrip("/").count("/") + 1 if path else 0
    return _KINDS[min(depth, len(_KINDS) - 1)]


def _propfind(asked: Asked) -> Response:
    depth = asked.headers.get("depth", "infinity")
    if depth not in {"0", "1"}:
        raise ConditionUnmet(f"{DAV}propfind-finite-depth")
    wanted = read_propfind(asked.body)
    with asked.shelf() as shelf:
        described = _described(asked, shelf)
        if depth == "1":
            described += _below(asked, shelf)
        return _several(multistatus(said(path, values, wanted) for path, values in described))


def _described(asked: Asked, shelf: Shelf, kind: str = "") -> list[tuple[str, Values]]:
    """Return the properties of the address asked about, or of that of another kind."""
    places, shown = asked.visitor.places, _shown(asked, shelf)
    match kind or asked.kind:
        case "root":
            return [(ROOT, of_root(shown))]
        case "home":
            return [(places.home, of_home(shown))]
        case "calendar":
            return [(places.calendar, of_calendar(shown, lambda: str(shelf.token)))]
    return [_of(_standing(shelf, asked.href), shown)]


def _below(asked: Asked, shelf: Shelf) -> list[tuple[str, Values]]:
    """Return those of what lies directly below."""
    if asked.kind == "calendar":
        shown = _shown(asked, shelf)
        return [_of(member, shown) for member in shelf.members.values()]
    below = {"root": "home", "home": "calendar"}.get(asked.kind)
    return _described(asked, shelf, below) if below else []


def _of(member: Member, shown: Shown) -> tuple[str, Values]:
    return shown.places.object(member.href), of_object(shown, member.etag, member.body)


def _proppatch(asked: Asked) -> Response:
    """Nothing of it is the device's to change; names and colours it keeps itself."""
    names = read_proppatch(asked.body)
    with asked.shelf() as shelf:
        ((path, _),) = _described(asked, shelf)
    return _several(multistatus([Said(path, protected=names)]))


def _report(asked: Asked) -> Response:
    wanted = read_report(asked.body)
    with asked.shelf() as shelf:
        answer = report(wanted, shelf, _shown(asked, shelf))
    return Response(answer, media_type=_ICS) if isinstance(wanted, FreeBusyQuery) else _several(answer)


def _get(asked: Asked) -> Response:
    with asked.shelf() as shelf:
        member = _standing(shelf, asked.href)
        headers = {"ETag": member.etag, "Cache-Control": "private, no-cache"}
        if asked.condition.known(member.etag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(member.body(), media_type=_ICS, headers=headers)


def _put(asked: Asked) -> Response:
    if not asked.headers.get("content-type", "text/calendar").startswith("text/calendar"):
        raise ConditionUnmet(f"{CALDAV}supported-calendar-data")
    done = put(asked.visitor, asked.href, asked.body, asked.condition)
    headers = {"ETag": done.etag} if done.etag else None
    return Response(status_code=HTTPStatus.CREATED if done.created else HTTPStatus.NO_CONTENT, headers=headers)


def _delete(asked: Asked) -> Response:
    delete(asked.visitor, asked.href, asked.condition)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _standing(shelf: Shelf, href: str) -> Member:
    member = shelf.member(href)
    if member is None:
        raise NotFound
    return member


def _shown(asked: Asked, shelf: Shelf) -> Shown:
    technician = shelf.work.of(Technician).get(shelf.owner.technician_id)
    return Shown(asked.visitor.places, technician.name, shelf.work.firm.zone_name)


def _several(body: bytes) -> Response:
    return Response(body, HTTPStatus.MULTI_STATUS, media_type=_XML)


_METHODS: Mapping[str, Callable[[Asked], Response]] = {
    "PROPFIND": _propfind,
    "PROPPATCH": _proppatch,
    "REPORT": _report,
    "GET": _get,
    "HEAD": _get,
    "PUT": _put,
    "DELETE": _delete,
}
