"""A logo is a small PNG and nothing else; what a picture does not need stays out."""

import struct
import zlib

import pytest

from desk.errors import InvalidEntry
from desk.logos import HEAVIEST, read_logo

MARK = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    """One part of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(width: int = 2, height: int = 2, *, more: bytes = b"", after: bytes = b"") -> bytes:
    """A grey picture, with other parts before its end and bytes after it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"".join(b"\0" + b"\x7f" * min(width, 9) for _ in range(min(height, 9))))
    return MARK + head + more + chunk(b"IDAT", rows) + chunk(b"IEND", b"") + after


def test_a_plain_picture_is_kept_as_it_is():
    """Byte for byte."""
    assert picture() == read_logo(picture())


def test_notes_and_what_follows_the_end_are_left_out():
    """Neither who made it, nor a page hidden behind it."""
    noted = picture(
        more=chunk(b"tEXt", b"Author\0Claire") + chunk(b"eXIf", b"place"), after=b"<script>alert(1)</script>"
    )
    assert picture() == read_logo(noted)


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG"),
        (b"\xff\xd8\xff\xe0", "PNG"),
        (MARK, "abîmé"),
        (MARK + b"\0\0", "abîmé"),
        (picture()[:-6], "abîmé"),
        (picture().replace(b"IDAT", b"IDAX"), "abîmé"),
        (MARK + chunk(b"IDAT", b"12345678") + chunk(b"IEND", b""), "abîmé"),
        (MARK + chunk(b"IHDR", b"123") + chunk(b"IEND", b""), "abîmé"),
        (MARK + struct.pack(">I4s", 2**31, b"IHDR"), "abîmé"),
        (picture(2_001), "trop grande"),
        (picture(0), "trop grande"),
        (picture(after=b"\0" * HEAVIEST), "100 Ko au plus"),
    ],
)
def test_anything_else_is_refused_with_the_reason(content, told):
    """Before anything is kept."""
    with pytest.raises(InvalidEntry, match=told):
        read_logo(content)
