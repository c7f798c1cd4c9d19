"""A firm's own colour, refused when people could not read it, and the shades that pages make of it.

Luminance and contrast are those of WCAG 2.2 (1.4.3): 4.5 to 1 for text, in light and in dark.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desk.errors import InvalidEntry

ENOUGH = 4.5
WHITE, BLACK, INK = "#ffffff", "#000000", "#10171b"
LIGHT = ("#ffffff", "#f5f4ef")
DARK = ("#182127", "#10171b")
"""What a page's words stand on: its cards and its paper, in light and in dark."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_WASH, _STRONG = 0.1, 0.2
_STEPS = 20


@dataclass(frozen=True, slots=True)
class Shades:
    """One colour as a page uses it: for words and buttons, pressed, on a button, and behind its own words."""

    accent: str
    strong: str
    on_accent: str
    wash: str


def read_colour(text: str) -> str:
    """Return a colour as `#rrggbb` that can be read on light paper, and white on it.

    Raises:
        InvalidEntry: it is no colour, or too pale; says how far it is from enough.
    """
    colour = text.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise InvalidEntry("Couleur attendue sous la forme #0b5966.")
    found = worst(colour, (*LIGHT, mixed(colour, WHITE, _WASH)))
    if found < ENOUGH:
        told = f"{int(found * 10) / 10:.1f}".replace(".", ",")
        raise InvalidEntry(
            "Cette couleur se lit mal sur fond clair (contraste {told} ; il faut 4,5) : prenez-la plus foncée.",
            told=told,
        )
    return colour


def light_shades(colour: str) -> Shades:
    """Return the shades of a readable colour by day."""
    return Shades(colour, mixed(BLACK, colour, _STRONG), WHITE, mixed(colour, WHITE, _WASH))


def dark_shades(colour: str) -> Shades:
    """Return the shades by night: the colour with as little white as makes it readable on dark paper."""
    candidates = (_by_night(mixed(WHITE, colour, step / _STEPS)) for step in range(_STEPS + 1))
    return next(found for found in candidates if worst(found.accent, (*DARK, found.wash, INK)) >= ENOUGH)


def _by_night(accent: str) -> Shades:
    return Shades(accent, mixed(WHITE, accent, _STRONG), INK, mixed(accent, DARK[0], _WASH))


def worst(colour: str, grounds: Iterable[str]) -> float:
    """Return the least contrast of a colour with several grounds."""
    return min(contrast(colour, ground) for ground in grounds)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours: from 1, the same, to 21, black on white."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return so large a share of one colour in another."""
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's own numbers


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
