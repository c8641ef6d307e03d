"""The canvas that images are drawn on, and palettes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 900
SCALE = 2  # banners are drawn at twice the size and made smaller, which smooths every edge
MEDIA = (1000, 560)

Color: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]


class Palette(NamedTuple):
    """Five colours that go together: two of the ground, two of the figures, one that shines."""

    deep: Color
    ground: Color
    cool: Color
    warm: Color
    light: Color


def rgb(text: str) -> Color:
    """Read ``1b263b``."""
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def palette(text: str) -> Palette:
    """Read five colours."""
    return Palette(*map(rgb, text.split()))


PALETTES = {
    "night": palette("0b132b 1c2541 3a506b 5bc0be f2f7f7"),
    "dawn": palette("2d1e2f 6b2737 e08e45 f8c687 fff4e0"),
    "creek": palette("03324a 2a6f97 61a5c2 a9d6e5 f4fbff"),
    "moss": palette("132a13 31572c 4f772d 90a955 ecf39e"),
    "plum": palette("231942 5e548e 9f86c0 e0b1cb fdf0f5"),
    "clay": palette("3d1308 7b2d12 bc6c25 dda15e fefae0"),
    "slate": palette("14213d 33415c 5c677d fca311 edf2f4"),
    "mint": palette("073b3a 0b6e4f 08a045 6bbf59 ecfeee"),
    "coral": palette("2b2d42 5c4b73 ef6f6c f9b5ac fff3f0"),
    "ice": palette("1d3557 457b9d 7fb7be d3f3ee f7fffe"),
    "ember": palette("1a1423 3d1e3f 9d2f4c f26b38 ffd9a0"),
    "sand": palette("353535 5f5b4c a69f88 e9d8a6 fffaf0"),
}


class Canvas:
    """An image being drawn, in units of its final size."""

    def __init__(self, name: str, colors: Palette, size: tuple[int, int] = (WIDTH, HEIGHT), scale: int = SCALE) -> None:
        self.colors = colors
        self.width, self.height = size
        self.scale = scale
        self.dice = random.Random(name)  # noqa: S311  not used for secrets
        self.image = Image.new("RGB", (size[0] * scale, size[1] * scale), colors.deep)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def gradient(self, top: Color, bottom: Color, angle: float = 0) -> None:
        """Fill the ground from one colour to another."""
        ramp = Image.linear_gradient("L").resize((400, 400)).rotate(angle, Image.Resampling.BICUBIC)
        mask = ramp.crop((75, 75, 325, 325)).resize(self.image.size, Image.Resampling.BICUBIC)
        self.image.paste(Image.composite(Image.new("RGB", mask.size, bottom), Image.new("RGB", mask.size, top), mask))

    def glow(self, x: float, y: float, radius: float, color: Color, strength: float = 0.8) -> None:
        """Let a point shine."""
        side = int(2 * radius * self.scale)
        mask = Image.radial_gradient("L").point([int(max(0, 255 - value * 1.42) * strength) for value in range(256)])
        mask = mask.resize((side, side), Image.Resampling.BICUBIC)
        corner = (int((x - radius) * self.scale), int((y - radius) * self.scale))
        self.image.paste(Image.new("RGB", mask.size, color), corner, mask)

    def circle(self, x: float, y: float, radius: float, color: Color, alpha: int = 255) -> None:
        """Draw a disc."""
        self.draw.ellipse(self._box(x - radius, y - radius, x + radius, y + radius), fill=(*color, alpha))

    def ring(self, x: float, y: float, radius: float, color: Color, width: float, alpha: int = 255) -> None:
        """Draw a circle's line."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self.draw.ellipse(box, outline=(*color, alpha), width=round(width * self.scale))

    def arc(self, x: float, y: float, radius: float, start: float, end: float, color: Color, width: float) -> None:
        """Draw a part of a circle's line, in degrees."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self.draw.arc(box, start, end, fill=color, width=round(width * self.scale))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: Color,
        alpha: int = 255,
        round_by: float = 0,
    ) -> None:
        """Draw a box."""
        corners = self._box(x, y, x + width, y + height)
        self.draw.rounded_rectangle(corners, round_by * self.scale, fill=(*color, alpha))

    def frame(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: Color,
        line: float = 2,
        round_by: float = 0,
    ) -> None:
        """Draw a box's line."""
        corners = self._box(x, y, x + width, y + height)
        self.draw.rounded_rectangle(corners, round_by * self.scale, outline=color, width=round(line * self.scale))

    def shape(self, points: Sequence[Point], color: Color, alpha: int = 255) -> None:
        """Draw a filled polygon."""
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=(*color, alpha))

    def line(self, points: Sequence[Point], color: Color, width: float = 2, alpha: int = 255) -> None:
        """Draw a line through points."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.draw.line(scaled, fill=(*color, alpha), width=round(width * self.scale), joint="curve")

    def text(self, x: float, y: float, words: str, color: Color, size: float = 22, anchor: str = "lm") -> None:
        """Write in Pillow's own font."""
        font = ImageFont.load_default(size * self.scale)
        self.draw.text((x * self.scale, y * self.scale), words, fill=color, font=font, anchor=anchor)

    def finish(self) -> Image.Image:
        """Return the image in its final size."""
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)

    def _box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return left * self.scale, top * self.scale, right * self.scale, bottom * self.scale


def mix(one: Color, other: Color, share: float) -> Color:
    """Return a colour between two."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]
