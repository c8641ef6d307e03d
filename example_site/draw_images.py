"""Draw every image of this site: the banners below ``public/`` and the ``media/`` of the posts.

Run ``python draw_images.py`` after a change; what it draws is committed. The same script draws the same
images: all randomness is seeded by the file name. Needs Pillow with WebP and FreeType; its own font has no
CJK, so the images contain no Chinese text.
"""

# A figure's docstring says what is seen, and a figure takes x, y, width and height in that order.
# ruff: noqa: D401

from __future__ import annotations

import math
import random
import tomllib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
BANNERS = HERE / "public" / "img" / "banners"
NEWS = HERE / "public" / "img" / "news"

WIDTH, HEIGHT = 1600, 900
SCALE = 2  # banners are drawn at twice the size and made smaller, which smooths every edge
MEDIA = (1000, 560)
BYTES, MEDIA_BYTES = 140_000, 40_000  # the size limit of a banner and of any other image

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


# --- motifs of banners ------------------------------------------------------------------------------------


def stream(canvas: Canvas) -> None:
    """Water that runs around stones."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 20)
    canvas.glow(1180, 220, 520, c.cool, 0.6)
    stones = [(520, 560, 92), (930, 430, 128), (1270, 620, 76)]
    for number in range(46):
        points = []
        for x in range(-20, WIDTH + 21, 10):
            y = 90 + number * 17 + 34 * math.sin(x / 260 + number / 9) + 14 * math.sin(x / 97 + number / 4)
            for stone_x, stone_y, radius in stones:
                distance = math.hypot(x - stone_x, (y - stone_y) * 1.1)
                side = 1 if y >= stone_y else -1
                y += side * radius * 1.05 * math.exp(-((distance / (radius * 1.15)) ** 2))
            points.append((x, y))
        canvas.line(points, mix(c.cool, c.light, number / 60), 2.2, 150)
    for x, y, radius in stones:
        canvas.circle(x, y + 8, radius * 0.86, c.deep, 130)
        canvas.circle(x, y, radius * 0.84, mix(c.ground, c.warm, 0.35))
        canvas.circle(x - radius * 0.2, y - radius * 0.24, radius * 0.46, c.warm, 90)


def racks(canvas: Canvas) -> None:
    """A row of server racks with their lights."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground)
    canvas.glow(800, 860, 760, c.cool, 0.5)
    for column in range(9):
        x = 38 + column * 172
        canvas.box(x, 110, 148, 700, mix(c.deep, (0, 0, 0), 0.4), 255, 10)
        for unit in range(22):
            y = 128 + unit * 30.5
            canvas.box(x + 10, y, 128, 24, mix(c.ground, c.cool, canvas.dice.random() * 0.5), 255, 4)
            for lamp in range(4):
                color = canvas.dice.choice([c.warm, c.light, c.cool, c.ground])
                canvas.circle(x + 24 + lamp * 14, y + 12, 3.6, color)
            canvas.line([(x + 88, y + 12), (x + 128, y + 12)], mix(c.deep, c.cool, 0.4), 3)
    canvas.shape([(0, 830), (WIDTH, 830), (WIDTH, HEIGHT), (0, HEIGHT)], c.deep, 210)


