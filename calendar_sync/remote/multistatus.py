"""The XML that CalDAV servers are asked in and answer with; foreign XML is read by `defusedxml` alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from calendar_sync.errors import RemoteFailed

DAV, CALDAV, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
_XML = '<?xml version="1.0" encoding="utf-8"?>'
_NAMESPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
_FOUND, _ABSENT, _NO_MORE = 200, 404, 410


@dataclass(frozen=True, slots=True)
class Answered:
    """What a server says of one address: the properties it has, or that there is nothing.

    `path` is encoded as the server likes it: compare `names`.
    """

    path: str
    status: int
    properties: dict[str, Element] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a property, empty when there is none."""
        found = self.properties.get(name)
        return "" if found is None else "".join(found.itertext()).strip()

    @property
    def gone(self) -> bool:
        """Whether nothing is there any more."""
        return self.status in (_ABSENT, _NO_MORE)


@dataclass(frozen=True, slots=True)
class Multistatus:
    """An answer about several addresses (RFC 4918, 13), with the token that ends it where there is one (RFC 6578)."""

    answers: tuple[Answered, ...]
    token: str = ""


def propfind(*names: str) -> str:
    """Ask for these properties."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><d:propfind {_NAMESPACES}><d:prop>{_all(names)}</d:prop></d:propfind>'
    )


def sync_collection(token: str) -> str:
    """Ask what has changed since a token (RFC 6578, 3.2)."""
    return (
        f"{_XML}<d:sync-collection {_NAMESPACES}>"
        f"<d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
        "<d:prop><d:getetag/></d:prop></d:sync-collection>"
    )


def multiget(paths: Collection[str]) -> str:
    """Ask for these objects (RFC 4791, 7.9)."""
    hrefs = "".join(f"<d:href>{escape(path)}</d:href>" for path in paths)
    return (
        f"{_XML}<c:calendar-multiget {_NAMESPACES}>"
        f"<d:prop><d:getetag/><c:calendar-data/></d:prop>{hrefs}</c:calendar-multiget>"
    )


def read(body: bytes) -> Multistatus:
    """An answer, read. Raises RemoteFailed when it is none, or bomb more than answer."""
    try:
        root = fromstring(body, forbid_dtd=True)
        if root.tag != f"{DAV}multistatus":
            raise RemoteFailed("Le calendrier distant répond par autre chose ({tag}).", tag=root.tag[:80])
        return Multistatus(tuple(_answers(root)), (root.findtext(f"{DAV}sync-token") or "").strip())
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:  # also addresses, numbers, encodings
        raise RemoteFailed("Le calendrier distant répond par du XML illisible.") from error


def names(path: str) -> list[str]:
    """The names that lead down a path, however each was encoded; a slash within a name is part of it."""
    return [unquote(name) for name in path.strip("/").split("/")]


def _all(names: Collection[str]) -> str:
    return "".join(f"<{name}/>" for name in names)


def _answers(root: Element) -> Iterator[Answered]:
    for response in root.iterfind(f"{DAV}response"):
        status = _status(response.findtext(f"{DAV}status"))
        properties = {
            found.tag: found
            for propstat in response.iterfind(f"{DAV}propstat")
            if _status(propstat.findtext(f"{DAV}status")) == _FOUND
            for prop in propstat.iterfind(f"{DAV}prop")
            for found in prop
        }
        for href in response.iterfind(f"{DAV}href"):
            yield Answered(urlsplit((href.text or "").strip()).path, status, properties)


def _status(line: str | None) -> int:
    """The number in a line like HTTP/1.1 404 Not Found; 200 where none is said."""
    parts = (line or "").split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else _FOUND
