"""A firm's logo: a PNG file that is what it says it is, small, and without anything a picture does not need."""

import struct
import zlib
from collections.abc import Iterator

from desk.errors import InvalidEntry

HEAVIEST = 100 * 1024
WIDEST = 2_000
MEDIA_TYPE = "image/png"

_DAMAGED = "Ce fichier est abîmé : enregistrez le logo à nouveau."
_MARK = b"\x89PNG\r\n\x1a\n"
_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"pHYs"})


def read_logo(content: bytes) -> bytes:
    """Return a picture without its notes (who made it, where, with what) and without what follows its end.

    Raises:
        InvalidEntry: it is too heavy, too large, damaged, or no PNG; an SVG may carry a program.
    """
    if len(content) > HEAVIEST:
        raise InvalidEntry(
            "Ce fichier pèse {weight} Ko ; {most} Ko au plus.", weight=len(content) // 1024, most=HEAVIEST // 1024
        )
    if not content.startswith(_MARK):
        raise InvalidEntry("Choisissez une image PNG.")
    try:
        chunks = list(_chunks(content))
        (first, head), (last, _) = chunks[0], chunks[-1]
        width, height = struct.unpack_from(">II", head)
    except (struct.error, IndexError) as error:
        raise InvalidEntry(_DAMAGED) from error
    if first != b"IHDR" or last != b"IEND":
        raise InvalidEntry(_DAMAGED)
    if not (0 < width <= WIDEST and 0 < height <= WIDEST):
        raise InvalidEntry("Cette image est trop grande : {most} points de côté au plus.", most=WIDEST)
    return _MARK + b"".join(_chunk(kind, data) for kind, data in chunks if kind in _NEEDED)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the parts of the file up to its end, each proved by its own sum."""
    at = len(_MARK)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        if struct.unpack_from(">I", content, at + 8 + length)[0] != zlib.crc32(kind + data):
            raise InvalidEntry(_DAMAGED)
        yield kind, data
        at += 12 + length
        if kind == b"IEND":
            return


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
