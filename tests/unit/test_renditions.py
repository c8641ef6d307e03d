"""Renditions of images drawn here: size, mode and colour, for Pillow's bytes differ between releases."""

from __future__ import annotations

import dataclasses
import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, ImageFile, features

from sphinx_eulernews.images import pillow_backend, renditions
from sphinx_eulernews.images.pillow_backend import RenderedFiles
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import (
    BadImage,
    ImageInfo,
    Rendition,
    RenditionSpec,
    can_write,
    plan_renditions,
    stem,
)

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
Colour = tuple[int, ...]
Save = Callable[..., Path]

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


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Save an image in a format and give its path."""

    def save(image: Image.Image, kind: str, **options: Any) -> Path:
        path = tmp_path / f"source.{kind}"
        image.save(path, kind, **options)
        return path

    return save


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


JPEG_AT_80 = RenditionSpec(widths=(80,), formats=("jpeg",))
PNG_AT_80 = RenditionSpec(widths=(80,), formats=("png",))
ORIGINAL_AT_80 = RenditionSpec(widths=(80,), formats=("original",))


# --- planning -----------------------------------------------------------------------------------------------


def info_of(width: int, height: int, kind: str = "jpeg", *, animated: bool = False) -> ImageInfo:
    return ImageInfo(width, height, kind, animated=animated, size=1, digest="0123456789abcdef")


def extents(width: int, height: int, spec: RenditionSpec) -> list[tuple[int, int]]:
    return [(rendition.width, rendition.height) for rendition in plan_renditions(info_of(width, height), spec)]


def test_no_rendition_is_larger_than_the_source() -> None:
    spec = RenditionSpec(widths=(1600, 400, 800), formats=("original",))
    assert extents(1600, 900, spec) == [(400, 225), (800, 450), (1600, 900)]
    assert extents(1000, 500, spec) == [(400, 200), (800, 400), (1000, 500)]
    assert extents(300, 100, spec) == [(300, 100)]
    assert extents(300, 1, spec) == [(300, 1)]


def test_a_rendition_that_saves_little_is_not_made() -> None:
    spec = RenditionSpec(widths=(400, 800, 1600), formats=("original",))
    assert extents(900, 450, spec) == [(400, 200), (900, 450)]
    assert extents(450, 450, spec) == [(450, 450)]
    assert extents(930, 930, spec) == [(400, 400), (800, 800), (930, 930)]


WEBP_AT_400_AND_800 = RenditionSpec(widths=(400, 800), formats=("webp",))


@pytest.mark.parametrize(
    ("changes", "fallback"),
    [
        ({}, (1000, "jpeg", True)),
        ({"format": "png"}, (1000, "png", True)),
        ({"format": "gif"}, (1000, "gif", True)),
        ({"size": renditions.FALLBACK_LIMIT + 1}, (800, "jpeg", False)),
        ({"metadata": True}, (800, "jpeg", False)),
        ({"orientation": 3}, (800, "jpeg", False)),
        ({"format": "bmp"}, (800, "png", False)),
    ],
)
def test_browsers_fall_back_on_the_source_where_it_can_be_served(
    changes: dict[str, Any], fallback: tuple[int, str, bool]
) -> None:
    info = dataclasses.replace(info_of(1000, 500), **changes)
    *better, last = plan_renditions(info, WEBP_AT_400_AND_800)
    assert [(file.width, file.format) for file in better] == [(400, "webp"), (800, "webp")]
    assert (last.width, last.format, last.passthrough) == fallback


def test_a_source_that_is_to_be_cropped_is_no_fallback() -> None:
    square = dataclasses.replace(WEBP_AT_400_AND_800, widths=(96, 192), aspect=(1, 1))
    last = plan_renditions(info_of(400, 300, "png"), square)[-1]
    assert (last.width, last.height, last.format, last.passthrough) == (192, 192, "png", False)


def test_a_source_in_a_format_of_the_renditions_is_no_fallback() -> None:
    assert [file.format for file in plan_renditions(info_of(1000, 500, "webp"), WEBP_AT_400_AND_800)] == ["webp"] * 2
    avif = dataclasses.replace(WEBP_AT_400_AND_800, formats=("avif",))
    assert [file.format for file in plan_renditions(info_of(1000, 500, "avif"), avif)] == ["avif", "avif", "webp"]


SHARE = RenditionSpec(widths=(1200,), formats=("jpeg",), aspect=(1200, 630), for_sharing=True)


@pytest.mark.parametrize("size", [(1200, 630), (620, 260), (1600, 900), (800, 600)])
@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_source_that_others_can_show_is_shared_as_it_is(size: tuple[int, int], kind: str) -> None:
    (shared,) = plan_renditions(info_of(*size, kind), SHARE)
    assert (shared.passthrough, shared.width, shared.height) == (True, *size)


@pytest.mark.parametrize(
    ("changes", "spec"),
    [
        ({"width": 599}, SHARE),
        ({"width": 2401, "height": 1200}, SHARE),
        ({"height": 1200}, SHARE),
        ({"height": 300}, SHARE),
        ({"format": "webp"}, SHARE),
        ({"format": "gif"}, SHARE),
        ({"size": renditions.SHARE_LIMIT + 1}, SHARE),
        ({"metadata": True}, SHARE),
        ({}, dataclasses.replace(SHARE, focus=(0.2, 0.5))),
    ],
)
def test_any_other_source_is_shared_as_a_jpeg(changes: dict[str, Any], spec: RenditionSpec) -> None:
    (shared,) = plan_renditions(dataclasses.replace(info_of(1200, 630), **changes), spec)
    assert (shared.passthrough, shared.format) == (False, "jpeg")


def test_a_crop_has_exactly_the_shape_that_was_asked_for() -> None:
    share = RenditionSpec(widths=(1200,), aspect=(1200, 630), formats=("jpeg",))
    assert extents(1600, 900, share) == [(1200, 630)]
    assert extents(4000, 640, share) == [(1200, 630)]
    assert extents(600, 600, share) == [(600, 315)]


def test_formats_come_in_the_order_of_the_spec_and_once() -> None:
    spec = RenditionSpec(widths=(400, 800), formats=("avif", "webp", "original"))
    assert [rendition.mime for rendition in plan_renditions(info_of(900, 900), spec)] == [
        *["image/avif"] * 2,
        *["image/webp"] * 2,
        *["image/jpeg"] * 2,
    ]
    assert [rendition.format for rendition in plan_renditions(info_of(900, 900, "webp"), spec)] == ["avif"] * 2 + [
        "webp"
    ] * 2


@pytest.mark.parametrize(("kind", "replaced"), [("gif", "png"), ("bmp", "png"), ("avif", "webp"), ("png", "png")])
def test_the_original_format_is_one_that_every_browser_shows(kind: str, replaced: str) -> None:
    (rendition,) = plan_renditions(info_of(800, 600, kind), RenditionSpec(widths=(400,), formats=("original",)))
    assert rendition.format == replaced
    assert rendition.name.endswith(f"-400.{replaced}")


@pytest.mark.parametrize(("kind", "animated"), [("svg", False), ("gif", True), ("webp", True), ("png", True)])
def test_what_moves_or_is_drawn_by_lines_is_passed_through(kind: str, animated: bool) -> None:
    info = info_of(800, 600, kind, animated=animated)
    passed = Rendition(f"{info.digest}.{kind}", 800, 600, kind, passthrough=True)
    assert plan_renditions(info, RenditionSpec(widths=(400,))) == (passed,)
    assert passed.mime == ("image/svg+xml" if kind == "svg" else f"image/{kind}")


def test_a_long_screenshot_gets_the_widths_and_formats_that_can_hold_it() -> None:
    spec = RenditionSpec(widths=(200, 1000), formats=("webp", "original"))
    renditions = plan_renditions(info_of(1000, 78_000), spec)
    assert [(file.width, file.height, file.format) for file in renditions] == [
        (200, 15_600, "webp"),
        (200, 15_600, "jpeg"),
    ]
    assert [file.format for file in plan_renditions(info_of(200, 20_000), spec)] == ["jpeg"]
    assert plan_renditions(info_of(1000, 40_000), RenditionSpec(widths=(1000,)))[0].passthrough


def test_a_name_follows_from_the_bytes_and_the_spec_alone() -> None:
    info, spec = info_of(800, 600), RenditionSpec(widths=(400,))
    assert plan_renditions(info, spec)[0].name == f"{stem(info, spec)}-400.webp"
    others = {
        stem(dataclasses.replace(info, digest="fedcba9876543210"), spec),
        stem(info, dataclasses.replace(spec, quality=70)),
        stem(info, dataclasses.replace(spec, widths=(200, 400))),
        stem(info, dataclasses.replace(spec, aspect=(2, 1))),
        stem(info, dataclasses.replace(spec, aspect=(2, 1), focus=(0, 0))),
    }
    assert len(others - {stem(info, spec)}) == 5
    # What changes nothing in the file changes nothing in its name.
    assert stem(info, dataclasses.replace(spec, formats=("avif",), focus=(0, 0))) == stem(info, spec)
    assert stem(info, RenditionSpec(widths=(400, 200, 200))) == stem(info, RenditionSpec(widths=(200, 400)))


def test_planning_imports_no_pillow() -> None:
    code = (
        "import sys\n"
        "from sphinx_eulernews.images.renditions import *\n"
        "plan_renditions(ImageInfo(800, 600, 'jpeg', False, 1, '0'), RenditionSpec(widths=(400,)))\n"
        "can_write('avif')\n"
        "print({'PIL', 'sphinx', 'docutils'} & set(sys.modules))\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"


fractions = st.floats(0, 1)
sides = st.integers(1, 5000)


@given(sides, sides, st.sampled_from([None, (1, 1), (1200, 630), (1, 3)]), fractions, fractions)
def test_the_part_that_is_shown_lies_inside_and_has_the_shape(
    width: int, height: int, aspect: tuple[int, int] | None, across: float, down: float
) -> None:
    left, top, right, bottom = renditions.shown_part(
        (width, height), RenditionSpec(widths=(9,), aspect=aspect, focus=(across, down))
    )
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    shape = aspect or (width, height)
    assert (right - left) * shape[1] == pytest.approx((bottom - top) * shape[0], rel=1e-6)


# --- drawing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", pytest.param("AVIF", marks=needs_avif)])
def test_every_format_is_drawn_as_planned(save: Save, kind: str) -> None:
    pictures, rendered = made(save(quarters(), kind), RenditionSpec(widths=(40, 80, 400)))
    for rendition, image in pictures.items():
        assert image.size == (rendition.width, rendition.height)
        assert image.get_format_mimetype() == rendition.mime
        assert near(corners(image), [RED, GREEN, BLUE, WHITE])
    assert {rendition.width for rendition in pictures} == {40, 80, 160}
    assert rendered.colour is not None
    average = tuple(bytes.fromhex(rendered.colour[1:]))
    assert near([average], [(127, 127, 127)])


@needs_avif
def test_avif_is_made_when_asked_for(save: Save) -> None:
    image = only(save(quarters(), "JPEG"), RenditionSpec(widths=(80,), formats=("avif",), for_sharing=True))
    assert image.format == "AVIF"
    assert near(corners(image), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "upright"),
    [
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ],
)
def test_images_are_turned_upright(save: Save, kind: str, orientation: int, upright: list[Colour]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = only(save(quarters(), kind, exif=exif), ORIGINAL_AT_80)
    assert image.size == ((80, 142) if orientation >= 5 else (80, 45))
    assert near(corners(image), upright)


@pytest.mark.parametrize(
    ("focus", "shown"),
    [((0, 0), RED), ((1, 0), GREEN), ((0, 1), BLUE), ((1, 1), WHITE), ((0.1, 0.2), RED)],
)
def test_a_crop_keeps_the_focus(save: Save, focus: tuple[float, float], shown: Colour) -> None:
    for aspect in ((1, 9), (16, 1)):
        strip = RenditionSpec(widths=(10,), formats=("png",), aspect=aspect, focus=focus)
        image = only(save(quarters((160, 160)), "PNG"), strip)
        assert shown in corners(image)


def test_metadata_is_dropped(save: Save) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    secrets = {"exif": exif, "icc_profile": srgb, "comment": b"secret", "dpi": (300, 300), "xmp": b"<x/>"}
    for kind in ("JPEG", "PNG", "WEBP"):
        pictures, _ = made(
            save(quarters(), kind, **secrets), RenditionSpec(widths=(80,), formats=("webp", "jpeg", "png"))
        )
        assert len(pictures) == 3
        for image in pictures.values():
            assert not {"exif", "icc_profile", "comment", "dpi", "xmp", "photoshop"} & set(image.info)


def swapped_profile() -> bytes:
    """Make a profile of sRGB's numbers in which red and blue have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile = bytearray(profile.replace(b"s\0R\0G\0B", b"o\0d\0d\0!").replace(b"sRGB ", b"odd! "))
    for entry in range(132, 132 + 12 * struct.unpack_from(">I", profile, 128)[0], 12):
        swapped = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(bytes(profile[entry : entry + 4]))
        if swapped:
            profile[entry : entry + 4] = swapped
    return bytes(profile)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colours_of_another_profile_become_those_of_srgb(save: Save, mode: str) -> None:
    source = quarters().convert(mode)
    image = only(save(source, "PNG", icc_profile=swapped_profile()), PNG_AT_80)
    assert near(corners(image), [BLUE, GREEN, RED, WHITE])


