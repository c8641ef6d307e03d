"""What image files say of themselves; the files are drawn here, by Pillow or byte by byte."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import struct
import subprocess
import sys
import time
import zlib
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from sphinx_eulernews.images import probe as probing
from sphinx_eulernews.images.probe import examine, probe
from sphinx_eulernews.images.renditions import BadImageError, ImageInfo

EXIF_ORIENTATION = 0x0112
needs_avif = pytest.mark.skipif(not features.check("avif"), reason="this Pillow knows no AVIF")


def drawn(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    """Encode a plain image."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def moving(kind: str, frames: int = 3) -> bytes:
    """Encode an image of several frames, all different."""
    first, *others = (Image.new("RGB", (60, 40), (shade, 0, 0)) for shade in range(0, frames * 80, 80))
    out = io.BytesIO()
    first.save(out, kind, save_all=True, append_images=others)
    return out.getvalue()


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    return exif


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Write a PNG by hand, of chunks behind a header that may say anything."""
    front_matter = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", front_matter), *chunks, (b"IEND", b""))
    )


SAMPLES = {
    "jpeg": drawn("JPEG", exif=turned(6)),
    "png": drawn("PNG", exif=turned(6)),
    "gif": moving("GIF"),
    "webp": drawn("WEBP", exif=turned(6)),
    "webp, moving": moving("WEBP"),
    "webp, lossless": drawn("WEBP", lossless=True),
    "bmp": drawn("BMP"),
    "svg": b'<?xml version="1.0"?><!-- drawn --><svg width="60" height="40" viewBox="0 0 6 4"><path/></svg>',
}
if features.check("avif"):
    SAMPLES["avif"] = drawn("AVIF", exif=turned(6))


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp", "bmp", pytest.param("avif", marks=needs_avif)])
def test_format_and_size_are_read_from_the_header(kind: str) -> None:
    data = drawn(kind.upper(), (61, 40))
    digest = hashlib.sha256(data).hexdigest()[:16]
    assert examine(data) == ImageInfo(61, 40, kind, animated=False, size=len(data), digest=digest)


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 5}, {"exif": turned(1)}])
def test_all_three_kinds_of_webp_are_read(options: dict[str, Any]) -> None:
    info = examine(drawn("WEBP", (61, 40), **options))
    assert (info.width, info.height, info.animated) == (61, 40, False)


@pytest.mark.parametrize(
    ("kind", "orientation"),
    [
        *product(["JPEG", "PNG", "WEBP"], range(1, 9)),
        # Those that turn only: AVIF mirrors by a property of its own, which no camera writes.
        *(pytest.param("AVIF", turned_only, marks=needs_avif) for turned_only in (1, 3, 6, 8)),
    ],
)
def test_size_is_that_of_the_upright_image(kind: str, orientation: int) -> None:
    info = examine(drawn(kind, (60, 40), exif=turned(orientation)))
    assert (info.width, info.height) == ((40, 60) if orientation >= 5 else (60, 40))
    assert info.stored_size == (60, 40)
    assert info.orientation == orientation


def test_broken_exif_leaves_the_image_upright() -> None:
    broken = b"Exif\0\0II*\0\xff\xff\xff\x7f"
    assert examine(drawn("JPEG", exif=broken)).orientation == 1
    assert examine(drawn("JPEG", exif=turned(99))).orientation == 1


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


@pytest.mark.parametrize(
    "data",
    [
        *(drawn(kind, exif=turned(1)) for kind in ("JPEG", "PNG", "WEBP")),
        *(drawn(kind, xmp=XMP) for kind in ("JPEG", "WEBP")),
        png(60, 40, (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),
        png(60, 40, (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n"))),
    ],
)
def test_metadata_of_a_photo_is_noticed(data: bytes) -> None:
    assert examine(data).metadata


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_an_image_without_metadata_has_none_whatever_its_format(kind: str) -> None:
    assert not examine(drawn(kind)).metadata
    assert not examine(png(60, 40, (b"tEXt", b"Software\0a paint program"))).metadata


@needs_avif
def test_metadata_of_an_avif_is_noticed() -> None:
    exif = Image.Exif()
    exif[0x010F] = "the maker of the camera"
    assert examine(drawn("AVIF", exif=exif)).metadata
    assert not examine(drawn("AVIF")).metadata


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", pytest.param("AVIF", marks=needs_avif)])
def test_images_of_several_frames_move(kind: str) -> None:
    assert examine(moving(kind)).animated
    assert not examine(drawn(kind)).animated


def test_a_gif_whose_frame_is_larger_than_its_screen_has_the_size_of_the_frame() -> None:
    data = bytearray(drawn("GIF"))
    data[6:10] = bytes(4)
    assert (examine(bytes(data)).width, examine(bytes(data)).height) == (60, 40)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="120" height="80"', (120, 80)),
        ("width='120px' height = '80.4'", (120, 80)),
        ('width="1in" height="72pt"', (96, 96)),
        ('width="100%" height="100%" viewBox="0 0 300 150"', (300, 150)),
        ('viewBox="0,0,300,150"', (300, 150)),
        ('width="100" viewBox="0 0 300 150"', (100, 50)),
        ('height="100" viewBox="0 0 300 150"', (200, 100)),
        ('stroke-width="9" data-height="9"', (0, 0)),
        ('width="120"', (0, 0)),
        ('width="nan" height="1e999" viewBox="0 0 0 -5"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_size_of_an_svg_is_what_a_browser_takes(attributes: str, size: tuple[int, int]) -> None:
    info = examine(f"<svg {attributes}>\n</svg>\n".encode())
    assert (info.format, info.width, info.height) == ("svg", *size)


@pytest.mark.parametrize(
    "prolog",
    [
        "\ufeff",
        "\n<?xml version='1.0'?>\n",
        "<!-- <svg width='1' height='1'> --> <!-- -->",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [<!ENTITY a "b">]>',
    ],
)
def test_an_svg_is_known_behind_whatever_stands_before_its_root(prolog: str) -> None:
    assert examine(f'{prolog}<svg:svg width="7" height="5"/>'.encode()).width == 7


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        ("没有图".encode(), "is text, not an image"),
        (b"BMC and firmware\n", "is text, not an image"),
        (b"<!DOCTYPE html><html><svg width='1' height='1'></svg></html>", "is a web page, not an image"),
        (b"version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer, not the image itself"),
        (b"II*\0" + bytes(20), "is a TIFF image, which browsers do not show"),
        (b"%PDF-1.7\n", "is a PDF document, not an image"),
        (b"\0\1\2\3" * 9, "is in no image format that is known here"),
        (png(60_000, 60_000), "is 60000 x 60000 pixels, more than the limit of 40 megapixels"),
        (png(0, 5), "is damaged: its size is 0 x 5 pixels"),
        (b"<svg width='5' height='5'><path d='", "is cut off after 35 bytes"),
        (b"\xff\xd8\xff\xd9", "is cut off after 4 bytes"),
        (b"GIF89a" + bytes(8), "is cut off after 14 bytes"),
        (b"RIFF\x64\0\0\0WEBPVP8 ", "is cut off after 16 of 108 bytes"),
        (b"RIFF\x10\0\0\0WEBPABCD" + bytes(12), "is damaged: it is WebP of no known kind"),
    ],
)
def test_what_is_no_image_is_said_in_words(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "x.png").write_bytes(data)
    with pytest.raises(BadImageError) as caught:
        probe(tmp_path / "x.png")
    assert str(caught.value) == message


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_file_that_is_cut_off_is_no_image(name: str) -> None:
    data = SAMPLES[name]
    for length in (len(data) // 4, len(data) // 2, len(data) * 3 // 4):
        if name == "gif" and length > len(data) // 2:
            continue  # two whole frames are enough to pass it through
        if name == "bmp" and length > 26:
            continue  # has no end to look for
        with pytest.raises(BadImageError):
            examine(data[:length])


def test_a_jpeg_followed_by_other_data_is_whole() -> None:
    assert examine(drawn("JPEG") + bytes(5000)).width == 60


@pytest.mark.parametrize(
    ("options", "limit"), [({"progressive": False}, 80_000_000), ({"progressive": True}, 25_000_000)]
)
def test_a_progressive_jpeg_may_have_fewer_pixels(options: dict[str, Any], limit: int) -> None:
    data = bytearray(drawn("JPEG", **options))
    frame = data.index(b"\xff\xc2" if options["progressive"] else b"\xff\xc0") + 5
    data[frame : frame + 4] = struct.pack(">HH", limit // 5000, 5000)
    assert examine(bytes(data)).width == 5000
    data[frame : frame + 4] = struct.pack(">HH", limit // 5000 + 1, 5000)
    with pytest.raises(BadImageError, match="more than the limit"):
        examine(bytes(data))


def test_a_jpeg_of_thousands_of_scans_is_refused() -> None:
    data = drawn("JPEG", progressive=True)
    scan = data.rindex(b"\xff\xda")
    with pytest.raises(BadImageError, match="scans, more than the limit of 100"):
        examine(data[:scan] + data[scan:-2] * 1000 + data[-2:])


def test_what_cannot_be_read_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadImageError, match="does not exist"):
        probe(tmp_path / "missing.png")
    with pytest.raises(BadImageError, match="is not a file"):
        probe(tmp_path)
    with pytest.raises(BadImageError, match="cannot be read"):
        probe(tmp_path / "nul\0.png")
    (tmp_path / "locked.png").write_bytes(drawn("PNG"))
    if os.geteuid() == 0:  # to whom nothing is locked

        def refuse(_path: Path) -> bytes:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "read_bytes", refuse)
    (tmp_path / "locked.png").chmod(0)
    with pytest.raises(BadImageError, match=r"^cannot be read: Permission denied$"):
        probe(tmp_path / "locked.png")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(BadImageError, match="is not a file"):
        probe(tmp_path / "pipe.png")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(probing.FILE_LIMIT + 2**20)
    with pytest.raises(BadImageError, match=r"has 65 MB, more than the limit of 64 MB"):
        probe(tmp_path / "huge.png")


MILLION = 10**6
SLOW_TO_WALK = {
    "JPEG of empty segments": b"\xff\xd8" + b"\xff\xe1\0\2" * MILLION,
    "JPEG of segments without length": b"\xff\xd8" + b"\xff\xe1\0\0" * MILLION,
    "PNG of empty chunks": png(9, 9)[:-12] + b"\0\0\0\0abcdefgh" * MILLION,
    "GIF of short blocks": b"GIF89a" + bytes(7) + b"!\xfe" + b"\1a" * MILLION,
    "WebP of empty chunks": b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08" + bytes(9) + b"abcd\0\0\0\0" * MILLION,
    "AVIF of empty boxes": b"\0\0\0\x10ftypavif\0\0\0\0" + b"\0\0\0\x08free" * MILLION,
    "SVG of spaces": b"<svg" + b" " * MILLION,
    "SVG of comments": b"<!---->" * MILLION,
    "SVG of a name": b"<svg " + b"a" * MILLION,
    "SVG of attributes": b"<svg " + b"width='" * MILLION,
    "text of open brackets": b"<!DOCTYPE svg [" + b"[" * MILLION,
}


@pytest.mark.parametrize("data", SLOW_TO_WALK.values(), ids=SLOW_TO_WALK)
def test_a_file_that_is_slow_to_walk_takes_no_more_than_two_seconds(data: bytes) -> None:
    start = time.process_time()
    with contextlib.suppress(BadImageError):
        examine(data)
    assert time.process_time() - start < 2


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """One of the samples, with some bytes changed, and perhaps cut off."""
    data = bytearray(SAMPLES[draw(st.sampled_from(sorted(SAMPLES)))])
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, min(len(data), 400) - 1))
        data[place] = draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]) | st.integers(0, 255))
    return bytes(data[: draw(st.integers(1, len(data)) | st.just(len(data)))])


@given(st.binary(max_size=300) | damaged())
@settings(max_examples=500, deadline=500)
def test_bytes_of_any_kind_are_an_image_or_a_bad_image(data: bytes) -> None:
    with contextlib.suppress(BadImageError):
        info = examine(data)
        assert 1 <= info.orientation <= 8
        if info.format != "svg":
            assert 0 < info.width * info.height <= max(probing.PIXEL_LIMITS.values()) * MILLION


def test_nothing_of_pillow_or_sphinx_is_imported() -> None:
    code = "import sys, sphinx_eulernews.images.probe; print({'PIL', 'sphinx', 'docutils'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"


def test_thousands_of_exif_segments_are_walked_in_linear_time() -> None:
    # Each announces entries that reach into the segments after it.
    segment = b"\xff\xe1\x00\x10Exif\0\0II*\0\x08\0\0\0"
    whole = drawn("JPEG")
    counted = []
    for number in (5_000, 10_000):
        start = time.process_time()
        assert examine(whole[:2] + segment * number + whole[2:]).width == 60
        counted.append(time.process_time() - start)
    assert counted[1] < 1
    with pytest.raises(BadImageError, match="more than 20000 segments"):
        examine(whole[:2] + segment * 20_000 + whole[2:])


@pytest.mark.parametrize(
    ("attributes", "fluid"),
    [
        ('width="120" height="80"', False),
        ('viewBox="0 0 3 2"', True),
        ('width="100%" height="80"', True),
        ('width="5em" height="80" viewBox="0 0 3 2"', True),
    ],
)
def test_an_svg_without_absolute_width_and_height_is_fluid(attributes: str, fluid: bool) -> None:
    assert examine(f"<svg {attributes}></svg>".encode()).fluid is fluid
