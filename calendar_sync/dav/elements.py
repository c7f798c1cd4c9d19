"""The XML that answers are made of."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, register_namespace

from defusedxml.ElementTree import tostring

from calendar_sync.remote.multistatus import CALDAV, DAV, SERVER

APPLE = "{http://apple.com/ns/ical/}"
for _prefix, _name in (("d", DAV), ("c", CALDAV), ("s", SERVER), ("a", APPLE)):
    register_namespace(_prefix, _name.strip("{}"))


def element(name: str, /, *inside: Element | str, **attributes: str) -> Element:
    """An element of this name, which holds texts or elements."""
    made = Element(name, attributes)
    for part in inside:
        if isinstance(part, str):
            made.text = (made.text or "") + part
        else:
            made.append(part)
    return made


def hrefs(name: str, *paths: str) -> Element:
    """An element that names addresses."""
    return element(name, *(element(f"{DAV}href", path) for path in paths))


def kinds(name: str, inside: Iterable[str]) -> Element:
    """An element that holds empty ones of these names."""
    return element(name, *(element(one) for one in inside))


def written(root: Element) -> bytes:
    """The document in bytes. Line ends of calendars survive: XML would make one of two characters (XML 1.0, 2.11)."""
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text.replace(b"\r", b"&#13;")
