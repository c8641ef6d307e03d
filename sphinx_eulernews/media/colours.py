"""Colours of CSS: read, told apart by how light they are, and shades of them. Pure."""

from __future__ import annotations

import re
import zlib

Colour = tuple[int, int, int]
"""Red, green and blue in sRGB, each from 0 to 255."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_DARK_ENOUGH = (
    "#1d5b99", "#0f6b66", "#6a3d9a", "#a3324b", "#8a4a12", "#2f6b3a", "#3d4a94", "#7b2f6b",
)  # fmt: skip


def read_colour(text: str) -> Colour:
    """Read ``#1d5b99`` or ``#15b``; raises ValueError with what to write."""
    if not _HEX.fullmatch(text):
        raise ValueError(f"{text!r} is no colour; write it as CSS does, such as '#1d5b99'")
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def colour_for(name: str) -> Colour:
    """Give a name a colour that white text can be read on: always the same, mostly another than its neighbour's."""
    return read_colour(_DARK_ENOUGH[zlib.crc32(name.encode()) % len(_DARK_ENOUGH)])


def ink_on(colour: Colour) -> Colour:
    """Return the colour of text on a ground: white or black, whichever can be read better.

    One of them always has the contrast of 4.5 that WCAG asks for (level AA), white is taken where it has.
    """
    return WHITE if contrast(WHITE, colour) >= 4.5 else BLACK


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """Return a colour with a share, from 0 to 1, of another."""
    red, green, blue = (round(one + (two - one) * share) for one, two in zip(colour, other, strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours as WCAG 2 counts it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
