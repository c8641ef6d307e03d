"""Figures in the text of posts: charts, diagrams, terminals, rooms."""

# A figure takes x, y, width and height in that order.

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image

from drawing.canvas import MEDIA, PALETTES, SCALE, Canvas, mix, rgb
from drawing.scenes import racks

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
