"""Draw every image of this site: the banners below ``public/`` and the ``media/`` of the posts.

Run ``python draw_images.py`` after a change; what it draws is committed. The same script draws the same
images: all randomness is seeded by the file name. Needs Pillow with WebP and FreeType; its own font has no
CJK, so the images contain no Chinese text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from drawing.canvas import HEIGHT, PALETTES, WIDTH, Canvas, Color, mix
from drawing.figures import FIGURES
from drawing.patterns import (
    bubbles,
    chevrons,
    cubes,
    graph,
    heat,
    hexes,
    interference,
    lanes,
    orbits,
    ribbons,
    rings,
    truchet,
    truchet_flat,
)
from drawing.scenes import (
    books,
    columns,
    gears,
    holders,
    racks,
    ridges,
    road,
    skyline,
    speech,
    stream,
    traces,
)
from PIL import Image

HERE = Path(__file__).parent
BANNERS = HERE / "public" / "img" / "banners"
BYTES, MEDIA_BYTES = 140_000, 40_000  # the size limit of a banner and of any other image

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
