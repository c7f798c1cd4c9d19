"""What we answer to a CalDAV program: several addresses with their properties, or which condition was not met."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from calendar_sync.dav.elements import element, kinds, written
from calendar_sync.remote.multistatus import DAV

GONE, TRUNCATED = "HTTP/1.1 404 Not Found", "HTTP/1.1 507 Insufficient Storage"
UNREADABLE = "HTTP/1.1 500 Internal Server Error"
_FOUND, _UNKNOWN, _REFUSED = "HTTP/1.1 200 OK", GONE, "HTTP/1.1 403 Forbidden"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one address: what was found, which names mean nothing there, which may not be changed.

    With a `status`, only that.
    """

    path: str
    found: tuple[Element, ...] = ()
    unknown: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    status: str = ""


def multistatus(answers: Iterable[Said], *, token: str = "") -> bytes:
    """Answers about several addresses (RFC 4918, 13), ended by the token of where they stand (RFC 6578, 3.2)."""
    root = element(f"{DAV}multistatus", *map(_response, answers))
    if token:
        root.append(element(f"{DAV}sync-token", token))
    return written(root)


def unmet(condition: str, *, path: str = "") -> bytes:
    """Which condition a request does not meet (RFC 4918, 16), and the address that stands in its way if one does."""
    named = element(condition, *([element(f"{DAV}href", path)] if path else []))
    return written(element(f"{DAV}error", named))


def _response(said: Said) -> Element:
    response = element(f"{DAV}response", element(f"{DAV}href", said.path))
    if said.status:
        response.append(element(f"{DAV}status", said.status))
        return response
    refused = element(f"{DAV}error", element(f"{DAV}cannot-modify-protected-property"))
    for prop, status, more in (
        (element(f"{DAV}prop", *said.found), _FOUND, ()),
        (kinds(f"{DAV}prop", said.unknown), _UNKNOWN, ()),
        (kinds(f"{DAV}prop", said.protected), _REFUSED, (refused,)),
    ):
        if len(prop) or (status == _FOUND and not said.unknown and not said.protected):
            response.append(element(f"{DAV}propstat", prop, element(f"{DAV}status", status), *more))
    return response
