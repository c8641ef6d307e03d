"""Images that cannot be decoded, are cut off or are too large: one reason each, and bounded memory."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from conftest import SaveImage
from drawn_images import PNG_AT_80, needs_avif, quarters, render
from PIL import Image

from sphinx_eulernews.images.pillow_backend import RenderedFiles
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import BadImageError, RenditionSpec, plan_renditions


def tried(path: Path) -> str | RenderedFiles:
    """Probe and draw an image; give what is said against it, or what came out."""
    spec = RenditionSpec(widths=(80,))
    try:
        info = probe(path)
        return render(path, info, spec, plan_renditions(info, spec))
    except BadImageError as error:
        return str(error)


def refused(data: bytes, path: Path) -> str:
    """Give what is said against an image when it is probed, or else when it is drawn."""
    path.write_bytes(data)
    outcome = tried(path)
    assert isinstance(outcome, str)
    return outcome


def png(width: int, height: int, pixels: bytes) -> bytes:
    """Write a PNG whose header may promise more than there is."""
    front_matter = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", front_matter), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    )


def test_a_decompression_bomb_is_not_even_opened(tmp_path: Path) -> None:
    for width, height in ((60_000, 60_000), (30_000, 30_000)):
        said = refused(png(width, height, bytes(1 << 20)), tmp_path / "bomb.png")
        assert said == f"is {width} x {height} pixels, more than the limit of 40 megapixels"


def test_an_image_with_too_few_pixels_is_cut_off(tmp_path: Path) -> None:
    assert refused(png(500, 500, bytes(1000)), tmp_path / "short.png") == "is cut off"


def test_a_jpeg_is_cut_off_also_if_what_is_left_could_be_drawn(tmp_path: Path, save_image: SaveImage) -> None:
    data = save_image(Image.effect_noise((400, 300), 80), "JPEG").read_bytes()
    assert "is cut off" in refused(data[: len(data) // 3], tmp_path / "cut.jpg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", pytest.param("AVIF", marks=needs_avif)])
def test_damage_of_any_kind_is_a_bad_image_or_none(save_image: SaveImage, tmp_path: Path, kind: str) -> None:
    whole = save_image(quarters(), kind).read_bytes()
    path = tmp_path / "damaged"
    for place in range(0, len(whole), max(len(whole) // 150, 1)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        outcome = tried(path)
        # An address in memory, as Python shows objects, would be another in each build.
        assert isinstance(outcome, RenderedFiles) or "0x" not in outcome


def test_an_image_that_changes_between_planning_and_drawing_is_refused(save_image: SaveImage) -> None:
    path = save_image(quarters(), "PNG")
    info = probe(path)
    save_image(quarters((200, 200)), "PNG")
    with pytest.raises(BadImageError, match="was changed"):
        render(path, info, PNG_AT_80, plan_renditions(info, PNG_AT_80))


MEMORY = """
import sys
from pathlib import Path
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.pillow_backend import render
from sphinx_eulernews.images.renditions import RenditionSpec, plan_renditions
path, spec = Path(sys.argv[1]), RenditionSpec(widths=(640, 1280))
info = probe(path)
render(path, info, [(spec, plan_renditions(info, spec), False)])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read where Linux tells it")
@pytest.mark.parametrize(
    ("kind", "mode", "size", "options"),
    [
        ("PNG", "RGBA", (6400, 6200), {"compress_level": 1}),
        ("JPEG", "RGB", (10_000, 7900), {}),
        ("JPEG", "RGB", (5000, 4990), {"progressive": True, "subsampling": 0}),
        ("WEBP", "RGBA", (4000, 2490), {"method": 0}),
    ],
)
def test_the_largest_images_stay_below_250_megabytes(
    save_image: SaveImage, kind: str, mode: str, size: tuple[int, int], options: dict[str, Any]
) -> None:
    path = save_image(Image.new(mode, size, "teal"), kind, **options)
    command = [sys.executable, "-c", MEMORY, str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    assert int(shown) < 250_000
