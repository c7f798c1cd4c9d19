"""Pages and static files travel compressed where the browser can read it (RFC 1952, level 9 for files, 6 for pages)."""

import gzip
import io
import secrets

from starlette.datastructures import Headers

PRESSED = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
_PADDING = 100
_FILE, _PAGE = 9, 6


def accepts_gzip(headers: Headers) -> bool:
    """Tell whether a browser reads gzip: it names it, and not to refuse it."""
    for offer in headers.get("accept-encoding", "").split(","):
        name, _, weight = offer.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def pressed_file(content: bytes) -> bytes:
    """Return the content of a file compressed as well as gzip can, the same each time."""
    return gzip.compress(content, _FILE, mtime=0)


def pressed_page(content: bytes) -> bytes:
    """Return a page compressed, at a length that says nothing of what it holds.

    A page has secrets beside words that a stranger may have chosen, and the better they resemble each other the shorter
    it gets (the attack BREACH). The name that gzip lets a file carry is as long as chance has it, up to 100 letters.
    """
    packed = io.BytesIO()
    name = "x" * (1 + secrets.randbelow(_PADDING))
    with gzip.GzipFile(name, "wb", _PAGE, packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
