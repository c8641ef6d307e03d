"""Banners: patterns that fill the image."""

# The docstring of a motif says what is seen.
# ruff: noqa: D401

from __future__ import annotations

import math
from itertools import pairwise

from drawing.canvas import HEIGHT, WIDTH, Canvas, Color, mix


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
