"""What no database keeps as text is refused at the door: the character NUL, and halves of characters."""

import re
from typing import Annotated

from fastapi import Request
from pydantic import AfterValidator

from api.errors import NotUnderstood

_ILLEGIBLE = re.compile("[\x00\ud800-\udfff]")


def legible(text: str) -> str:
    """Return a text as it is.

    Raises:
        ValueError: it holds NUL, or half of a character, which JSON can write.
    """
    if _ILLEGIBLE.search(text):
        raise ValueError("holds what is no character")
    return text


Text = Annotated[str, AfterValidator(legible)]
"""A text in a request's body."""


async def legible_address(request: Request) -> None:
    """Refuse an address with NUL in its path or query; halves of characters cannot be written there.

    Raises:
        NotUnderstood: it has one.
    """
    if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise NotUnderstood