def test_a_broken_profile_is_ignored(save: Save) -> None:
    image = only(save(quarters(), "JPEG", icc_profile=b"nonsense" * 30), JPEG_AT_80)
    assert near(corners(image), [RED, GREEN, BLUE, WHITE])


def test_cmyk_becomes_rgb(save: Save) -> None:
    image = only(save(quarters().convert("CMYK"), "JPEG"), ORIGINAL_AT_80)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert near(corners(image), [RED, GREEN, BLUE, WHITE])


def test_sixteen_bits_become_eight_of_the_same_brightness(save: Save) -> None:
    grey = Image.new("I;16", (160, 90), 0x4000)
    image, rendered = only(save(grey, "PNG"), PNG_AT_80), made(save(grey, "PNG"), PNG_AT_80)[1]
    assert (image.mode, image.getextrema()) == ("L", (0x40, 0x40))
    assert rendered.colour == "#404040"


def test_a_bilevel_image_gets_the_greys_that_scaling_needs(save: Save) -> None:
    checked = Image.new("1", (160, 90))
    checked.paste(1, (0, 0, 80, 90))
    image = only(save(checked, "PNG"), PNG_AT_80)
    assert image.mode == "L"
    assert near(corners(image), [WHITE, (0, 0, 0)] * 2)


