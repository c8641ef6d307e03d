"""Banners: landscapes and things."""

# The docstring of a motif says what is seen.
# ruff: noqa: D401

from __future__ import annotations

import math

from drawing.canvas import HEIGHT, WIDTH, Canvas, Point, mix


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
