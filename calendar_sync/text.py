"""Text is made harmless before it enters a calendar, so that one bad value never costs the whole feed."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_BLANK = re.compile(r"\s+")
_ELLIPSIS = "…"


def plain_text(text: str, limit: int) -> str:
    """The text without control characters or lone surrogates, its lines ended by a newline, at most `limit` long."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    encodable = unified.encode("utf-8", "replace").decode("utf-8")
    return shortened(_CONTROL.sub("", encodable), limit)


def one_line(text: str, limit: int) -> str:
    """The text as `plain_text`, on one line."""
    return _BLANK.sub(" ", plain_text(text, limit)).strip()


def token(text: str, limit: int) -> str:
    """The text as an identifier, address or URL: no blank, nothing that could end its line or its parameter."""
    return re.sub(r"[\s\"]", "", plain_text(text, limit))


def address(text: str, limit: int) -> str:
    """The text as an address or URL: as `token`, without the backslash by which some readers begin a line end."""
    return token(text, limit).replace("\\", "")


def shortened(text: str, limit: int) -> str:
    """The text, cut with an ellipsis when it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + _ELLIPSIS