def see_through(mode: str) -> tuple[Image.Image, dict[str, Any]]:
    """Draw an image whose left half is red and whose right half is not there, as each mode says so."""
    image = Image.new("RGBA", (160, 90))
    image.paste((*RED, 255), (0, 0, 80, 90))
    if mode == "RGBA":
        return image, {}
    if mode == "LA":
        return image.convert("LA"), {}
    flat = Image.new("RGB", image.size, GREEN)
    flat.paste(RED, (0, 0, 80, 90))
    if mode == "RGB":
        return flat, {"transparency": GREEN}
    palette = flat.quantize(2)
    hole = palette.getpixel((159, 0))
    return palette, {"transparency": hole}


@pytest.mark.parametrize("mode", ["RGBA", "LA", "RGB", "P"])
def test_transparency_is_kept(save: Save, mode: str) -> None:
    source, options = see_through(mode)
    path = save(source, "PNG", **options)
    pictures, rendered = made(path, RenditionSpec(widths=(80,), formats=("webp", "original", "jpeg")))
    for rendition, image in pictures.items():
        if rendition.format == "jpeg":
            assert near(corners(image)[1::2], [WHITE, WHITE])
        else:
            alpha = image.convert("RGBA").getchannel("A")
            assert (alpha.getpixel((20, 20)), alpha.getpixel((60, 20))) == (255, 0)
    assert rendered.colour is None