def ribbons(canvas: Canvas) -> None:
    """Broad bands from corner to corner."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 35)
    colors = [c.cool, c.warm, mix(c.ground, c.cool, 0.5), c.light, mix(c.cool, c.warm, 0.5)]
    for number in range(15):
        left = -700 + number * 165 + canvas.dice.uniform(-24, 24)
        breadth = canvas.dice.uniform(34, 128)
        color = colors[number % len(colors)]
        alpha = 210 if number % 3 else 110
        canvas.shape(
            [(left, 0), (left + breadth, 0), (left + breadth + 720, HEIGHT), (left + 720, HEIGHT)],
            color,
            alpha,
        )
    canvas.circle(1130, 450, 262, c.deep, 235)
    for number in range(7):
        canvas.ring(1130, 450, 240 - number * 34, mix(c.warm, c.light, number / 7), 5)


def traces(canvas: Canvas) -> None:
    """Traces of a circuit, and solder that shines."""
    c = canvas.colors
    canvas.gradient(c.deep, mix(c.deep, c.ground, 0.7), 10)
    for number in range(54):
        y = 12 + number * 17
        bend = canvas.dice.choice([220, 360, 500, 940, 1080, 1220]) + canvas.dice.randint(0, 60)
        step = canvas.dice.choice([-68, -34, 34, 68])
        points = [(0, y), (bend, y), (bend + abs(step), y + step), (WIDTH, y + step)]
        canvas.line(points, mix(c.ground, c.cool, canvas.dice.random()), 4)
        if number % 6 == 0:
            canvas.circle(bend, y, 11, c.cool)
            canvas.circle(bend, y, 5, c.deep)
        if number % 9 == 4:
            canvas.glow(bend + 90, y + step, 74, c.warm, 0.9)
            canvas.circle(bend + 90, y + step, 10, c.light)
    canvas.box(620, 270, 360, 360, mix(c.deep, (0, 0, 0), 0.35), 255, 18)
    canvas.frame(620, 270, 360, 360, c.warm, 4, 18)
    canvas.frame(690, 340, 220, 220, c.cool, 3, 10)
    for number in range(11):
        for x, y, width, height in ((645 + number * 29, 252, 14, 18), (645 + number * 29, 630, 14, 18)):
            canvas.box(x, y, width, height, c.warm)
        for x, y, width, height in ((602, 295 + number * 29, 18, 14), (980, 295 + number * 29, 18, 14)):
            canvas.box(x, y, width, height, c.warm)


def ridges(canvas: Canvas) -> None:
    """Mountains behind mountains, and a sun."""
    c = canvas.colors
    canvas.gradient(mix(c.ground, c.cool, 0.4), c.light)
    canvas.glow(1120, 300, 420, c.warm, 0.9)
    canvas.circle(1120, 300, 108, c.light)
    for depth in range(6):
        base = 330 + depth * 96
        points: list[Point] = [(0, HEIGHT)]
        shift = canvas.dice.uniform(0, 900)
        for x in range(0, WIDTH + 1, 16):
            y = base + 88 * math.sin((x + shift) / (250 - depth * 18)) + 46 * math.sin((x + 2 * shift) / 93)
            points.append((x, y + canvas.dice.uniform(-5, 5)))
        points.append((WIDTH, HEIGHT))
        canvas.shape(points, mix(mix(c.cool, c.light, 0.35), c.deep, depth / 5))


def truchet(canvas: Canvas, side: int = 150) -> None:
    """Quarter circles in tiles, turned by chance."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 45)
    for row in range(-(-HEIGHT // side)):
        for column in range(-(-WIDTH // side)):
            x, y = column * side, row * side
            color = mix(c.cool, c.warm, (column + row) / 25)
            one, other = ((x, y, 0), (x + side, y + side, 180)), ((x + side, y, 90), (x, y + side, 270))
            for corner_x, corner_y, start in one if canvas.dice.random() < 0.5 else other:
                canvas.arc(corner_x, corner_y, side / 2 + 13, start, start + 90, color, 26)
                canvas.arc(corner_x, corner_y, side / 2 + 2, start, start + 90, c.light, 4)


def truchet_flat(canvas: Canvas) -> None:
    """The same, larger and in few colours, as a PNG likes them."""
    c = canvas.colors
    canvas.colors = c._replace(ground=c.deep, cool=c.cool, warm=c.cool)
    truchet(canvas, 180)


def bubbles(canvas: Canvas) -> None:
    """Discs of light, large and small."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 25)
    canvas.glow(420, 300, 640, c.cool, 0.6)
    for _ in range(120):
        x, y = canvas.dice.uniform(0, WIDTH), canvas.dice.uniform(0, HEIGHT)
        radius = 8 + 86 * canvas.dice.random() ** 2.4
        color = canvas.dice.choice([c.cool, c.warm, c.warm, c.light])
        canvas.circle(x, y, radius, color, canvas.dice.randint(36, 150))
        if radius > 40:
            canvas.ring(x, y, radius + 7, color, 2, 150)


def rings(canvas: Canvas) -> None:
    """Waves that go out from one point, like a warning."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground)
    canvas.glow(800, 450, 560, c.cool, 0.7)
    for number in range(17, 0, -1):
        canvas.ring(800, 450, number * 56, mix(c.warm, c.ground, number / 18), 9 if number % 4 == 1 else 2.5)
    for number in range(40):
        angle, radius = canvas.dice.uniform(0, math.tau), 56 * canvas.dice.randint(3, 15)
        canvas.circle(800 + radius * math.cos(angle), 450 + radius * math.sin(angle), 4 + number % 4 * 3, c.light, 220)
    canvas.shape([(800, 352), (894, 520), (706, 520)], c.warm)
    canvas.shape([(800, 392), (860, 500), (740, 500)], c.deep)
    canvas.circle(800, 470, 13, c.light)


def hexes(canvas: Canvas) -> None:
    """A comb of hexagons."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground)
    radius = 74
    for row in range(-1, 10):
        for column in range(-1, 14):
            x = column * radius * math.sqrt(3) + (row % 2) * radius * math.sqrt(3) / 2
            y = row * radius * 1.5
            near = max(0.0, 1 - math.hypot(x - 1080, y - 420) / 900)
            share = near * 0.75 + canvas.dice.random() * 0.25
            corners = [
                (
                    x + (radius - 5) * math.cos(math.radians(60 * k + 30)),
                    y + (radius - 5) * math.sin(math.radians(60 * k + 30)),
                )
                for k in range(6)
            ]
            canvas.shape(corners, mix(mix(c.deep, c.cool, share), c.warm, near**3 * 0.9))
            if canvas.dice.random() < 0.08:
                canvas.circle(x, y, 12, c.light, 230)


def interference(canvas: Canvas) -> None:
    """Two sets of circles that do not agree."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 15)
    for number in range(18, 0, -1):
        canvas.ring(620, 450, number * 52, c.cool, 14, 150)
        canvas.ring(980, 450, number * 52, c.warm, 14, 150)
    for x, color in ((620, c.cool), (980, c.warm)):
        canvas.circle(x, 450, 46, c.deep)
        canvas.circle(x, 450, 30, color)


def chevrons(canvas: Canvas) -> None:
    """Arrows on their way to the right."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 90)
    for row in range(5):
        for column in range(15):
            x, y = -120 + column * 122 + row * 24, 90 + row * 180
            share = column / 14
            size = 46 + 30 * math.sin(column / 14 * math.pi)
            color = mix(mix(c.ground, c.cool, 0.5), c.warm if row == 2 else c.cool, share)
            points = [
                (x, y - size),
                (x + size * 0.55, y - size),
                (x + size * 1.2, y),
                (x + size * 0.55, y + size),
                (x, y + size),
            ]
            canvas.shape([*points, (x + size * 0.65, y)], color, 235 if row == 2 else 150)


def lanes(canvas: Canvas) -> None:
    """Tasks on processors, in time."""
    c = canvas.colors
    canvas.gradient(c.deep, mix(c.deep, c.ground, 0.6))
    colors = [c.cool, c.warm, c.ground, mix(c.cool, c.warm, 0.5), mix(c.ground, c.light, 0.4)]
    for row in range(10):
        x, y = -40.0, 42 + row * 84
        while x < WIDTH:
            width = canvas.dice.choice([36, 54, 84, 130, 190, 260])
            if canvas.dice.random() < 0.76:
                canvas.box(x, y, width - 8, 58, canvas.dice.choice(colors), 235, 12)
            x += width
    for x in range(200, WIDTH, 280):
        canvas.line([(x, 0), (x, HEIGHT)], c.light, 2, 70)
    canvas.line([(1040, 0), (1040, HEIGHT)], c.light, 5)
    canvas.circle(1040, 30, 16, c.light)


def skyline(canvas: Canvas) -> None:
    """A city at the water, in the evening."""
    c = canvas.colors
    canvas.gradient(c.deep, mix(c.cool, c.warm, 0.6))
    canvas.glow(520, 560, 560, c.warm, 0.8)
    canvas.circle(520, 520, 120, c.light)
    for depth in range(3):
        x = -20.0
        color = mix(mix(c.cool, c.ground, 0.5), c.deep, depth / 2)
        while x < WIDTH:
            width = canvas.dice.choice([58, 74, 96, 120])
            height = canvas.dice.uniform(90, 300 - depth * 50) + depth * 18
            canvas.box(x, 660 - height, width - 6, height + 10, color)
            if depth == 2:
                for window in range(int(height // 34) * 3):
                    if canvas.dice.random() < 0.4:
                        canvas.box(x + 12 + window % 3 * 18, 672 - height + window // 3 * 32, 9, 14, c.warm, 220)
            x += width
    canvas.box(0, 660, WIDTH, 240, c.deep)
    for _ in range(110):
        x, y = canvas.dice.uniform(0, WIDTH), canvas.dice.uniform(672, 890)
        canvas.line(
            [(x, y), (x + canvas.dice.uniform(30, 190), y)],
            mix(c.cool, c.warm, canvas.dice.random()),
            3,
            120,
        )


def gears(canvas: Canvas) -> None:
    """Wheels that turn each other; few colours, as a PNG likes them."""
    c = canvas.colors
    canvas.box(0, 0, WIDTH, HEIGHT, c.deep)
    for x, y, radius, teeth, color in (
        (560, 480, 250, 24, c.warm),
        (1002, 330, 178, 17, c.cool),
        (1230, 640, 196, 19, c.ground),
        (190, 190, 150, 14, c.ground),
    ):
        points = []
        for number in range(teeth * 4):
            angle = math.tau * number / (teeth * 4)
            reach = radius + (22 if number % 4 in (0, 1) else -10)
            points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
        canvas.shape(points, color)
        canvas.circle(x, y, radius * 0.62, c.deep)
        canvas.ring(x, y, radius * 0.5, color, 14)
        canvas.circle(x, y, radius * 0.16, c.light)


def holders(canvas: Canvas) -> None:
    """Five rings around a key; three of them shine."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 30)
    canvas.glow(800, 450, 520, c.cool, 0.55)
    for number in range(5):
        angle = math.tau * number / 5 - math.pi / 2
        x, y = 800 + 320 * math.cos(angle), 450 + 320 * math.sin(angle)
        shines = number in (0, 2, 3)
        color = c.warm if shines else mix(c.ground, c.cool, 0.6)
        canvas.line([(800, 450), (x, y)], color, 6 if shines else 3, 200)
        if shines:
            canvas.glow(x, y, 150, c.warm, 0.7)
        canvas.circle(x, y, 78, c.deep)
        canvas.ring(x, y, 78, color, 14)
        canvas.circle(x, y, 28, color)
    canvas.circle(800, 450, 128, c.deep)
    canvas.ring(800, 450, 128, c.light, 6)
    canvas.ring(762, 450, 38, c.light, 16)
    canvas.line([(798, 450), (884, 450)], c.light, 16)
    canvas.line([(852, 450), (852, 484)], c.light, 14)
    canvas.line([(876, 450), (876, 476)], c.light, 14)


def speech(canvas: Canvas) -> None:
    """Two speech bubbles of fine dots."""
    c = canvas.colors
    canvas.box(0, 0, WIDTH, HEIGHT, c.deep)
    for x, y, rx, ry, tail, color in ((610, 390, 420, 250, -1, c.cool), (1010, 540, 380, 220, 1, c.warm)):
        for row in range(int(-ry), int(ry) + 90, 22):
            for column in range(int(-rx), int(rx) + 1, 22):
                inside = (column / rx) ** 2 + (row / ry) ** 2
                in_tail = row > ry * 0.7 and abs(column - tail * 190 - tail * (row - ry) * 0.6) < (ry + 96 - row) * 0.45
                if inside < 1 or in_tail:
                    canvas.circle(x + column, y + row, 3.4 + 5 * max(0.0, 1 - inside), color, 235)


def orbits(canvas: Canvas) -> None:
    """Two rings of slots, one to submit and one to complete."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 60)
    for x, color, shift in ((520, c.cool, 0), (1080, c.warm, 3)):
        canvas.glow(x, 450, 430, color, 0.35)
        for number in range(24):
            start = number * 15 + 2
            filled = (number + shift) % 24 < 15
            canvas.arc(x, 450, 300, start, start + 11, color if filled else mix(c.ground, color, 0.25), 74)
        canvas.ring(x, 450, 190, c.light, 3, 160)
        for number in range(9):
            angle = math.radians(number * 40 + shift * 9)
            canvas.circle(x + 190 * math.cos(angle), 450 + 190 * math.sin(angle), 9, c.light)
    for number in range(6):
        canvas.circle(715 + number * 34, 450 - 22 * math.sin(number / 5 * math.pi), 8, c.light)


def road(canvas: Canvas) -> None:
    """A winding road with seven stops."""
    c = canvas.colors
    canvas.gradient(mix(c.cool, c.light, 0.3), c.light)
    for depth in range(4):
        points = [
            (x, 240 + depth * 150 + 70 * math.sin(x / (310 - 40 * depth) + depth * 1.9))
            for x in range(0, WIDTH + 1, 20)
        ]
        canvas.shape([(0, HEIGHT), *points, (WIDTH, HEIGHT)], mix(c.cool, c.ground, depth / 3))
    path = [(x, 590 + 170 * math.sin(x / 240 + 0.5) - (x - 800) * 0.16) for x in range(-40, WIDTH + 60, 10)]
    canvas.line(path, c.deep, 74)
    for start in range(0, len(path) - 4, 8):
        canvas.line(path[start : start + 4], c.light, 6)
    for stop in range(7):
        x, y = path[18 + stop * 21]
        canvas.line([(x, y), (x, y - 96)], c.light, 6)
        canvas.circle(x, y - 104, 30, c.light)
        canvas.circle(x, y - 104, 20, c.warm if stop < 3 else mix(c.ground, c.light, 0.5))


def graph(canvas: Canvas) -> None:
    """Layers of nodes, all joined."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground, 75)
    canvas.glow(860, 450, 600, c.cool, 0.5)
    layers = [
        [(150 + number * 260, HEIGHT / 2 + (place - (count - 1) / 2) * 92) for place in range(count)]
        for number, count in enumerate((5, 8, 9, 8, 6, 3))
    ]
    for left, right in pairwise(layers):
        for one in left:
            for other in right:
                strong = canvas.dice.random() < 0.12
                canvas.line(
                    [one, other],
                    c.warm if strong else c.cool,
                    3.4 if strong else 1.2,
                    220 if strong else 90,
                )
    for layer in layers:
        for x, y in layer:
            canvas.circle(x, y, 26, c.deep)
            canvas.circle(x, y, 19, canvas.dice.choice([c.warm, c.light, c.cool]))


def columns(canvas: Canvas) -> None:
    """Five tall lights, one for each evening."""
    c = canvas.colors
    canvas.gradient(c.deep, c.ground)
    for number in range(5):
        x = 220 + number * 290
        color = mix(c.cool, c.warm, number / 4)
        canvas.glow(x, 420, 300, color, 0.75)
        for ring in range(6):
            height = 560 - ring * 78
            canvas.box(
                x - 96 + ring * 14,
                450 - height / 2,
                192 - ring * 28,
                height,
                mix(color, c.light, ring / 7),
                130,
                96 - ring * 14,
            )
    canvas.box(0, 770, WIDTH, 130, c.deep, 200)
    canvas.line([(0, 770), (WIDTH, 770)], c.light, 3, 150)


def books(canvas: Canvas) -> None:
    """Shelves of books."""
    c = canvas.colors
    canvas.gradient(c.deep, mix(c.deep, c.ground, 0.7))
    colors = [c.cool, c.warm, c.ground, c.light, mix(c.cool, c.deep, 0.4), mix(c.warm, c.deep, 0.3)]
    for shelf in range(4):
        x, floor = 30.0, 220 + shelf * 214
        while x < WIDTH - 60:
            width, height = canvas.dice.uniform(20, 58), canvas.dice.uniform(110, 172)
            if canvas.dice.random() < 0.93:
                color = canvas.dice.choice(colors)
                canvas.box(x, floor - height, width - 4, height, color, 255, 4)
                canvas.box(x + 4, floor - height + 22, width - 12, 9, c.deep, 110)
            x += width
        canvas.box(0, floor, WIDTH, 18, mix(c.deep, c.warm, 0.35))


def heat(canvas: Canvas) -> None:
    """A heat map of requests, with one bad column an hour."""
    c = canvas.colors
    canvas.box(0, 0, WIDTH, HEIGHT, c.deep)
    for column in range(64):
        for row in range(30):
            middle = 21 + 2 * math.sin(column / 7)
            value = math.exp(-(((row - middle) / 4.2) ** 2)) * canvas.dice.uniform(0.5, 1)
            if column % 16 == 9:
                value = max(value, math.exp(-(((row - 7) / 5) ** 2)))
            color = mix(mix(c.deep, c.cool, min(1, value * 1.7)), c.warm, max(0, value - 0.55) * 2)
            canvas.box(10 + column * 24.8, 12 + row * 29.4, 21, 25, color, 255, 4)


def cubes(canvas: Canvas) -> None:
    """Containers, stacked."""
    c = canvas.colors
    canvas.gradient(c.ground, c.deep, 20)
    canvas.glow(900, 200, 620, c.cool, 0.5)
    side = 88
    for row in range(9):
        for column in range(11):
            x = 70 + column * side * 1.74 + (row % 2) * side * 0.87
            y = 150 + row * side * 0.98
            if canvas.dice.random() < 0.3 + (4 - row) * 0.06:
                continue
            color = canvas.dice.choice([c.cool, c.warm, mix(c.cool, c.warm, 0.5), c.ground])
            cube(canvas, x, y, side, color)


def cube(canvas: Canvas, x: float, y: float, side: float, color: Color) -> None:
    """Draw one cube in isometry."""
    half, low = side * 0.87, side * 0.5
    canvas.shape([(x, y - side), (x + half, y - low), (x, y), (x - half, y - low)], mix(color, (255, 255, 255), 0.35))
    canvas.shape([(x - half, y - low), (x, y), (x, y + side), (x - half, y + low)], color)
    canvas.shape([(x + half, y - low), (x, y), (x, y + side), (x + half, y + low)], mix(color, (0, 0, 0), 0.35))


Motif: TypeAlias = Callable[[Canvas], None]

WAYS: dict[str, tuple[Motif, str]] = {
    "20200615-first-stream.jpg": (stream, "creek"),
    "20201120-mirror.jpg": (racks, "night"),
    "20210318-release.jpg": (ribbons, "slate"),
    "20210902-embedded.jpg": (traces, "mint"),
    "20220331-lts.jpg": (ridges, "ice"),
    "202211-monthly.png": (truchet_flat, "plum"),
    "20230322-hardening.jpg": (hexes, "clay"),
    "武汉站.jpg": (bubbles, "coral"),
    "20230907-security.jpg": (rings, "ember"),
    "20231016-riscv.jpg": (hexes, "night"),
    "20240328-lts.jpg": (ridges, "plum"),
    "20240607-intern.jpg": (bubbles, "mint"),
    "20240712-abi.jpg": (interference, "slate"),
    "20240815-library.jpg": (books, "clay"),
    "20240820-csharp.jpg": (truchet, "ember"),
    "20240919-migration.jpg": (chevrons, "creek"),
    "20241105-scheduler-1.jpg": (lanes, "night"),
    "20241203-scheduler-2.jpg": (lanes, "plum"),
    "20250109-scheduler-3.jpg": (lanes, "moss"),
    "20250130-ebpf.jpg": (heat, "night"),
    "20250312-hangzhou.jpg": (skyline, "dawn"),
    "20250418-rust.png": (gears, "clay"),
    "20250605-signing.jpg": (holders, "slate"),
    "20250711-interview.png": (speech, "creek"),
    "20250820-interview.jpg": (speech, "coral"),
    "20250930 release.webp": (ribbons, "moss"),
    "20251022-riscv.jpg": (traces, "ember"),
    "20260116-iouring.jpg": (orbits, "night"),
    "20260320-roadmap.jpg": (road, "moss"),
    "20260528-inference.jpg": (graph, "plum"),
    "20260917-rootless.jpg": (cubes, "ice"),
    "20261012-techweek.jpg": (columns, "ember"),
}


def draw_layers_svg() -> str:
    """Draw the banner that is an SVG: an image that gets smaller layer by layer."""
    c = PALETTES["ice"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"',
        f'  viewBox="0 0 {WIDTH} {HEIGHT}">',
        '<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1">',
        f'<stop offset="0" stop-color="{_hex(c.deep)}"/><stop offset="1" stop-color="{_hex(c.ground)}"/>',
        "</linearGradient></defs>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#g)"/>',
    ]
    edge = _hex(c.deep)
    for number in range(7):
        x, y, half = 260 + number * 180, 560 - number * 12, 170 - number * 19
        for layer in range(7 - number):
            top = y - layer * 44
            color = _hex(mix(c.cool, c.light, layer / 7) if layer else PALETTES["coral"].cool)
            points = f"{x},{top - half / 2:.0f} {x + half},{top} {x},{top + half / 2:.0f} {x - half},{top}"
            paint = f'fill="{color}" fill-opacity=".88" stroke="{edge}" stroke-width="3"'
            parts.append(f'<polygon points="{points}" {paint}/>')
    parts.append("</svg>\n")
    return "\n".join(parts)


def _hex(color: Color) -> str:
    return "#" + "".join(f"{part:02x}" for part in color)


# --- images in post bodies ----------------------------------------------------------------------------------

INK, PAPER, GRID = rgb("22303c"), rgb("fbfaf7"), rgb("e3e1da")


def sheet(name: str, title: str, colors: str) -> Canvas:
    """Begin a figure on paper."""
    canvas = Canvas(name, PALETTES[colors], MEDIA)
    canvas.box(0, 0, *MEDIA, PAPER)
    canvas.text(48, 46, title, INK, 26)
    return canvas


def bars(name: str, colors: str, title: str, values: dict[str, float], unit: str = "") -> Canvas:
    """Draw a bar chart with a bar for each label."""
    canvas = sheet(name, title, colors)
    c = canvas.colors
    top = max(values.values())
    step = 400 / len(values)
    for number, (label, value) in enumerate(values.items()):
        y = 100 + number * step
        width = 640 * value / top
        canvas.box(220, y, 640, step * 0.62, GRID, 255, 6)
        canvas.box(220, y, max(width, 8), step * 0.62, c.warm if number == 0 else c.cool, 255, 6)
        canvas.text(204, y + step * 0.31, label, INK, 21, "rm")
        canvas.text(876, y + step * 0.31, f"{value:g}{unit}", INK, 21)
    return canvas


def curve(name: str, colors: str, title: str, series: dict[str, Sequence[float]], ticks: Sequence[str]) -> Canvas:
    """Draw a line for each series over the same ticks."""
    canvas = sheet(name, title, colors)
    c = canvas.colors
    low, high = 0.0, max(max(values) for values in series.values()) * 1.08
    for number in range(5):
        y = 470.0 - number * 92
        canvas.line([(90, y), (950, y)], GRID, 2)
        canvas.text(78, y, f"{low + (high - low) * number / 4:.0f}", INK, 18, "rm")
    for number, tick in enumerate(ticks):
        canvas.text(90 + 860 * number / (len(ticks) - 1), 500, tick, INK, 18, "mm")
    for number, (label, values) in enumerate(series.items()):
        color = (c.cool, c.warm, c.ground)[number % 3]
        points = [
            (90 + 860 * k / (len(values) - 1), 470 - 368 * (value - low) / (high - low))
            for k, value in enumerate(values)
        ]
        canvas.line(points, color, 5)
        for x, y in points if len(points) < 20 else points[-1:]:
            canvas.circle(x, y, 7, color)
        canvas.box(110 + number * 210, 532, 26, 10, color, 255, 3)
        canvas.text(146 + number * 210, 537, label, INK, 18)
    return canvas


def terminal(name: str, colors: str, lines: Sequence[str]) -> Canvas:
    """Draw a terminal; what follows ``$`` is typed, what follows ``!`` shines."""
    canvas = Canvas(name, PALETTES[colors], MEDIA)
    c = canvas.colors
    canvas.gradient(c.ground, c.deep, 30)
    canvas.box(46, 40, 908, 480, rgb("10151c"), 255, 16)
    canvas.box(46, 40, 908, 44, rgb("2a323d"), 255, 16)
    for number, color in enumerate((rgb("e06c60"), rgb("e5b95c"), rgb("7bb661"))):
        canvas.circle(78 + number * 30, 62, 9, color)
    for number, line in enumerate(lines):
        color = {"$": rgb("f4f4f4"), "!": mix(c.warm, (255, 255, 255), 0.2)}.get(line[:1], rgb("9fb0bf"))
        canvas.text(76, 118 + number * 33, line.removeprefix("! "), color, 21)
    return canvas


def flow(name: str, colors: str, title: str, steps: Sequence[str]) -> Canvas:
    """Draw steps in boxes, joined by arrows, in two rows if there are many."""
    canvas = sheet(name, title, colors)
    c = canvas.colors
    rows = [steps] if len(steps) < 4 else [steps[: (len(steps) + 1) // 2], steps[(len(steps) + 1) // 2 :]]
    for row, part in enumerate(rows):
        step = 904 / len(part)
        y = 250 if len(rows) == 1 else 140 + row * 210
        for number, label in enumerate(part):
            x = 48 + number * step
            canvas.box(x, y, step - 54, 120, mix(c.cool, PAPER, 0.72), 255, 14)
            canvas.frame(x, y, step - 54, 120, c.cool, 3, 14)
            canvas.circle(x, y, 19, c.warm)
            canvas.text(x, y, str(row * len(rows[0]) + number + 1), c.deep, 20, "mm")
            canvas.text(x + (step - 54) / 2, y + 60, label, INK, 21, "mm")
            if number + 1 < len(part):
                canvas.line([(x + step - 46, y + 60), (x + step - 16, y + 60)], c.ground, 5)
                canvas.shape([(x + step - 18, y + 48), (x + step - 2, y + 60), (x + step - 18, y + 72)], c.ground)
    return canvas


def stack(name: str, colors: str, title: str, layers: Sequence[str]) -> Canvas:
    """Draw layers on each other, the first on top."""
    canvas = sheet(name, title, colors)
    c = canvas.colors
    step = 430 / len(layers)
    for number, label in enumerate(layers):
        inset = 22 * (len(layers) - 1 - number)
        color = mix(c.cool, c.deep, number / max(1, len(layers) - 1))
        canvas.box(60 + inset, 92 + number * step, 880 - 2 * inset, step - 12, color, 255, 12)
        canvas.text(500, 92 + number * step + (step - 12) / 2, label, (255, 255, 255), 23, "mm")
    return canvas


def room(name: str, colors: str, seats: int = 9) -> Canvas:
    """Draw a talk: a screen, somebody in front of it, and rows of listeners."""
    canvas = Canvas(name, PALETTES[colors], MEDIA)
    c = canvas.colors
    canvas.gradient(mix(c.ground, c.deep, 0.4), c.deep)
    canvas.glow(500, 190, 420, c.cool, 0.55)
    canvas.box(250, 44, 500, 250, c.light, 255, 8)
    if canvas.dice.random() < 0.5:
        for number in range(6):
            height = canvas.dice.uniform(40, 170)
            canvas.box(310 + number * 66, 266 - height, 44, height, c.warm if number == 3 else c.cool)
    else:
        for number in range(5):
            canvas.box(
                300,
                92 + number * 34,
                canvas.dice.uniform(150, 390),
                14,
                c.cool if number else c.warm,
                255,
                6,
            )
    canvas.circle(180, 226, 24, c.warm)
    canvas.box(148, 254, 64, 120, c.warm, 255, 26)
    for row in range(3):
        for seat in range(seats):
            x = 500 + (seat - (seats - 1) / 2) * (104 - 5 * row) + (row % 2) * 40
            y = 380 + row * 66
            color = mix(canvas.dice.choice([c.cool, c.ground, c.warm]), c.deep, 0.55 - row * 0.15)
            canvas.circle(x, y, 25 + 3 * row, color)
            canvas.box(x - 42 - 3 * row, y + 22, 84 + 6 * row, 130, color, 255, 36)
    return canvas


def plan(name: str, colors: str, title: str, rows: dict[str, tuple[float, float]], ticks: Sequence[str]) -> Canvas:
    """Draw spans of time, a row each; a span is a pair of shares of the whole."""
    canvas = sheet(name, title, colors)
    c = canvas.colors
    for number, tick in enumerate(ticks):
        x = 240 + 700 * number / (len(ticks) - 1)
        canvas.line([(x, 92), (x, 490)], GRID, 2)
        canvas.text(x, 516, tick, INK, 18, "mm")
    step = 390 / len(rows)
    for number, (label, (start, end)) in enumerate(rows.items()):
        y = 100 + number * step
        color = (c.cool, c.warm, c.ground)[number % 3]
        canvas.text(222, y + step * 0.32, label, INK, 20, "rm")
        canvas.box(240 + 700 * start, y, 700 * (end - start), step * 0.64, color, 255, 10)
    return canvas


def donut(name: str, colors: str, title: str, shares: dict[str, float]) -> Canvas:
    """Draw shares of a whole."""
    canvas = sheet(name, title, colors)
    c = canvas.colors
    whole, start = sum(shares.values()), -90.0
    palette_of_parts = [c.warm, c.cool, c.ground, mix(c.cool, PAPER, 0.45), mix(c.ground, PAPER, 0.5)]
    for number, (label, share) in enumerate(shares.items()):
        end = start + 360 * share / whole
        canvas.arc(290, 310, 190, start, end - 1.4, palette_of_parts[number % 5], 84)
        start = end
        canvas.box(560, 150 + number * 66, 34, 34, palette_of_parts[number % 5], 255, 8)
        canvas.text(612, 167 + number * 66, f"{label}  {100 * share / whole:.0f} %", INK, 23)
    return canvas


def board(name: str, colors: str) -> Canvas:
    """Draw a development board from above."""
    canvas = Canvas(name, PALETTES[colors], MEDIA)
    c = canvas.colors
    canvas.gradient(mix(c.light, c.cool, 0.2), c.light)
    canvas.box(140, 70, 720, 420, c.ground, 255, 26)
    for x, y in ((176, 106), (824, 106), (176, 454), (824, 454)):
        canvas.circle(x, y, 17, c.warm)
        canvas.circle(x, y, 9, c.light)
    for number in range(26):
        y = 120 + number * 13
        bend = canvas.dice.randint(260, 640)
        canvas.line([(220, y), (bend, y), (bend + 26, y + 26), (800, y + 26)], mix(c.ground, c.cool, 0.55), 3)
    for x, y, side in ((380, 190, 170), (610, 150, 96), (620, 300, 84), (250, 330, 90)):
        canvas.box(x, y, side, side, c.deep, 255, 8)
        canvas.frame(x + 12, y + 12, side - 24, side - 24, c.cool, 2, 4)
    for number in range(20):
        canvas.circle(250 + number * 26, 96, 6, c.warm)
    for number in range(3):
        canvas.box(810, 160 + number * 96, 84, 70, rgb("c9ced3"), 255, 6)
    return canvas


def cabinet(name: str, colors: str) -> Canvas:
    """Draw a row of racks, small."""
    canvas = Canvas(name, PALETTES[colors])
    racks(canvas)
    canvas.image = canvas.image.resize((MEDIA[0] * SCALE, MEDIA[1] * SCALE), Image.Resampling.LANCZOS)
    canvas.width, canvas.height = MEDIA
    return canvas


def notes(name: str, colors: str) -> Canvas:
    """Draw a wall of paper notes."""
    canvas = Canvas(name, PALETTES[colors], MEDIA)
    c = canvas.colors
    canvas.gradient(mix(c.light, c.cool, 0.1), mix(c.light, c.cool, 0.3))
    for row in range(4):
        for column in range(8):
            x, y = (
                40 + column * 118 + canvas.dice.uniform(-8, 8),
                36 + row * 126 + canvas.dice.uniform(-8, 8),
            )
            canvas.box(x + 5, y + 7, 94, 98, c.deep, 50, 3)
            canvas.box(x, y, 94, 98, canvas.dice.choice([c.warm, c.cool, mix(c.warm, PAPER, 0.5), PAPER]), 255, 3)
            for line in range(canvas.dice.randint(2, 5)):
                canvas.box(x + 12, y + 18 + line * 16, canvas.dice.uniform(30, 70), 4, INK, 170, 2)
    return canvas


FIGURES: dict[str, Callable[..., Canvas]] = {
    figure.__name__: figure for figure in (bars, board, cabinet, curve, donut, flow, notes, plan, room, stack, terminal)
}


def save(image: Image.Image, path: Path) -> None:
    """Write an image in the format of its name: JPEG, WebP, or a PNG of few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".png":
        for colors in (48, 24, 16):
            image.quantize(colors, dither=Image.Dither.NONE).save(path, optimize=True)
            if path.stat().st_size < (BYTES if image.height == HEIGHT else MEDIA_BYTES):
                break
    elif path.suffix == ".webp":
        image.save(path, quality=80, method=6)
    else:
        for quality in (80, 72, 64, 56):
            image.save(path, quality=quality, optimize=True, progressive=True)
            if path.stat().st_size < BYTES:
                break


def main() -> None:
    """Draw everything."""
    paths = []
    for name, (motif, colors) in WAYS.items():
        canvas = Canvas(name, PALETTES[colors])
        motif(canvas)
        save(canvas.finish(), BANNERS / name)
        paths.append(BANNERS / name)
    layers = BANNERS / "20251114-image.svg"
    layers.write_text(draw_layers_svg(), encoding="utf-8")
    cover = Canvas("openday", PALETTES["mint"])
    racks(cover)
    cover_path = HERE / "zh/news/20260901-openday/media/cover.jpg"
    save(cover.finish(), cover_path)
    paths += [layers, cover_path]
    for name, given in tomllib.loads((HERE / "figures.toml").read_text(encoding="utf-8")).items():
        figure = FIGURES[given.pop("draw")]
        save(figure(name, **given).finish(), HERE / name)
        paths.append(HERE / name)
    total = sum(path.stat().st_size for path in paths)
    print(f"{len(paths)} images, {total / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
