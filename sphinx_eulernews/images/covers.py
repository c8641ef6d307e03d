"""Covers: generated banners for posts that have no image, named by content. Pure.

A plain cover is a gradient in the collection's colour, encoded here, without Pillow. One with a title is drawn in
``pillow_backend``, and scaled and cached as any banner.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zlib
from dataclasses import dataclass

from sphinx_eulernews.images.renditions import ImageInfo

Colour = tuple[int, int, int]
"""Red, green and blue in sRGB, each from 0 to 255."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_DARK_ENOUGH = (
    "#1d5b99", "#0f6b66", "#6a3d9a", "#a3324b", "#8a4a12", "#2f6b3a", "#3d4a94", "#7b2f6b",
)  # fmt: skip


def read_colour(text: str) -> Colour:
    """Read ``#1d5b99`` or ``#15b``; raises ValueError with an example."""
    if not _HEX.fullmatch(text):
        raise ValueError(f"{text!r} is not a colour; write it as in CSS, such as '#1d5b99'")
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def colour_for(name: str) -> Colour:
    """Return a dark colour that is derived from a name, so that a collection keeps it."""
    return read_colour(_DARK_ENOUGH[zlib.crc32(name.encode()) % len(_DARK_ENOUGH)])


def text_colour_on(colour: Colour) -> Colour:
    """Return the text colour for a background: white, or black where white is below the contrast of WCAG AA.

    One of them always reaches the required ratio of 4.5.
    """
    return WHITE if contrast(WHITE, colour) >= 4.5 else BLACK


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Return a mix of two colours; ``share``, from 0 to 1, is that of the second."""
    red, green, blue = (round(one + (two - one) * share) for one, two in zip(colour, other, strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours as defined by WCAG 2, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


SIZE = (1200, 630)
"""Pixels: what Facebook, LinkedIn and X crop to."""

_VERSION = 1  # of the drawing; part of the digest, so that a change gives new file names


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover with text: the title of a post in large, that of its collection in small.

    ``font`` is the digest of the font file that it is set in.
    """

    title: str
    label: str
    colour: Colour
    font: str

    @property
    def info(self) -> ImageInfo:
        """Size and format before it is drawn; the digest is that of all inputs of the drawing."""
        drawn = repr((_VERSION, self.title, self.label, self.colour, self.font))
        digest = hashlib.sha256(drawn.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return ImageInfo(*SIZE, "jpeg", animated=False, size=0, digest=digest)


def needs_no_shaping(text: str) -> bool:
    """Return whether a font draws a text character by character: no combining marks, nothing from right to left."""
    return bool(text.strip()) and not any(
        unicodedata.category(char).startswith(("M", "C")) or unicodedata.bidirectional(char) in ("R", "AL")
        for char in text
    )


def gradient_ends(colour: Colour) -> tuple[Colour, Colour]:
    """Return the ends of the gradient: away from the text colour, so that the text stays readable."""
    return colour, mix(colour, BLACK if text_colour_on(colour) == WHITE else WHITE, 0.42)


def gradient_pixels() -> bytes:
    """Return the gradient as palette indexes, one byte a pixel, rising from corner to corner."""
    width, height = SIZE
    ramp = bytes(place * 255 // (width + height - 2) for place in range(width + height - 1))
    return b"".join(ramp[row : row + width] for row in range(height))


def gradient_palette(colour: Colour) -> bytes:
    """Return the palette of the gradient: 256 times red, green, blue."""
    start, end = gradient_ends(colour)
    return bytes(level for number in range(256) for level in mix(start, end, number / 255))


def plain_name(colour: Colour) -> str:
    """Return the file name of a plain cover."""
    return hashlib.sha256(repr((_VERSION, colour)).encode()).hexdigest()[:16] + ".png"


def encode_plain(colour: Colour) -> bytes:
    """Encode a plain cover as PNG."""
    width, height = SIZE
    pixels = gradient_pixels()
    rows = b"".join(b"\0" + pixels[place : place + width] for place in range(0, len(pixels), width))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", gradient_palette(colour)),
            (b"IDAT", zlib.compress(rows, 9)),
            (b"IEND", b""),
        )
    )
