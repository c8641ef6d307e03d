"""Images drawn for tests of renditions, and renditions made of them."""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path
from typing import TypeAlias

import pytest
from PIL import Image, ImageDraw, ImageFile, features

from sphinx_eulernews.images import pillow_backend
from sphinx_eulernews.images.pillow_backend import RenderedFiles
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import ImageInfo, Rendition, RenditionSpec, plan_renditions

Colour: TypeAlias = "tuple[int, ...]"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)

JPEG_AT_80 = RenditionSpec(widths=(80,), formats=("jpeg",))
PNG_AT_80 = RenditionSpec(widths=(80,), formats=("png",))
ORIGINAL_AT_80 = RenditionSpec(widths=(80,), formats=("original",))
WEBP_AT_400_AND_800 = RenditionSpec(widths=(400, 800), formats=("webp",))
SHARE = RenditionSpec(widths=(1200,), formats=("jpeg",), aspect=(1200, 630), for_sharing=True)

needs_avif = pytest.mark.skipif(not features.check("avif"), reason="this Pillow knows no AVIF")


def quarters(size: tuple[int, int] = (160, 90)) -> Image.Image:
    """Draw red and green above blue and white: whatever is turned or cropped shows."""
    width, height = size
    image = Image.new("RGB", size, RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2), GREEN)
    draw.rectangle((0, height // 2, width // 2, height), BLUE)
    draw.rectangle((width // 2, height // 2, width, height), WHITE)
    return image


def corners(image: Image.Image) -> list[Colour]:
    """Colours in the middles of the quarters: top left, top right, bottom left, bottom right."""
    width, height = image.size
    shown = image.convert("RGB")
    places = [(x, y) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [pixel for place in places if isinstance(pixel := shown.getpixel(place), tuple)]


def near(found: list[Colour], expected: list[Colour], tolerance: int = 24) -> bool:
    return len(found) == len(expected) and all(
        abs(one - other) <= tolerance
        for pair in zip(found, expected, strict=True)
        for one, other in zip(*pair, strict=True)
    )


def render(
    path: Path, info: ImageInfo, spec: RenditionSpec, wanted: Collection[Rendition], *, trial: bool = False
) -> RenderedFiles:
    """Make renditions for one use."""
    (rendered,) = pillow_backend.render(path, info, [(spec, wanted, trial)])
    return rendered


def made(path: Path, spec: RenditionSpec) -> tuple[dict[Rendition, ImageFile.ImageFile], RenderedFiles]:
    """Make all that is planned for an image, and open it."""
    info = probe(path)
    rendered = render(path, info, spec, plan_renditions(info, spec))
    pictures = {renditions: Image.open(io.BytesIO(data)) for renditions, data in rendered.files.items()}
    return pictures, rendered


def only(path: Path, spec: RenditionSpec) -> ImageFile.ImageFile:
    """Make the one image that is planned."""
    ((_planned, image),) = made(path, spec)[0].items()
    return image