def test_a_palette_stays_a_palette(save: Save) -> None:
    image = only(save(quarters().quantize(4), "PNG"), ORIGINAL_AT_80)
    assert image.mode == "P"
    assert near(corners(image), [RED, GREEN, BLUE, WHITE])


def test_alpha_that_hides_nothing_is_dropped(save: Save) -> None:
    pictures, rendered = made(save(quarters().convert("RGBA"), "PNG"), PNG_AT_80)
    assert [image.mode for image in pictures.values()] == ["RGB"]
    assert rendered.colour is not None


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "CMYK"])
def test_a_large_image_is_reduced_in_bands_without_a_seam(mode: str) -> None:
    shades = Image.linear_gradient("L").resize((1300, 2500))
    source = shades.quantize(256) if mode == "P" else shades.convert("RGB").convert(mode)
    reduced = pillow_backend._reduced(source, 3)
    assert reduced.size == (434, 834)
    column = reduced.convert("RGB").crop((200, 0, 201, 834)).getchannel("R").tobytes()
    assert all(-1 <= lower - upper <= 2 for upper, lower in pairwise(column))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_rendition_is_the_same_whichever_others_are_wanted(save: Save, kind: str) -> None:
    path = save(quarters((1603, 901)).rotate(7), kind)
    info, spec = probe(path), RenditionSpec(widths=(100, 200, 333), formats=("webp", "original"))
    renditions = plan_renditions(info, spec)
    together = render(path, info, spec, renditions)
    for one in renditions:
        alone = render(path, info, spec, [one])
        assert alone.files == {one: together.files[one]}
        assert alone.colour == together.colour


