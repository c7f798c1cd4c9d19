"""An address as a square that a telephone reads, drawn in the page itself: nothing is fetched, nothing is sent away."""

import segno
from markupsafe import Markup

_QUIET = 4
"""Modules of white around it: without them some telephones see nothing."""


def qr_code(address: str) -> Markup:
    """Return a drawing without words: black on white in any colours of the page, as large as the page says."""
    drawn = segno.make(address, error="m", micro=False)
    drawing = drawn.svg_inline(border=_QUIET, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 - segno's own
