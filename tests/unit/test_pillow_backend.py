"""Renditions of images drawn here: size, mode and colour, for Pillow's bytes differ between releases."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import SaveImage
from drawn_images import (
    BLUE,
    GREEN,
    JPEG_AT_80,
    ORIGINAL_AT_80,
    PNG_AT_80,
    RED,
    SHARE,
    WEBP_AT_400_AND_800,
    WHITE,
    Colour,
    corners,
    made,
    near,
    needs_avif,
    only,
    quarters,
    render,
)
from PIL import Image, ImageCms, ImageDraw

from sphinx_eulernews.images import pillow_backend
from sphinx_eulernews.images.pillow_backend import RenderedFiles
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import ImageInfo, RenditionSpec, plan_renditions


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", pytest.param("AVIF", marks=needs_avif)])
def test_every_format_is_drawn_as_planned(save_image: SaveImage, kind: str) -> None:
    pictures, rendered = made(save_image(quarters(), kind), RenditionSpec(widths=(40, 80, 400)))
    for rendition, image in pictures.items():
        assert image.size == (rendition.width, rendition.height)
        assert image.get_format_mimetype() == rendition.mime
        assert near(corners(image), [RED, GREEN, BLUE, WHITE])
    assert {rendition.width for rendition in pictures} == {40, 80, 160}
    assert rendered.colour is not None
    average = tuple(bytes.fromhex(rendered.colour[1:]))
    assert near([average], [(127, 127, 127)])


@needs_avif
def test_avif_is_made_when_asked_for(save_image: SaveImage) -> None:
    image = only(save_image(quarters(), "JPEG"), RenditionSpec(widths=(80,), formats=("avif",), for_sharing=True))
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
def test_images_are_turned_upright(save_image: SaveImage, kind: str, orientation: int, upright: list[Colour]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = only(save_image(quarters(), kind, exif=exif), ORIGINAL_AT_80)
    assert image.size == ((80, 142) if orientation >= 5 else (80, 45))
    assert near(corners(image), upright)


@pytest.mark.parametrize(
    ("focus", "shown"),
    [((0, 0), RED), ((1, 0), GREEN), ((0, 1), BLUE), ((1, 1), WHITE), ((0.1, 0.2), RED)],
)
def test_a_crop_keeps_the_focus(save_image: SaveImage, focus: tuple[float, float], shown: Colour) -> None:
    for aspect in ((1, 9), (16, 1)):
        strip = RenditionSpec(widths=(10,), formats=("png",), aspect=aspect, focus=focus)
        image = only(save_image(quarters((160, 160)), "PNG"), strip)
        assert shown in corners(image)


def test_metadata_is_dropped(save_image: SaveImage) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    secrets = {"exif": exif, "icc_profile": srgb, "comment": b"secret", "dpi": (300, 300), "xmp": b"<x/>"}
    for kind in ("JPEG", "PNG", "WEBP"):
        pictures, _ = made(
            save_image(quarters(), kind, **secrets), RenditionSpec(widths=(80,), formats=("webp", "jpeg", "png"))
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
def test_colours_of_another_profile_become_those_of_srgb(save_image: SaveImage, mode: str) -> None:
    source = quarters().convert(mode)
    image = only(save_image(source, "PNG", icc_profile=swapped_profile()), PNG_AT_80)
    assert near(corners(image), [BLUE, GREEN, RED, WHITE])


def test_a_broken_profile_is_ignored(save_image: SaveImage) -> None:
    image = only(save_image(quarters(), "JPEG", icc_profile=b"nonsense" * 30), JPEG_AT_80)
    assert near(corners(image), [RED, GREEN, BLUE, WHITE])


def test_cmyk_becomes_rgb(save_image: SaveImage) -> None:
    image = only(save_image(quarters().convert("CMYK"), "JPEG"), ORIGINAL_AT_80)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert near(corners(image), [RED, GREEN, BLUE, WHITE])


def test_sixteen_bits_become_eight_of_the_same_brightness(save_image: SaveImage) -> None:
    grey = Image.new("I;16", (160, 90), 0x4000)
    image, rendered = only(save_image(grey, "PNG"), PNG_AT_80), made(save_image(grey, "PNG"), PNG_AT_80)[1]
    assert (image.mode, image.getextrema()) == ("L", (0x40, 0x40))
    assert rendered.colour == "#404040"


def test_a_bilevel_image_gets_the_greys_that_scaling_needs(save_image: SaveImage) -> None:
    checked = Image.new("1", (160, 90))
    checked.paste(1, (0, 0, 80, 90))
    image = only(save_image(checked, "PNG"), PNG_AT_80)
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
def test_transparency_is_kept(save_image: SaveImage, mode: str) -> None:
    source, options = see_through(mode)
    path = save_image(source, "PNG", **options)
    pictures, rendered = made(path, RenditionSpec(widths=(80,), formats=("webp", "original", "jpeg")))
    for rendition, image in pictures.items():
        if rendition.format == "jpeg":
            assert near(corners(image)[1::2], [WHITE, WHITE])
        else:
            alpha = image.convert("RGBA").getchannel("A")
            assert (alpha.getpixel((20, 20)), alpha.getpixel((60, 20))) == (255, 0)
    assert rendered.colour is None


def test_a_palette_stays_a_palette(save_image: SaveImage) -> None:
    image = only(save_image(quarters().quantize(4), "PNG"), ORIGINAL_AT_80)
    assert image.mode == "P"
    assert near(corners(image), [RED, GREEN, BLUE, WHITE])


def test_alpha_that_hides_nothing_is_dropped(save_image: SaveImage) -> None:
    pictures, rendered = made(save_image(quarters().convert("RGBA"), "PNG"), PNG_AT_80)
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
def test_a_rendition_is_the_same_whichever_others_are_wanted(save_image: SaveImage, kind: str) -> None:
    path = save_image(quarters((1603, 901)).rotate(7), kind)
    info, spec = probe(path), RenditionSpec(widths=(100, 200, 333), formats=("webp", "original"))
    renditions = plan_renditions(info, spec)
    together = render(path, info, spec, renditions)
    for one in renditions:
        alone = render(path, info, spec, [one])
        assert alone.files == {one: together.files[one]}
        assert alone.colour == together.colour


def test_all_uses_of_a_source_are_made_of_one_decoding(save_image: SaveImage, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_image(quarters((1603, 901)), "PNG")
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


def test_many_threads_make_the_same_as_one(save_image: SaveImage) -> None:
    path = save_image(quarters((3000, 2100)), "PNG")  # large enough that they wait for each other
    info, spec = probe(path), RenditionSpec(widths=(80, 160))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: render(path, info, spec, plan_renditions(info, spec)), range(4)))
    assert all(result == results[0] for result in results)


# --- images that make no cover --------------------------------------------------------------------------------


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
    ("image", "unfit"),
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
    tmp_path: Path, image: Image.Image, unfit: bool, trial: bool
) -> None:
    path = tmp_path / "x.png"
    image.save(path)
    info = probe(path)
    wanted = plan_renditions(info, RenditionSpec(widths=(400,)))
    made = render(path, info, RenditionSpec(widths=(400,)), wanted, trial=trial)
    assert made.unfit is unfit
    assert set(made.files) == (set() if unfit and trial else set(wanted))