def test_all_uses_of_a_source_are_made_of_one_decoding(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(quarters((1603, 901)), "PNG")
    info, decoded = probe(path), pillow_backend._decoded
    uses = [(spec, plan_renditions(info, spec), False) for spec in (WEBP_AT_400_AND_800, SHARE, ORIGINAL_AT_80)]
    calls: list[ImageInfo] = []

    def counting(data: bytes, source: ImageInfo, reduction: int) -> Image.Image:
        calls.append(source)
        return decoded(data, source, reduction)

    monkeypatch.setattr(pillow_backend, "_decoded", counting)
    together = pillow_backend.render(path, info, uses)
    assert calls == [info]
    assert together == [render(path, info, spec, wanted) for spec, wanted, _trial in uses]


def test_what_is_passed_through_keeps_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "x.svg"
    path.write_bytes(b'<svg width="4" height="2"/>')
    info, spec = probe(path), RenditionSpec(widths=(400,))
    (passed,) = plan_renditions(info, spec)
    assert render(path, info, spec, [passed]) == RenderedFiles({passed: path.read_bytes()}, None)


def test_many_threads_make_the_same_as_one(save: Save) -> None:
    path = save(quarters((3000, 2100)), "PNG")  # large enough that they wait for each other
    info, spec = probe(path), RenditionSpec(widths=(80, 160))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: render(path, info, spec, plan_renditions(info, spec)), range(4)))
    assert all(result == results[0] for result in results)


# --- bad images -------------------------------------------------------------------------------------------


def tried(path: Path) -> str | RenderedFiles:
    """Probe and draw an image; give what is said against it, or what came out."""
    spec = RenditionSpec(widths=(80,))
    try:
        info = probe(path)
        return render(path, info, spec, plan_renditions(info, spec))
    except BadImage as error:
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


def test_a_jpeg_is_cut_off_also_if_what_is_left_could_be_drawn(tmp_path: Path, save: Save) -> None:
    data = save(Image.effect_noise((400, 300), 80), "JPEG").read_bytes()
    assert "is cut off" in refused(data[: len(data) // 3], tmp_path / "cut.jpg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", pytest.param("AVIF", marks=needs_avif)])
def test_damage_of_any_kind_is_a_bad_image_or_none(save: Save, tmp_path: Path, kind: str) -> None:
    whole = save(quarters(), kind).read_bytes()
    path = tmp_path / "damaged"
    for place in range(0, len(whole), max(len(whole) // 150, 1)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        outcome = tried(path)
        # An address in memory, as Python shows objects, would be another in each build.
        assert isinstance(outcome, RenderedFiles) or "0x" not in outcome


def test_an_image_that_changes_between_planning_and_drawing_is_refused(save: Save) -> None:
    path = save(quarters(), "PNG")
    info = probe(path)
    save(quarters((200, 200)), "PNG")
    with pytest.raises(BadImage, match="was changed"):
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
    save: Save, kind: str, mode: str, size: tuple[int, int], options: dict[str, Any]
) -> None:
    path = save(Image.new(mode, size, "teal"), kind, **options)
    command = [sys.executable, "-c", MEMORY, str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    assert int(shown) < 250_000


def test_what_pillow_can_write_is_known_without_importing_it() -> None:
    assert can_write("jpeg")
    assert can_write("png")
    assert can_write("original")
    assert can_write("webp") == bool(features.check("webp"))
    assert can_write("avif") == bool(features.check("avif"))


def lines_of_text(ground: Colour, ink: Colour) -> Image.Image:
    image = Image.new("RGB", (800, 450), ground)
    draw = ImageDraw.Draw(image)
    for top in range(20, 430, 24):
        for left in range(20, 20 + top * 7 % 700, 12):
            draw.rectangle((left, top, left + 4, top + 10), fill=ink)
    return image


def many_colours() -> Image.Image:
    grey = Image.linear_gradient("L")
    return Image.merge("RGB", (grey, grey.transpose(Image.Transpose.ROTATE_90), grey)).resize((800, 450))


def flat_drawing() -> Image.Image:
    image = Image.new("RGB", (800, 450), (230, 240, 255))
    ImageDraw.Draw(image).ellipse((150, 30, 650, 430), fill=(220, 80, 20))
    return image


def cut_out() -> Image.Image:
    image = many_colours().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 800, 400))
    return image


@pytest.mark.parametrize(
    ("image", "plain"),
    [
        (Image.new("RGB", (800, 450), (120, 124, 130)), True),
        (lines_of_text(WHITE, (20, 20, 20)), True),
        (lines_of_text((20, 20, 30), (80, 220, 90)), True),
        (cut_out(), True),
        (many_colours(), False),
        (flat_drawing(), False),
        (many_colours().convert("L"), False),
        (Image.new("RGB", (800, 450), RED), False),
    ],
    ids=["grey", "text", "terminal", "mostly transparent", "photo", "drawing", "black and white", "poster"],
)
@pytest.mark.parametrize("trial", [True, False])
def test_an_image_that_is_blank_or_text_makes_no_cover(
    tmp_path: Path, image: Image.Image, plain: bool, trial: bool
) -> None:
    path = tmp_path / "x.png"
    image.save(path)
    info = probe(path)
    wanted = plan_renditions(info, RenditionSpec(widths=(400,)))
    made = render(path, info, RenditionSpec(widths=(400,)), wanted, trial=trial)
    assert made.plain is plain
    assert set(made.files) == (set() if plain and trial else set(wanted))
